"""Typing in for somebody who rang, came by or sent a slip."""

from uuid import uuid4

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from touyan.channels.acts import allow_sms
from touyan.desk.forms.typed import TypedOrder
from touyan.desk.gate import StaffRequest, staff
from touyan.desk.page import page, see_other
from touyan.desk.told import tell
from touyan.kernel.acts import Event, batch
from touyan.kernel.refused import Refused
from touyan.orders import acts
from touyan.orders.models import Order
from touyan.town.models import Person


@staff
@require_http_methods(["GET", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    if request.method == "GET":
        return page(request, "new.html", "new", form=TypedOrder(by=request.user))
    form = TypedOrder(request.POST, by=request.user)
    if not form.is_valid():
        return page(request, "new.html", "new", 422, form=form)
    try:
        event = _placed(request.user, form)
    except Refused as no:
        form.add_error(no.field if no.field in form.fields else None, str(no))
        return page(request, "new.html", "new", no.status, form=form)
    if event.repeated and event.about.words != form.cleaned_data["words"]:
        return _other_words(request, form, event.about)
    slip = see_other(reverse("front:slip", args=[event.made.receipt]))
    return tell(slip, ("good", _("Order {ref} is placed.").format(ref=event.about.ref)))


def _other_words(request: StaffRequest, form: TypedOrder, before: Order) -> HttpResponse:
    """The form of another order came back with other words in it: nothing of them is kept yet, so they are asked about."""
    form.data = {**form.data.dict(), "key": str(uuid4())}  # type: ignore[attr-defined]
    said = _(
        "This form was sent before, as number {number}. To send what it says now as another matter, press send once more."
    )
    form.add_error(None, said.format(number=before.ref))
    return page(request, "new.html", "new", 409, form=form)


def _placed(by: Person, form: TypedOrder) -> Event[Order]:
    """The order and the yes to text messages, both or neither."""
    with batch():
        event = acts.place(by=by, **form.arguments())
        if form.cleaned_data.get("sms"):
            allow_sms(by=by, requester=event.made)
    return event
