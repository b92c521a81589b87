"""Saying what is needed, and saying “me too”."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from touyan.front.answers import SeeOther, private, see_other, wants_json
from touyan.front.forms import LeavesForm
from touyan.front.sending import Sending, blank, joinable, looked, send
from touyan.front.visitors import ORDERS_AN_HOUR, may_look, person_of, slow_down
from touyan.kernel.acts import beginning_with
from touyan.kernel.refused import Refused
from touyan.kernel.sending import led_to
from touyan.kernel.taps import header_of
from touyan.orders import acts
from touyan.orders.acts import VISITOR
from touyan.orders.models import Order


@require_http_methods(["GET", "HEAD", "POST"])
@private
def place(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _form(blank(request))
    try:
        key = header_of(request.headers)
    except ValueError:
        return HttpResponseBadRequest(
            "The Idempotency-Key must be a UUID.", content_type="text/plain"
        )
    sending = send(request, key)
    if wants_json(request):
        return _for_the_outbox(sending)
    if sending.requester is None:
        return _form(sending)
    return see_other("front:receipt", sending.requester.receipt, query="new=1")


def _form(sending: Sending) -> HttpResponse:
    page = {"sending": sending, "form": sending.form, "spot": sending.form.spot}
    return render(sending.request, "front/place.html", page, status=sending.status)


def _for_the_outbox(sending: Sending) -> HttpResponse:
    """What waited on a phone learns its number, or the sentence that refuses it."""
    if sending.requester is None:
        return JsonResponse({"errors": sending.errors}, status=max(sending.status, 409))
    url = reverse("front:receipt", args=[sending.requester.receipt])
    return JsonResponse({"number": sending.requester.order.ref, "url": url}, status=201)


@require_POST
def similar(request: HttpRequest) -> HttpResponse:
    """A POST, though it changes nothing: what somebody is typing stands in no address and no log."""
    found = looked(request.POST.dict()) if may_look(request) else []
    return render(request, "front/similar.html", {"similar": found})


@require_POST
@private
def join(request: HttpRequest, ref: str) -> HttpResponse:
    token = request.POST.get("token", "")
    order = joinable(ref, token)
    if order is None:
        raise Http404
    form = LeavesForm(request.POST)
    page = {"order": order, "form": form, "token": token}
    if not form.is_valid():
        return render(request, "front/join.html", page, status=422)
    try:
        return _joined(request, order, form)
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        return render(request, "front/join.html", page, status=refused.status)


def _joined(request: HttpRequest, order: Order, form: LeavesForm) -> SeeOther:
    """A receipt of one's own. Knowing somebody's telephone number does not open theirs."""
    person = person_of(request)
    leaves = form.leaves(person)
    with beginning_with(lambda: slow_down(request, "orders", ORDERS_AN_HOUR)):
        event = acts.join(by=leaves.person or VISITOR, order=order, leaves=leaves)
    theirs = person is not None and event.made.person_id == person.pk
    if event.repeated and not theirs and not led_to("orders.join"):
        raise Refused(
            _(
                "Somebody with this telephone number asked for it already. Follow it with that receipt."
            ),
            field="phone",
        )
    return see_other("front:receipt", event.made.receipt, query="new=1")
