"""A plan put in force and closed; a task done, dropped, opened again."""

from django.utils.translation import gettext as _

from touyan.kernel import clock
from touyan.kernel.acts import Actor, Event, act
from touyan.kernel.refused import Refused
from touyan.plans.models import Plan, Task
from touyan.plans.moves import LIFE, TASK_LIFE
from touyan.plans.reads.faults import facts
from touyan.plans.reads.scope import locked, locked_activity
from touyan.plans.states import State


@act()
def put_in_force(*, by: Actor, plan: Plan) -> Event[Plan]:
    """From here on its tasks wait for their owners and its requirements are asked."""
    plan = locked(plan)
    plan.state, plan.opened_at = LIFE.take("put_in_force", plan, by), clock.now()
    plan.save(update_fields=["state", "opened_at"])
    return Event(plan, by, {"set": facts(plan)})


@act()
def close(*, by: Actor, plan: Plan) -> Event[Plan]:
    """The year is over; it stays to be read, and its progress goes on following the facts."""
    plan = locked(plan)
    plan.state, plan.closed_at = LIFE.take("close", plan, by), clock.now()
    plan.save(update_fields=["state", "closed_at"])
    return Event(plan, by, {"set": facts(plan)})


@act(personal=("result",))
def finish(*, by: Actor, task: Task, result: str = "") -> Event[Task]:
    """The owner says that it is done, and what came of it."""
    return _stepped("finish", task, by, result)


@act(personal=("result",))
def drop(*, by: Actor, task: Task, result: str = "") -> Event[Task]:
    """It need not be done any more, and why."""
    if not result.strip():
        raise Refused(_("Say why it is dropped."), field="result")
    return _stepped("drop", task, by, result)


@act(personal=("result",))
def resume(*, by: Actor, task: Task, result: str = "") -> Event[Task]:
    """It was not done after all."""
    return _stepped("resume", task, by, result)


def _stepped(name: str, task: Task, by: Actor, result: str) -> Event[Task]:
    activity = locked_activity(task.activity)
    if activity.plan.state == State.CLOSED:
        raise Refused(_("This plan is closed: it stays as it is."))
    rows = Task.objects.select_for_update(of=("self",), no_key=True)
    task = rows.select_related("town", "owner").get(pk=task.pk)
    task.activity = activity
    task.state = TASK_LIFE.take(name, task, by)
    task.done_at = clock.now() if name == "finish" else None
    task.result = result.strip()[:500]
    task.save(update_fields=["state", "done_at", "result"])
    return Event(task, by, {"result": task.result, "set": facts(task)})
