"""Where a file comes from that leaves the town with people in it: who made it, when, and where that is written down."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from touyan.kernel.models import Entry


@dataclass(frozen=True)
class Origin:
    by: str
    """The name of whoever took it."""
    at: datetime
    reference: str
    """The journal's entry about it, as `person:12#7`: of what, and which of its chain."""

    @property
    def lines(self) -> list[tuple[str, str]]:
        at = f"{timezone.localtime(self.at):%Y-%m-%d %H:%M:%S}"
        return [
            (_("Made by"), self.by),
            (_("Made on"), at),
            (_("In the journal"), self.reference),
            (_("Please note"), _("What it says of people is not to be passed on. Delete it when it is done with.")),
        ]  # fmt: skip

    @property
    def line(self) -> str:
        """The same at the foot of each printed page."""
        return " · ".join(value for _label, value in self.lines[:3])


Taken = Callable[[int], Origin | None]
"""Asked with the number of rows once they are written: the act about a file comes before the file is whole."""


def origin(by: str, entry: Entry | None) -> Origin | None:
    """Of what an act wrote down; None where it wrote nothing."""
    return Origin(by, entry.at, f"{entry.about}#{entry.seq}") if entry is not None else None
