"""Orders as a worksheet: what the list shows and a little more; never who asked, never a telephone number."""

from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile
from typing import IO

from django.utils.translation import gettext as _

from touyan.desk.lines import held_by
from touyan.kernel import sheets
from touyan.kernel.sheets.writing import Value
from touyan.orders.models import Order


def workbook(orders: Iterable[Order]) -> IO[bytes]:
    """An .xlsx, open at its beginning; whoever sends it closes it."""
    file = TemporaryFile()  # noqa: SIM115 - the response closes it
    sheets.write(file, _("Orders"), headings(), rows(orders))
    file.seek(0)
    return file


def headings() -> list[str]:
    return [
        _("Number"), _("State"), _("What was said"), _("Village or community"), _("Where"), _("Category"),
        _("Class"), _("Came by"), _("Held by"), _("Done by"), _("Placed on"), _("Due"), _("Overdue"),
        _("Delivered on"), _("Closed on"), _("Outcome"), _("Satisfaction"),
    ]  # fmt: skip


def rows(orders: Iterable[Order]) -> Iterator[list[Value]]:
    yes, no = _("yes"), _("no")
    for order in orders:
        yield [
            order.ref, order.get_state_display(), order.words, order.village.label, order.where,
            order.category.label if order.category else "", order.get_urgency_display(),
            order.get_channel_display(), held_by(order), order.agency.label if order.agency else "",
            order.placed_at, order.due_at, yes if order.is_overdue else no, order.delivered_at,
            order.closed_at, order.get_outcome_display() if order.outcome else "",
            order.get_satisfaction_display() if order.satisfaction else "",
        ]  # fmt: skip
