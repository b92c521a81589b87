"""The call-back desk: whom to ring, those drawn by lot marked, and what they said."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from touyan.desk.calls import calls, last_sample
from touyan.desk.forms.typed import Draw
from touyan.desk.gate import StaffRequest, dispatched_town, staff
from touyan.desk.page import page, see_other
from touyan.desk.reads.keyset import Sort, paged
from touyan.desk.told import tell
from touyan.kernel import clock
from touyan.kernel.refused import Refused
from touyan.orders import acts, reads
from touyan.orders.reads import WITH_NAMES

DUE = Sort(("due_at", "id"))


@staff
@require_GET
def call_backs(request: StaffRequest) -> HttpResponse:
    return _listed(request, Draw())


def _listed(request: StaffRequest, form: Draw, status: int = 200) -> HttpResponse:
    sample = last_sample(dispatched_town(request.user))
    orders = reads.to_call_back(request.user, clock.now()).select_related(*WITH_NAMES)
    drawn = request.GET.get("show") == "sample"
    orders = orders.filter(samples=sample.row) if drawn and sample else orders
    rows = paged(orders, DUE, request.GET)
    return page(
        request, "call_backs.html", "call_backs", status, form=form, sample=sample, drawn=drawn,
        calls=calls(request.user, rows.rows, sample), before=rows.before, after=rows.after,
        way=request.get_full_path() if request.method == "GET" else reverse("desk:call_backs"),
    )  # fmt: skip


@staff
@require_POST
def sample(request: StaffRequest) -> HttpResponse:
    town, form = dispatched_town(request.user), Draw(request.POST)
    if not form.is_valid():
        return _listed(request, form, 422)
    try:
        event = acts.draw(by=request.user, town=town, **form.cleaned_data)
    except Refused as no:
        form.add_error(no.field if no.field in form.fields else None, str(no))
        return _listed(request, form, no.status)
    said = _("Drawn by lot with the seed {seed}.").format(seed=event.about.seed)
    return tell(see_other(f"{reverse('desk:call_backs')}?show=sample"), ("good", said))
