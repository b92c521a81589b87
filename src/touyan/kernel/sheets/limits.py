"""How large a ledger may be, and the sentences that say so."""

from django.utils.translation import gettext as _

from touyan.kernel.refused import Refused

MOST_BYTES = 30 * 1024 * 1024
MOST_ROWS = 100_000
MOST_COLUMNS = 100
MOST_CHARACTERS = 32_767
"""In one cell; a spreadsheet program cannot hold more either."""
ROWS_ABOVE = 20
"""Titles and blank rows that may stand above the headings."""


def too_large() -> Refused:
    return Refused(
        _("A ledger may be {n} MB at most. Leave pictures out, or split it.").format(
            n=MOST_BYTES // 1024**2
        )
    )


def too_many_rows() -> Refused:
    return Refused(
        _("A ledger may have {n} rows at most. Split it and send the parts.").format(n=MOST_ROWS)
    )


def too_many_columns() -> Refused:
    return Refused(
        _("A ledger may have {n} columns at most. Delete those that are not needed.").format(
            n=MOST_COLUMNS
        )
    )
