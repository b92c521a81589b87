"""Worksheets that leave the desk. Orders: what the list shows; never who asked, never a telephone number."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from django.http import FileResponse
from django.utils.translation import gettext as _

from touyan.desk.lines import held_by
from touyan.kernel import sheets
from touyan.kernel.acts import Event
from touyan.kernel.ledgers import Kind
from touyan.kernel.sheets.origin import Taken, origin
from touyan.kernel.sheets.writing import Value
from touyan.orders import imports as orders_kept
from touyan.orders.acts import take_list
from touyan.orders.models import Order
from touyan.town import imports as town
from touyan.town.acts import take_ledger
from touyan.town.models import Organisation, Person

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KEPT: dict[str, Kind] = {
    name: kind for name, kind in {**town.KINDS, **orders_kept.KINDS}.items() if name != "orders"
}
"""What administrators can take out, change and give back with `touyan import`."""
Take = Callable[..., Event[Any]]
"""The act that keeps who took a file: it is told `by` and `rows`."""


def taken(by: Person, take: Take) -> Taken:
    """The act about a file, once its rows are counted; what it wrote down is said in the file."""
    return lambda count: origin(by.name, take(by=by, rows=count).entry)


def saved(name: str, write: Callable[[BinaryIO], None]) -> FileResponse:
    """An .xlsx to save; the response closes the file."""
    file = TemporaryFile()  # noqa: SIM115
    write(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


def workbook(
    by: Person, take: Take, title: str, headings: Sequence[str], rows: Iterable[Sequence[Value]]
) -> FileResponse:
    """One table, taken by somebody: no file leaves without its act."""
    told = taken(by, take)
    return saved(f"{title}.xlsx", lambda file: sheets.write(file, title, headings, rows, told))


def of_orders(by: Person, queue: str, orders: Iterable[Order]) -> FileResponse:
    return workbook(by, partial(take_list, queue=queue), _("Orders"), headings(), rows(orders))


def of_kind(by: Person, county: Organisation, name: str) -> FileResponse:
    """A ledger of the town under the headings that it can come in again with."""
    take = partial(take_ledger, organisation=county, what=name)
    return of_columns(by, take, name, KEPT[name])


def of_columns(by: Person, take: Take, title: str, kind: Kind) -> FileResponse:
    return workbook(by, take, title, kind.headings, kind.dump())


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
