"""One name: what was found about it, and what can be done with it now."""

from django.forms import Form
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from touyan.desk.forms.selections import MOVE_FORMS, form_of
from touyan.desk.gate import StaffRequest
from touyan.desk.page import page, see_other
from touyan.desk.reads import selections as reads
from touyan.desk.selections import seen_candidate, selecting
from touyan.desk.sent import refuse, status_of
from touyan.desk.told import tell
from touyan.kernel.lifecycle import Offer
from touyan.kernel.refused import Refused
from touyan.selections import acts, rules
from touyan.selections.models import Candidate
from touyan.selections.moves import CANDIDATE_LIFE


@selecting
@require_GET
def candidate(request: StaffRequest, number: int) -> HttpResponse:
    return _shown(request, seen_candidate(request, number))


def _shown(
    request: StaffRequest, found: Candidate, sent: tuple[str, Form] | None = None
) -> HttpResponse:
    wrong = sent[1] if sent else None
    offers = [
        offer for offer in CANDIDATE_LIFE.offers(found, request.user) if offer.name in MOVE_FORMS
    ]
    hears = rules.hears(found, request.user)
    return page(
        request, "selections/candidate.html", "selections", status_of(wrong) if wrong else 200,
        candidate=found, selection=found.selection, offers=offers, wrong=wrong,
        forms=_forms(found, offers) | dict([sent] if sent else []), office=_office(request, found),
        objections=reads.objections_of(request.user, found) if hears else [],
        pictures=reads.pictures_of(found), runs=rules.runs_candidate(found, request.user),
    )  # fmt: skip


def _forms(found: Candidate, offers: list[Offer]) -> dict[str, Form]:
    return {
        offer.name: form_of(offer.name, found)(initial={"story": found.story}, prefix=offer.name)
        for offer in offers
    }


def _office(request: StaffRequest, found: Candidate) -> bool:
    """Whether somebody may read what the office keeps to itself."""
    by = request.user
    return rules.runs_candidate(found, by) or rules.decides(found.selection, by)


@selecting
@require_POST
def move(request: StaffRequest, number: int, name: str) -> HttpResponse:
    found = seen_candidate(request, number)
    if name not in acts.CANDIDATE_MOVES:
        raise Http404
    form = form_of(name, found)(request.POST, prefix=name)
    if form.is_valid():
        try:
            event = acts.CANDIDATE_MOVES[name](
                by=request.user, candidate=found, **form.cleaned_data
            )
        except Refused as no:
            refuse(form, no)
        else:
            said = _("It is “{state}” now.").format(state=event.about.get_state_display())
            return tell(see_other(reverse("desk:candidate", args=[found.pk])), ("good", said))
    return _shown(request, found, (name, form))
