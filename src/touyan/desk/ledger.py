"""Worksheets that leave the desk. Orders: what the list shows; never who asked, never a telephone number."""

from collections.abc import Iterable, Iterator, Sequence
from tempfile import TemporaryFile

from django.http import FileResponse
from django.utils.translation import gettext as _

from touyan.desk.lines import held_by
from touyan.kernel import sheets
from touyan.kernel.ledgers import Kind
from touyan.kernel.sheets.writing import Value
from touyan.orders import imports as orders_kept
from touyan.orders.models import Order
from touyan.town import imports as town

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KEPT: dict[str, Kind] = {
    name: kind for name, kind in {**town.KINDS, **orders_kept.KINDS}.items() if name != "orders"
}
"""What administrators can take out, change and give back with `touyan import`."""


def workbook(title: str, headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> FileResponse:
    """An .xlsx to save; the response closes the file."""
    file = TemporaryFile()  # noqa: SIM115
    sheets.write(file, title, headings, rows)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{title}.xlsx", content_type=XLSX)


def of_orders(orders: Iterable[Order]) -> FileResponse:
    return workbook(_("Orders"), headings(), rows(orders))


def of_kind(name: str) -> FileResponse:
    """A ledger of the town under the headings that it can come in again with."""
    return of_columns(name, KEPT[name])


def of_columns(title: str, kind: Kind) -> FileResponse:
    return workbook(title, [column.headings[0] for column in kind.columns], kind.dump())


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
