"""By the clock: an owner hears of a task some days before its date, on it, and after it; each once."""

from datetime import date, timedelta

from touyan.kernel import clock
from touyan.kernel.working_time import WorkingTime
from touyan.plans.models import Task
from touyan.plans.states import SOON_DAYS, State, TaskState
from touyan.town.acts import tell
from touyan.town.models import Notice, Role
from touyan.town.states import HEARERS

NIGHT = WorkingTime({}, published_until=date.max)
MOST = 500


def remind() -> int:
    """How many were told now; safe to run twice."""
    day = clock.today()
    rows = Task.objects.filter(
        state=TaskState.OPEN, activity__plan__state=State.IN_FORCE,
        due_on__gte=day - timedelta(days=30), due_on__lte=day + timedelta(days=SOON_DAYS),
    )  # fmt: skip
    tasks = rows.select_related("activity__lead", "town").order_by("due_on", "id")
    notices = {_once(task, day): task for task in tasks}
    said = set(Notice.objects.filter(once__in=list(notices)).values_list("once", flat=True))
    where = _where({task.owner_id for task in notices.values()})
    new = [_notice(task, once, day, where) for once, task in notices.items() if once not in said]
    return tell(new[:MOST])


def _where(owners: set[int]) -> dict[int, int]:
    """In which organisation an owner opens the desk."""
    rows = Role.in_force().filter(person__in=owners, role__in=HEARERS).order_by("-id")
    return dict(rows.values_list("person", "organisation"))


def _event(task: Task, day: date) -> str:
    if task.due_on > day:
        return "due_soon"
    return "due_now" if task.due_on == day else "overdue"


def _once(task: Task, day: date) -> str:
    return f"plans.{_event(task, day)}:{task.pk}:{task.due_on:%Y%m%d}"


def _notice(task: Task, once: str, day: date, where: dict[int, int]) -> Notice:
    now = clock.now()
    return Notice(
        town=task.town, organisation_id=where.get(task.owner_id, task.activity.lead_id),
        person_id=task.owner_id,
        about=f"task:{task.pk}", number=f"{task.activity.number}.{task.number}",
        event=f"plans.{_event(task, day)}", at=now, not_before=NIGHT.quiet(now), once=once,
    )  # fmt: skip
