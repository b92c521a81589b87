"""Names come in, are vetted and reviewed; who is not eligible is turned down with a reason."""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from touyan.kernel import clock, journal
from touyan.kernel.acts import Actor, Event, about, act
from touyan.kernel.clock import Clock
from touyan.kernel.refused import Refused
from touyan.selections import rules
from touyan.selections.acts.keeping import person_of
from touyan.selections.models import Candidate, Selection
from touyan.selections.moves import CANDIDATE_LIFE, LIFE
from touyan.selections.reads import locked, locked_candidate
from touyan.selections.reads.faults import facts
from touyan.selections.states import AWARDS, OF_PEOPLE, Award, CandidateState, State
from touyan.town.models import Organisation, Person
from touyan.town.states import PLACES_PEOPLE_LIVE


@act(personal=("words",))
def nominate(
    *,
    by: Actor,
    selection: Selection,
    award: str,
    unit: Organisation,
    person: Person | None = None,
    title: str = "",
    words: str = "",
) -> Event[Candidate]:
    """Name a person, or the organisation itself; the same one again is the same candidate."""
    selection = locked(selection)
    organisation = unit if award == Award.ORGANISATION else None
    person = None if organisation else person
    _check(selection, by, award, unit, person)
    same = selection.candidates.filter(person=person, organisation=organisation)
    if again := same.select_related("town", "person", "organisation", "unit").first():
        return Event(again, by, repeated=True)
    candidate = Candidate(
        town=selection.town, selection=selection, award=award, person=person,
        organisation=organisation, unit=unit, village=_village_of(unit), title=title.strip(),
        words=words.strip(), nominated_by=person_of(by), nominated_at=clock.now(),
    )  # fmt: skip
    candidate.save(force_insert=True)
    data = {"selection": selection.pk, "award": award, "words": candidate.words}
    return Event(candidate, by, {**data, "set": facts(candidate)}, first=True)


def _village_of(unit: Organisation) -> Organisation | None:
    if unit.kind in PLACES_PEOPLE_LIVE:
        return unit
    return unit.parent if unit.parent and unit.parent.kind in PLACES_PEOPLE_LIVE else None


def _check(
    selection: Selection, by: Actor, award: str, unit: Organisation, person: Person | None
) -> None:
    if not rules.names_for(unit, selection, by):
        raise Refused(_("You cannot name anybody for {unit}.").format(unit=unit.label))
    if selection.state != State.OPEN:
        raise Refused(_("Names can be put in only while it is open for them."))
    if clock.today() > selection.closes_on:
        raise Refused(_("The last day for names is over."))
    if not unit.path.startswith(selection.town.path):
        raise Refused(_("That organisation is not of this town."), field="unit")
    if award not in AWARDS[selection.kind]:
        raise Refused(_("Choose what they are named for."), field="award")
    _check_place(selection, award)
    if award != Award.ORGANISATION:
        _check_person(selection, award, unit, person)


def _check_place(selection: Selection, award: str) -> None:
    of_orgs = award == Award.ORGANISATION
    if not (selection.quota_organisations if of_orgs else selection.quota_people):
        raise Refused(_("There are no places for that."), field="award")


def _check_person(
    selection: Selection, award: str, unit: Organisation, person: Person | None
) -> None:
    if person is None:
        raise Refused(_("Say who it is."), field="person")
    if award in OF_PEOPLE and not rules.is_member(person, unit):
        raise Refused(
            _("{name} is not a member of {unit}.").format(name=person.name, unit=unit.label),
            field="person",
        )
    if selection.is_contest and rules.is_juror(selection, person):
        raise Refused(_("Whoever judges the contest does not enter it."), field="person")


@act()
def vet(*, by: Actor, candidate: Candidate, full_since: date | None = None) -> Event[Candidate]:
    """Say that they are eligible: of a person, since when they are a full member (正式党员)."""
    candidate = locked_candidate(candidate)
    candidate.state = CANDIDATE_LIFE.take("vet", candidate, by)
    if candidate.award in OF_PEOPLE:
        candidate.full_since = _full_member(candidate, full_since)
    candidate.vetted_by, candidate.vetted_at = person_of(by), clock.now()
    candidate.save(update_fields=["state", "full_since", "vetted_by", "vetted_at"])
    return _event(candidate, by)


def _full_member(candidate: Candidate, since: date | None) -> date:
    if since is None:
        raise Refused(_("Say since when they are a full member."), field="full_since")
    if since > clock.today():
        raise Refused(
            _("Only full members can be honoured; this one is a probationary member until then."),
            field="full_since",
        )
    if candidate.person is None or not rules.is_member(candidate.person, candidate.selection.town):
        raise Refused(_("They are not a party member any more."), field="full_since")
    return since


def _event(candidate: Candidate, by: Actor, **more: Any) -> Event[Candidate]:
    return Event(candidate, by, {**more, "set": facts(candidate)})


@act()
def review(*, by: Actor, selection: Selection) -> Event[Selection]:
    """Take no more names; what came in is reviewed."""
    selection = locked(selection)
    selection.state = LIFE.take("review", selection, by)
    selection.save(update_fields=["state"])
    return Event(selection, by, {"set": facts(selection)})


@act(personal=("opinion",))
def pass_review(*, by: Actor, candidate: Candidate, opinion: str = "") -> Event[Candidate]:
    """Say that the review came to recommend them."""
    candidate = locked_candidate(candidate)
    candidate.state = CANDIDATE_LIFE.take("pass_review", candidate, by)
    if candidate.selection.state != State.REVIEWING:
        raise Refused(_("Close it for names first: then all of them are reviewed."))
    candidate.opinion = opinion.strip()
    candidate.reviewed_by, candidate.reviewed_at = person_of(by), clock.now()
    candidate.save(update_fields=["state", "opinion", "reviewed_by", "reviewed_at"])
    return _event(candidate, by, opinion=candidate.opinion)


@act(personal=("reason",))
def turn_down(*, by: Actor, candidate: Candidate, reason: str) -> Event[Candidate]:
    """Say why somebody goes no further; only the office reads it."""
    candidate = locked_candidate(candidate)
    candidate.state = CANDIDATE_LIFE.take("turn_down", candidate, by)
    if not reason.strip():
        raise Refused(_("Say why."), field="reason")
    if candidate.lot is not None:
        raise Refused(_("Judging has begun: every entry is ranked."))
    candidate.reason = reason.strip()
    decided = stamped(candidate, by)
    candidate.save(update_fields=["state", "reason", *decided])
    return _event(candidate, by, reason=candidate.reason)


def stamped(candidate: Candidate, by: Actor) -> list[str]:
    """Who decided, and when; the names of the fields."""
    candidate.decided_by, candidate.decided_at = person_of(by), clock.now()
    candidate.decided_on = timezone.localdate(candidate.decided_at)
    return ["decided_by", "decided_at", "decided_on"]


@act()
def forget_candidate(*, by: Actor, candidate: Candidate) -> Event[Candidate]:
    """Somebody who was named and not honoured asked to be erased: what was said of them goes for good."""
    candidate = locked_candidate(candidate)
    called_off = candidate.selection.state == State.CANCELLED
    if not isinstance(by, Clock) or not (
        called_off or candidate.state == CandidateState.NOT_HONOURED
    ):
        raise Refused(_("Only the town itself does this."))
    said = ("title", "words", "opinion", "reason", "story")
    gone = [name for name in said if getattr(candidate, name)]
    for name in gone:
        setattr(candidate, name, "")
    candidate.save(update_fields=[*gone])
    journal.shed_all([about(candidate)])
    return Event(candidate, by, {"erased": gone}, repeated=not gone)
