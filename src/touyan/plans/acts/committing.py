"""Chosen actions taken on, given back, and requirements waived with a reason."""

from typing import Any

from django.utils.translation import gettext as _

from touyan.kernel import clock
from touyan.kernel.acts import Actor, Event, act
from touyan.kernel.refused import Refused
from touyan.plans import rules
from touyan.plans.models import Commitment, Requirement
from touyan.plans.moves import COMMITMENT_LIFE
from touyan.plans.reads.faults import facts
from touyan.plans.reads.scope import locked_activity
from touyan.plans.states import KINDS_OF, Audience, CommitmentState, State
from touyan.town.models import Organisation, Person, Role
from touyan.town.states import RoleCode

Subject = Organisation | Person


def _locked(requirement: Requirement) -> Requirement:
    kept = Requirement.objects.select_related("town", "menu", "activity").get(pk=requirement.pk)
    kept.activity = locked_activity(kept.activity)
    if kept.activity.plan.state != State.IN_FORCE:
        raise Refused(_("This plan is not in force."))
    return kept


def _row(requirement: Requirement, subject: Subject) -> Commitment | None:
    whose: dict[str, Any] = (
        {"person": subject} if isinstance(subject, Person) else {"organisation": subject}
    )
    found = requirement.commitments.filter(**whose).first()
    if found:
        found.requirement = requirement
    return found


def _new(requirement: Requirement, subject: Subject, state: str) -> Commitment:
    who, which = (subject, None) if isinstance(subject, Person) else (None, subject)
    return Commitment(
        town=requirement.town, requirement=requirement, person=who, organisation=which, state=state,
        at=clock.now(),
    )  # fmt: skip


def _check_audience(requirement: Requirement, subject: Subject) -> None:
    path = requirement.activity.plan.town.path
    if isinstance(subject, Person):
        roles = Role.in_force().filter(person=subject, role=RoleCode.MEMBER)
        here = roles.filter(organisation__path__startswith=path)
        fits = requirement.audience == Audience.MEMBER and here.exists()
    else:
        kinds = KINDS_OF.get(requirement.audience, ())
        fits = subject.kind in kinds and subject.path.startswith(path)
    if not fits:
        raise Refused(_("This is not asked of them."))


@act()
def take_on(*, by: Actor, requirement: Requirement, subject: Subject) -> Event[Commitment]:
    """Choose an action of the menu, for oneself or for an organisation."""
    requirement = _locked(requirement)
    _check_audience(requirement, subject)
    if not requirement.is_chosen:
        raise Refused(_("This is prescribed: nobody needs to choose it."))
    kept = _row(requirement, subject)
    if kept is not None and kept.state == CommitmentState.TAKEN:
        return Event(kept, by, repeated=True)
    if kept is None and not rules.speaks_for(requirement.activity.plan, subject, by):
        raise Refused(_("Only they themselves take it on."))
    made, kept = kept is None, kept or _new(requirement, subject, CommitmentState.TAKEN)
    if not made:
        kept.state = COMMITMENT_LIFE.take("take_on", kept, by)
    kept.at, kept.reason = clock.now(), ""
    kept.save()
    return Event(kept, by, {"requirement": requirement.pk, "set": facts(kept)}, first=made)


@act()
def give_back(*, by: Actor, requirement: Requirement, subject: Subject) -> Event[Commitment]:
    """Choose another one instead."""
    requirement = _locked(requirement)
    kept = _row(requirement, subject)
    if kept is None:
        raise Refused(_("It was not taken on."))
    if kept.state == CommitmentState.WITHDRAWN:
        return Event(kept, by, repeated=True)
    kept.state, kept.at = COMMITMENT_LIFE.take("give_back", kept, by), clock.now()
    kept.save(update_fields=["state", "at"])
    return Event(kept, by, {"set": facts(kept)})


@act(personal=("reason",))
def waive(
    *, by: Actor, requirement: Requirement, subject: Subject, reason: str
) -> Event[Commitment]:
    """The office asks it of one of the audience no longer, and says why."""
    requirement = _locked(requirement)
    _check_audience(requirement, subject)
    if not rules.runs(requirement.activity.plan, by):
        raise Refused(_("Only the office that runs the plan waives it."))
    if not reason.strip():
        raise Refused(_("Say why it is waived."), field="reason")
    kept = _row(requirement, subject)
    made, kept = kept is None, kept or _new(requirement, subject, CommitmentState.WAIVED)
    if not made:
        kept.state = COMMITMENT_LIFE.take("waive", kept, by)
    kept.reason, kept.at = reason.strip()[:500], clock.now()
    kept.save()
    data = {"requirement": requirement.pk, "reason": kept.reason, "set": facts(kept)}
    return Event(kept, by, data, first=made)
