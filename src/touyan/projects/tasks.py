"""Who hears of a project: its lead department when a stage changes or a day passes, the town's office when a day is moved."""

from datetime import date, timedelta

from touyan.kernel import clock
from touyan.kernel.acts import Event
from touyan.kernel.working_time import WorkingTime
from touyan.projects.models import Milestone, Project
from touyan.projects.states import LIVE, REMINDED_DAYS, MilestoneState, State
from touyan.town.acts import tell
from touyan.town.models import Notice, Organisation, Person

NIGHT = WorkingTime({}, published_until=date.max)
MOST = 500


def tell_lead(event: Event[Project]) -> None:
    """The department hears of a stage that somebody else changed."""
    if not _is_of(event, event.about.lead):
        tell([_notice(event.about, event.about.lead, event.name)])


def tell_town(event: Event[Milestone]) -> None:
    """The town's office hears of a day that a department moved, or met."""
    project = event.about.project
    if not _is_of(event, project.town):
        tell([_notice(project, project.town, event.name)])


def _is_of(event: Event[Project] | Event[Milestone], organisation: Organisation) -> bool:
    """Whether whoever acted works right there, or the town is only being set up."""
    by = event.by
    if not isinstance(by, Person):
        return True
    return any(role.organisation_id == organisation.pk for role in by.roles_today)


def remind_overdue() -> int:
    """Tell the lead department, once for each promised day that passed; how many were told. Safe to run twice."""
    day = clock.today()
    rows = Milestone.objects.filter(
        state=MilestoneState.PLANNED, baseline_on__isnull=False, due_on__lt=day,
        due_on__gte=day - timedelta(days=REMINDED_DAYS),
        project__state__in=[state for state in LIVE if state != State.PAUSED],
    )  # fmt: skip
    late = rows.select_related("project__town", "project__lead").order_by("due_on", "id")
    notices = {f"projects.overdue:{one.pk}:{one.due_on:%Y%m%d}": one for one in late[:MOST]}
    said = set(Notice.objects.filter(once__in=list(notices)).values_list("once", flat=True))
    new = [
        _notice(one.project, one.project.lead, "projects.overdue", once)
        for once, one in notices.items()
        if once not in said
    ]
    return tell(new)


def _notice(
    project: Project, organisation: Organisation, event: str, once: str | None = None
) -> Notice:
    now = clock.now()
    return Notice(
        town=project.town, organisation=organisation, about=f"project:{project.pk}",
        number=project.name[:20], event=event, at=now, not_before=NIGHT.quiet(now), once=once,
    )  # fmt: skip
