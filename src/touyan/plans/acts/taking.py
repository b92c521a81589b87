"""Who took a plan out of the house: the taking itself is kept."""

from django.utils.translation import gettext as _

from touyan.kernel.acts import Actor, Event, act
from touyan.kernel.refused import Refused
from touyan.plans import rules
from touyan.plans.models import Plan


@act(repeatable=True)
def take_sheet(*, by: Actor, plan: Plan, what: str, rows: int) -> Event[Plan]:
    """Keep that somebody took a plan's activities, task lists or requirements as a file."""
    if not rules.runs(plan, by):
        raise Refused(_("Only the office that runs the plan takes it out."))
    return Event(plan, by, {"what": what, "organisation": plan.host_id, "rows": rows})
