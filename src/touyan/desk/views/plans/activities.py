"""An activity with its tasks and how far it is; a task and its moves; tasks and requirements added."""

from django.forms import Form
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from touyan.desk.forms.plans import Ask, NewTask, Result
from touyan.desk.gate import StaffRequest
from touyan.desk.page import page, see_other
from touyan.desk.plans import planning, seen_activity, seen_task
from touyan.desk.reads import plans as reads
from touyan.desk.sent import done, form_page, refuse, status_of, typed
from touyan.desk.told import tell
from touyan.kernel import clock
from touyan.kernel.refused import Refused
from touyan.plans import acts, rules
from touyan.plans.models import Activity, Task
from touyan.plans.moves import TASK_LIFE
from touyan.plans.reads.progress import progress_of


@planning
@require_GET
def activity(request: StaffRequest, number: int) -> HttpResponse:
    found, asked = reads.activity_asked(request.user, number)
    if found is None:
        raise Http404
    # Helpers come with all organisations.
    progress, there = progress_of(asked, found.plan.town, found.pk)
    return page(
        request, "plans/activity.html", "plans", activity=found, tasks=reads.tasks_of(found),
        progress=progress.get(found.pk, []), helping=there.helping, today=clock.today(),
        leads=rules.leads(found, request.user), runs=rules.runs(found.plan, request.user),
    )  # fmt: skip


def _there(found: Activity) -> tuple[str, str]:
    return reverse("desk:activity", args=[found.pk]), found.label


@planning
@require_http_methods(["GET", "POST"])
def add_task(request: StaffRequest, number: int) -> HttpResponse:
    found = seen_activity(request, number)
    if not rules.leads(found, request.user):
        raise Http404
    form = NewTask(typed(request), activity=found, initial={"due_on": found.ends_on})
    if request.method == "POST" and form.is_valid():
        try:
            acts.keep_task(by=request.user, activity=found, **form.cleaned_data)
        except Refused as no:
            refuse(form, no)
        else:
            return done(_there(found)[0])
    return form_page(request, "plans", form, _("Add a task"), _there(found))


@planning
@require_http_methods(["GET", "POST"])
def ask(request: StaffRequest, number: int) -> HttpResponse:
    found = seen_activity(request, number)
    if not rules.runs(found.plan, request.user):
        raise Http404
    form = Ask(typed(request), initial={"starts_on": found.starts_on, "due_on": found.ends_on})
    if request.method == "POST" and form.is_valid():
        try:
            _asked(request, found, form)
        except Refused as no:
            refuse(form, no)
        else:
            return done(_there(found)[0])
    return form_page(request, "plans", form, _("Ask something"), _there(found))


def _asked(request: StaffRequest, found: Activity, form: Form) -> None:
    said = dict(form.cleaned_data)
    if pick := said.pop("pick"):
        acts.keep_menu(by=request.user, plan=found.plan, audience=said["audience"], pick=pick)
    acts.keep_requirement(by=request.user, activity=found, chosen=bool(pick), **said)


@planning
@require_GET
def task(request: StaffRequest, number: int) -> HttpResponse:
    return _shown(request, seen_task(request, number), Result())


def _shown(request: StaffRequest, found: Task, form: Form) -> HttpResponse:
    offers = list(TASK_LIFE.offers(found, request.user))
    return page(
        request, "plans/task.html", "plans", status_of(form), task=found, offers=offers, form=form,
        late=found.is_late(clock.today()),
    )  # fmt: skip


@planning
@require_POST
def move(request: StaffRequest, number: int, name: str) -> HttpResponse:
    found = seen_task(request, number)
    if name not in acts.TASK_MOVES:
        raise Http404
    form = Result(request.POST)
    if form.is_valid():
        try:
            event = acts.TASK_MOVES[name](by=request.user, task=found, **form.cleaned_data)
        except Refused as no:
            refuse(form, no)
        else:
            said = _("It is “{state}” now.").format(state=event.about.get_state_display())
            return tell(see_other(reverse("desk:plan_task", args=[found.pk])), ("good", said))
    return _shown(request, found, form)
