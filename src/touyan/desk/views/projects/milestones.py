"""A milestone with its days and its evidence; set out, changed, moved, met, dropped."""

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from touyan.desk.forms.photos import WithPhotos, with_photos
from touyan.desk.forms.projects import STEPS, KeptMilestone
from touyan.desk.gate import StaffRequest
from touyan.desk.page import page
from touyan.desk.photos import keep_photos
from touyan.desk.projects import building, led, seen_milestone
from touyan.desk.sent import done, form_page, refuse, typed
from touyan.desk.views.projects.keeping import there
from touyan.kernel import clock, evidence
from touyan.kernel.refused import Refused
from touyan.projects import acts, rules
from touyan.projects.models import Milestone
from touyan.projects.moves import MILESTONE_LIFE
from touyan.projects.reads.lateness import standings
from touyan.projects.states import MilestoneState


@building
@require_GET
def milestone(request: StaffRequest, number: int) -> HttpResponse:
    found = seen_milestone(request, number)
    ways = {move: name for name, (move, _form) in STEPS.items()}
    [standing] = standings([found])
    return page(
        request, "projects/milestone.html", "projects", step=standing, one=found,
        project=found.project, photos=list(evidence.of(f"milestone:{found.pk}")), ways=ways,
        offers=list(MILESTONE_LIFE.offers(found, request.user)),
        leads=rules.leads_step(found, request.user) and _is_kept(found),
    )  # fmt: skip


def _is_kept(found: Milestone) -> bool:
    return found.state == MilestoneState.PLANNED and not rules.is_over(found.project)


def _back(found: Milestone) -> tuple[str, str]:
    return reverse("desk:milestone", args=[found.pk]), found.label


@building
@require_http_methods(["GET", "POST"])
def add(request: StaffRequest, number: int) -> HttpResponse:
    project = led(request, number)
    form = KeptMilestone(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            acts.keep_milestone(by=request.user, project=project, **form.cleaned_data)
        except Refused as no:
            refuse(form, no)
        else:
            return done(there(project)[0])
    words = _(
        "Once the project is approved, the day that stands here stays the one first promised."
    )
    return form_page(request, "projects", form, _("Set a milestone out"), there(project), words)


@building
@require_http_methods(["GET", "POST"])
def edit(request: StaffRequest, number: int) -> HttpResponse:
    found = seen_milestone(request, number)
    if not rules.leads_step(found, request.user):
        raise Http404
    initial = {name: getattr(found, name) for name in KeptMilestone.base_fields}
    form = KeptMilestone(typed(request), kept=found, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = {"due_on": found.due_on, **form.cleaned_data}
        try:
            acts.keep_milestone(by=request.user, project=found.project, number=found.number, **said)
        except Refused as no:
            refuse(form, no)
        else:
            return done(_back(found)[0])
    return form_page(request, "projects", form, _("Change the milestone"), _back(found))


@building
@require_http_methods(["GET", "POST"])
def move(request: StaffRequest, number: int, name: str) -> HttpResponse:
    found = seen_milestone(request, number)
    step = MILESTONE_LIFE.moves[STEPS[name][0]] if name in STEPS else None
    if step is None or not step.who(found, request.user):
        raise Http404
    form = _form(request, found, name)
    if request.method == "POST" and form.is_valid():
        try:
            acts.MILESTONE_MOVES[step.name](by=request.user, milestone=found, **form.cleaned_data)
        except Refused as no:
            refuse(form, no)
        else:
            return done(_back(found)[0])
    return form_page(request, "projects", form, str(step.label), _back(found))


def _form(request: StaffRequest, found: Milestone, name: str) -> forms.Form:
    kind = STEPS[name][1]
    if not issubclass(kind, WithPhotos):
        return kind(typed(request))
    form = with_photos(kind, request, met_on=clock.today())
    if request.method == "POST":
        keep_photos(form, request.user, found.town_code)
    return form
