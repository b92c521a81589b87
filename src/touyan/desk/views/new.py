"""Typing in for somebody who rang, came by or sent a slip."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from touyan.desk.forms.typed import TypedOrder
from touyan.desk.gate import StaffRequest, staff
from touyan.desk.page import page, see_other
from touyan.desk.told import tell
from touyan.kernel.refused import Refused
from touyan.orders import acts


@staff
@require_http_methods(["GET", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    if request.method == "GET":
        return page(request, "new.html", "new", form=TypedOrder(by=request.user))
    form = TypedOrder(request.POST, by=request.user)
    if not form.is_valid():
        return page(request, "new.html", "new", 422, form=form)
    try:
        event = acts.place(by=request.user, **form.arguments())
    except Refused as no:
        form.add_error(no.field if no.field in form.fields else None, str(no))
        return page(request, "new.html", "new", no.status, form=form)
    slip = see_other(reverse("front:slip", args=[event.made.receipt]))
    return tell(slip, ("good", _("Order {ref} is placed.").format(ref=event.about.ref)))
