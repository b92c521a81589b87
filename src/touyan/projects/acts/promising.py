"""What becomes of a promised day: moved with a reason, met on evidence, or no longer needed."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from touyan.kernel import clock, evidence
from touyan.kernel.acts import Actor, Beside, Event, about, act
from touyan.kernel.refused import Refused
from touyan.projects.models import DateMove, Milestone
from touyan.projects.moves import MILESTONE_LIFE
from touyan.projects.reads.faults import facts
from touyan.projects.reads.scope import locked_milestone


@act(personal=("reason",))
def move_date(*, by: Actor, milestone: Milestone, due_on: date, reason: str) -> Event[Milestone]:
    """Promise another day, and say why. The day first promised stays what it was."""
    milestone = locked_milestone(milestone)
    MILESTONE_LIFE.take("move_date", milestone, by)
    if not reason.strip():
        raise Refused(_("Say why its date is moved."), field="reason")
    if due_on == milestone.due_on:
        raise Refused(_("That is the day it has already."), field="due_on")
    was, milestone.due_on = milestone.due_on, due_on
    moved = DateMove.objects.create(
        milestone=milestone, was=was, now=due_on, reason=reason.strip()[:500], at=clock.now()
    )
    milestone.save(update_fields=["due_on"])
    said = {"was": was, "now": due_on, "reason": moved.reason, "set": facts(milestone)}
    return Event(milestone, by, said, beside=[Beside(moved, {"set": facts(moved)}, first=True)])


@act()
def meet(*, by: Actor, milestone: Milestone, met_on: date, photos: Any) -> Event[Milestone]:
    """It was met on that day, and here is the picture that shows it."""
    milestone = locked_milestone(milestone)
    state = MILESTONE_LIFE.take("meet", milestone, by)
    if met_on > clock.today():
        raise Refused(_("That day has not come yet."), field="met_on")
    claimed = evidence.claim(str(photos), about(milestone)) if photos else []
    if not claimed:
        raise Refused(
            _("Nothing is met without evidence: add a photo of it, or a PDF."), field="photos"
        )
    milestone.state, milestone.met_on, milestone.proof = state, met_on, claimed[0]
    milestone.save(update_fields=["state", "met_on", "proof"])
    said = {"photos": [one.pk for one in claimed], "set": facts(milestone)}
    return Event(milestone, by, said)


@act(personal=("reason",))
def unmeet(*, by: Actor, milestone: Milestone, reason: str) -> Event[Milestone]:
    """It was said to be met and is not: it is waited for again. What was shown as evidence stays in its file."""
    milestone = locked_milestone(milestone)
    state = MILESTONE_LIFE.take("unmeet", milestone, by)
    if not reason.strip():
        raise Refused(_("Say why it is not met after all."), field="reason")
    was = milestone.met_on
    milestone.state, milestone.met_on, milestone.proof = state, None, None
    milestone.save(update_fields=["state", "met_on", "proof"])
    said = {"met_on": was, "reason": reason.strip()[:500], "set": facts(milestone)}
    return Event(milestone, by, said)


@act(personal=("reason",))
def drop_milestone(*, by: Actor, milestone: Milestone, reason: str) -> Event[Milestone]:
    """It is not needed any more, and everybody reads why."""
    milestone = locked_milestone(milestone)
    milestone.state = MILESTONE_LIFE.take("drop_milestone", milestone, by)
    if not reason.strip():
        raise Refused(_("Say why it is dropped."), field="reason")
    milestone.reason = reason.strip()[:500]
    milestone.save(update_fields=["state", "reason"])
    return Event(milestone, by, {"reason": milestone.reason, "set": facts(milestone)})
