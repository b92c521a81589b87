"""Lists of orders: found, narrowed, turned over page by page, taken out as Excel, worked on in bulk."""

from typing import Any
from urllib.parse import urlencode

from django.http import FileResponse, Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from touyan.desk.bulk import done_to
from touyan.desk.forms.lists import BULK, QUEUES, Wishes
from touyan.desk.gate import StaffRequest, staff
from touyan.desk.ledger import of_orders
from touyan.desk.lines import lines
from touyan.desk.page import page, see_other, way_back
from touyan.desk.reads.keyset import Page
from touyan.desk.reads.wanted import MOST_EXPORTED, around, found, page_of, sort_of
from touyan.desk.told import tell
from touyan.orders import reads
from touyan.orders.models import Order
from touyan.town.states import RoleCode

DISPATCHERS_ONLY = frozenset({"call_back", "extensions"})


@staff
@require_GET
def orders(request: StaffRequest) -> HttpResponse:
    form = Wishes(request.GET, around(request.user))
    if not form.is_valid():
        return _listed(request, form, Page([]), status=422)
    if order := _spoken_number(request, form.cleaned_data["q"]):
        return see_other(reverse("desk:order", args=[order.ref]))
    wishes = form.cleaned_data
    return _listed(request, form, page_of(request.user, wishes, request.GET))


def _spoken_number(request: StaffRequest, words: str) -> Order | None:
    """A number goes straight to its order, where the person may see it."""
    return reads.by_ref(reads.visible_to(request.user), words) if words else None


def _listed(
    request: StaffRequest, form: Wishes, rows: Page[Order], status: int = 200
) -> HttpResponse:
    queue = form.cleaned_data.get("queue", "")
    return page(
        request,
        "orders.html",
        "orders",
        status,
        form=form,
        queue=queue,
        tabs=_tabs(request, queue),
        lines=lines(rows.rows),
        before=_address(request, before=rows.before) if rows.before else None,
        after=_address(request, after=rows.after) if rows.after else None,
        export=f"{reverse('desk:export')}?{_query(request)}",
        moves=_bulk_moves(request),
    )


def _tabs(request: StaffRequest, queue: str) -> list[tuple[Any, str, None, bool]]:
    dispatches = _has(request, RoleCode.DISPATCHER)
    shown = {n: label for n, label in QUEUES.items() if dispatches or n not in DISPATCHERS_ONLY}
    return [(label, f"?queue={name}", None, name == queue) for name, label in shown.items()]


def _has(request: StaffRequest, *roles: str) -> bool:
    return any(role.role in roles for role in request.user.roles_today)


def _query(request: StaffRequest, **more: str) -> str:
    """The address's own wishes, without its place in the list."""
    kept = [(n, v) for n, v in request.GET.items() if v and n not in {"after", "before"}]
    return urlencode([*kept, *more.items()])


def _address(request: StaffRequest, **mark: str) -> str:
    return f"{reverse('desk:orders')}?{_query(request, **mark)}"


def _bulk_moves(request: StaffRequest) -> list[tuple[str, Any]]:
    """What the person's roles could do at all; each order still decides for itself."""
    may = {
        "accept": _has(request, RoleCode.SECRETARY),
        "take": _has(request, RoleCode.SECRETARY, RoleCode.OFFICER, RoleCode.LEAD),
        "urge": _has(request, RoleCode.DISPATCHER),
        "follow": True,
    }
    return [(name, label) for name, label in BULK.items() if may[name]]


@staff
@require_POST
def export(request: StaffRequest) -> FileResponse | HttpResponse:
    """Excel of exactly what the list shows, all its pages. The address says which list, as that of the page does."""
    form = Wishes(request.GET, around(request.user))
    if not form.is_valid():
        return _listed(request, form, Page([]), status=422)
    wishes = form.cleaned_data
    rows = sort_of(wishes).order(found(request.user, wishes).select_related("agency"))
    if rows[MOST_EXPORTED : MOST_EXPORTED + 1].exists():
        said = _(
            "These are more than {n} orders. Narrow the list, by days for instance, and export each part."
        )
        form.add_error(None, said.format(n=f"{MOST_EXPORTED:,}"))
        return _listed(request, form, Page([]), status=422)
    lines = rows.iterator(chunk_size=500)
    return of_orders(request.user, wishes["queue"], lines)


@staff
@require_POST
def bulk(request: StaffRequest) -> HttpResponse:
    move = request.POST.get("move", "")
    if move not in BULK:
        raise Http404
    sentences = done_to(request.user, move, request.POST.getlist("order"))
    return tell(see_other(way_back(request, reverse("desk:orders"))), *sentences)
