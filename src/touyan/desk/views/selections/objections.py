"""What was objected. That there is something is on a page; what it says is the answer to a POST, which is kept."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from touyan.desk.forms.selections import Answer
from touyan.desk.gate import StaffRequest
from touyan.desk.page import page, see_other
from touyan.desk.reads import selections as reads
from touyan.desk.selections import selecting
from touyan.desk.sent import refuse, status_of
from touyan.desk.told import tell
from touyan.kernel import clock
from touyan.kernel.refused import Refused
from touyan.selections import acts, rules
from touyan.selections.models import Objection
from touyan.selections.states import ObjectionState


def _heard(request: StaffRequest, number: int) -> Objection:
    found = reads.objection_for(request.user, number)
    if found is None or not rules.hears(found.candidate, request.user):
        raise Http404
    return found


@selecting
@never_cache
@require_http_methods(["GET", "POST"])
def objection(request: StaffRequest, number: int) -> HttpResponse:
    found = _heard(request, number)
    if request.method == "POST":
        acts.read_objection(by=request.user, objection=found)
        return _page(request, found, Answer())
    return _page(request, found, None)


def _page(request: StaffRequest, found: Objection, form: Answer | None) -> HttpResponse:
    """Without a form it has not been read."""
    return page(
        request, "selections/objection.html", "selections", status_of(form) if form else 200,
        objection=found, read=form is not None, form=form, open=found.state == ObjectionState.OPEN,
        late=found.answer_by is not None and found.answer_by < clock.now(),
    )  # fmt: skip


@selecting
@never_cache
@require_POST
def answer(request: StaffRequest, number: int) -> HttpResponse:
    found = _heard(request, number)
    form = Answer(request.POST)
    if form.is_valid():
        try:
            acts.answer_objection(by=request.user, objection=found, **form.cleaned_data)
        except Refused as no:
            refuse(form, no)
        else:
            back = see_other(reverse("desk:candidate", args=[found.candidate_id]))
            return tell(back, ("good", _("The objection is answered.")))
    acts.read_objection(by=request.user, objection=found)
    return _page(request, found, form)
