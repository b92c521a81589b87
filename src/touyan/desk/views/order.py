"""One order: its page, its moves, its photos."""

from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from touyan.desk.gate import StaffRequest, staff
from touyan.desk.page import is_part, page, see_other, way_back
from touyan.desk.photos import keep_photos
from touyan.desk.reads.order import order_for, similar_for
from touyan.desk.sheet import asked, asking, bound, contacts, head, whole
from touyan.desk.told import tell
from touyan.kernel import evidence
from touyan.kernel.refused import Refused
from touyan.kernel.sending import ARRIVED
from touyan.orders import acts
from touyan.orders.forms import FORMS, MoveForm
from touyan.orders.models import Order
from touyan.orders.moves import LIFE
from touyan.orders.reads import by_ref, visible_to
from touyan.town.models import Person


@staff
@require_GET
def order(request: StaffRequest, ref: str) -> HttpResponse:
    found = order_for(request.user, ref)
    if found.ref != ref:
        return see_other(reverse("desk:order", args=[found.ref]))
    if name := request.GET.get("move", ""):
        return _asks(request, found, name, asking(found, request.user, _known(name), request.GET))
    if request.GET.get("show") == "similar":
        template = "parts/similar.html" if is_part(request) else "similar.html"
        return page(
            request, template, "orders", **head(found), similar=similar_for(request.user, found)
        )
    return page(request, "order.html", "orders", **whole(found, request.user))


def _known(name: str) -> str:
    if name not in FORMS:
        raise Http404
    return name


def _asks(
    request: StaffRequest, order: Order, name: str, form: MoveForm, status: int = 200
) -> HttpResponse:
    """The page of one move: what it is about, and what has to be filled in."""
    template = "parts/asks.html" if is_part(request) else "asks.html"
    return page(
        request, template, "orders", status, **head(order), **asked(order, request.user, name, form)
    )


@staff
@require_POST
def move(request: StaffRequest, ref: str, name: str) -> HttpResponse:
    if acts.was_done(name):
        return tell(see_other(_still_seen(request, ref)), ("good", str(ARRIVED)))
    found = order_for(request.user, ref)
    if name in {"follow", "unfollow"}:
        return _followed(request, found, name)
    form = bound(found, request.user, _known(name), request.POST, request.FILES)
    if why := _refusal(found, request.user, name):
        return _not_done(request, found, name, form, why)
    keep_photos(form, request.user, found.town_code)
    if not form.is_valid():
        return _asks(request, found, name, form, status=422)
    return _done(request, found, name, form)


def _refusal(order: Order, by: Person, name: str) -> Refused | None:
    """Whose move it is comes before what was typed: nobody else leaves as much as a photo here."""
    try:
        LIFE.take(name, order, by)
    except Refused as no:
        return no
    return None


def _not_done(
    request: StaffRequest, order: Order, name: str, form: MoveForm, no: Refused
) -> HttpResponse:
    """The form again, with what was typed and the reason."""
    form.is_valid()
    form.add_error(no.field if no.field in form.fields else None, str(no))
    return _asks(request, order, name, form, status=no.status)


def _done(request: StaffRequest, order: Order, name: str, form: MoveForm) -> HttpResponse:
    try:
        event = acts.ACTS[name](by=request.user, order=order, **form.cleaned_data)
    except Refused as no:
        return _not_done(request, order, name, form, no)
    if name == "reveal":
        return page(request, "order.html", "orders", **_revealed(request, event.about))
    said = _("“{move}” is done: {ref}.").format(move=LIFE.moves[name].label, ref=order.ref)
    return tell(see_other(way_back(request, _still_seen(request, order.ref))), ("good", said))


def _revealed(request: StaffRequest, order: Order) -> dict[str, Any]:
    full = whole(order_for(request.user, order.ref), request.user)
    return {**full, "contacts": contacts(order, request.user)}


def _still_seen(request: StaffRequest, ref: str) -> str:
    """The order's page; the desk's first, where a move took it out of this person's sight."""
    order = by_ref(visible_to(request.user), ref)
    return reverse("desk:order", args=[order.ref]) if order else reverse("desk:home")


def _followed(request: StaffRequest, order: Order, name: str) -> HttpResponse:
    said = _("You follow it now.") if name == "follow" else _("You no longer follow it.")
    (acts.follow if name == "follow" else acts.unfollow)(by=request.user, order=order)
    return tell(see_other(_still_seen(request, order.ref)), ("good", said))


@staff
@require_GET
def photo(request: StaffRequest, ref: str, number: int) -> FileResponse:
    """A photo of an order that the person may see."""
    found = order_for(request.user, ref)
    row = evidence.of(f"order:{found.pk}").filter(pk=number).first()
    if row is None:
        raise Http404
    return FileResponse(row.file.open("rb"), content_type="image/jpeg")
