"""What is wrong with a ledger, row by row, so that it can be put right in one go."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touyan.kernel.refused import Refused

SHOWN = 20


@dataclass(frozen=True)
class Problem:
    """One cell that cannot be taken in."""

    row: int
    """As the spreadsheet program numbers it: the first row is 1."""
    column: str
    """The heading, or the column's letters where it has none."""
    why: str

    def __str__(self) -> str:
        return _("Row {row}, {column}: {why}").format(
            row=self.row, column=self.column, why=self.why
        )


class Problems(Refused):
    """The whole ledger is refused; the text names the first twenty reasons."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        super().__init__(_text(self.problems))


def _text(problems: list[Problem]) -> str:
    first = ngettext(
        "Nothing was taken in: {n} cell must be put right first.",
        "Nothing was taken in: {n} cells must be put right first.",
        len(problems),
    ).format(n=len(problems))
    lines = [first, *(str(problem) for problem in problems[:SHOWN])]
    more = len(problems) - SHOWN
    if more > 0:
        lines.append(ngettext("… and {n} more.", "… and {n} more.", more).format(n=more))
    return "\n".join(lines)
