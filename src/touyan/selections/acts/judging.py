"""A contest: turns are drawn, marks are sealed, locked, revealed; the ranking makes the winners."""

import secrets
from decimal import Decimal

from django.utils.translation import gettext as _

from touyan.kernel import clock
from touyan.kernel.acts import Actor, Beside, Event, act
from touyan.kernel.refused import Refused
from touyan.selections import rules
from touyan.selections.acts.keeping import beside, person_of
from touyan.selections.acts.nominating import stamped
from touyan.selections.models import Ballot, Candidate, Juror, Recusal, Selection
from touyan.selections.moves import CANDIDATE_LIFE, LIFE
from touyan.selections.reads import locked, locked_candidate
from touyan.selections.reads.faults import facts
from touyan.selections.reads.marks import lines_of, lock_of
from touyan.selections.reads.ranking import CENT, digest_of, sentence
from touyan.selections.rules.deciding import enough_judges_without
from touyan.selections.states import CandidateState, State

SALT_BYTES = 16


@act()
def judge(*, by: Actor, selection: Selection) -> Event[Selection]:
    """Draw the turns by lot and let the judges begin."""
    selection = locked(selection)
    selection.state = LIFE.take("judge", selection, by)
    selection.save(update_fields=["state"])
    rows = Candidate.objects.select_for_update(of=("self",), no_key=True)
    entries = list(rows.filter(selection=selection, state=CandidateState.NOMINATED).order_by("id"))
    turns = list(range(1, len(entries) + 1))
    secrets.SystemRandom().shuffle(turns)
    for entry, turn in zip(entries, turns, strict=True):
        entry.lot = turn
        entry.save(update_fields=["lot"])
    drawn = [beside(entry) for entry in entries]
    return Event(selection, by, {"entries": len(entries), "set": facts(selection)}, beside=drawn)


@act()
def recuse(*, by: Actor, candidate: Candidate, juror: Juror) -> Event[Candidate]:
    """A judge steps back from one entry, and sees nothing of it from then on."""
    candidate = locked_candidate(candidate)
    selection = candidate.selection
    if not (_is_own(juror, selection, by) or rules.runs_contest(selection, by)):
        raise Refused(_("Only the judge, or the office that runs the contest, can say this."))
    if selection.state not in {State.OPEN, State.JUDGING}:
        raise Refused(_("The ballots are locked."))
    if Recusal.objects.filter(juror=juror, candidate=candidate).exists():
        return Event(candidate, by, repeated=True)
    if Ballot.objects.filter(juror=juror, candidate=candidate).exists():
        raise Refused(_("A mark has been given already. Step back before giving one."))
    if not enough_judges_without(candidate):
        raise Refused(_("Too few judges would be left for this entry. Tell the office."))
    Recusal.objects.create(juror=juror, candidate=candidate, at=clock.now())
    return Event(candidate, by, {"recused": juror.seat}, made=juror)


@act()
def excuse_judge(*, by: Actor, selection: Selection, juror: Juror) -> Event[Selection]:
    """Somebody cannot judge any more: off the list while nobody judges yet, else back from all that they have not marked."""
    selection = locked(selection)
    if not rules.runs_contest(selection, by) or juror.selection_id != selection.pk:
        raise Refused(_("Only the office that runs the contest can say this."))
    data = {"judge": juror.person_id, "seat": juror.seat}
    if selection.state in {State.DRAFT, State.OPEN}:
        juror.recusals.all().delete()
        juror.delete()
        return Event(selection, by, data)
    if selection.state != State.JUDGING:
        raise Refused(_("The ballots are locked."))
    back = _step_back(selection, juror)
    return Event(selection, by, data, beside=back, repeated=not back)


def _step_back(selection: Selection, juror: Juror) -> list[Beside]:
    """From every entry that this judge has not marked; Refused where too few would be left."""
    entries = selection.candidates.filter(lot__isnull=False).exclude(recusals__juror=juror)
    rows = list(
        entries.exclude(ballots__juror=juror).select_for_update(of=("self",)).order_by("id")
    )
    for entry in rows:
        if not enough_judges_without(entry):
            raise Refused(
                _("Too few judges would be left. Wait for this one, or call the contest off.")
            )
        Recusal.objects.create(juror=juror, candidate=entry, at=clock.now())
    return [Beside(entry, {"recused": juror.seat}) for entry in rows]


def _is_own(juror: Juror, selection: Selection, by: Actor) -> bool:
    return juror.selection_id == selection.pk and juror.person == by


@act()
def give_ballot(*, by: Actor, candidate: Candidate, juror: Juror, mark: Decimal) -> Event[Ballot]:
    """Seal a mark; until the ballots are locked its judge may give another instead. The journal has its digest only."""
    candidate = locked_candidate(candidate)
    _check(candidate, juror, by, mark)
    salt = secrets.token_hex(SALT_BYTES)
    line = sentence(candidate.selection_id, candidate.pk, juror.seat, mark, salt)
    kept = Ballot.objects.filter(juror=juror, candidate=candidate).first()
    ballot = kept or Ballot(town=candidate.town, juror=juror, candidate=candidate)
    ballot.mark, ballot.salt, ballot.digest = f"{mark:.2f}", salt, digest_of(line)
    ballot.given_at = clock.now()
    ballot.save()
    data = {"candidate": candidate.pk, "set": facts(ballot)}
    return Event(ballot, by, data, first=kept is None, made=line)


def _check(candidate: Candidate, juror: Juror, by: Actor, mark: Decimal) -> None:
    selection = candidate.selection
    if not _is_own(juror, selection, by):
        raise Refused(_("Only its own judges mark an entry."))
    if selection.state != State.JUDGING or candidate.lot is None:
        raise Refused(_("Marks can be given only while the contest is being judged."))
    if Recusal.objects.filter(juror=juror, candidate=candidate).exists():
        raise Refused(_("You have stepped back from this entry."))
    if not mark.is_finite() or not 0 <= mark <= selection.mark_most:
        raise Refused(
            _("A mark lies between 0 and {most}.").format(most=selection.mark_most), field="mark"
        )
    if mark != mark.quantize(CENT):
        raise Refused(_("A mark has two digits after the point at most."), field="mark")


@act()
def lock(*, by: Actor, selection: Selection) -> Event[Selection]:
    """Take no more marks, and publish one digest over all of them: from here on none can be changed unseen."""
    selection = locked(selection)
    selection.state = LIFE.take("lock", selection, by)
    selection.locked_at, selection.lock_digest = clock.now(), lock_of(selection)
    selection.save(update_fields=["state", "locked_at", "lock_digest"])
    return Event(selection, by, {"set": facts(selection)})


@act()
def reveal(*, by: Actor, selection: Selection) -> Event[Selection]:
    """Open all ballots at once, to everybody."""
    selection = locked(selection)
    selection.state = LIFE.take("reveal", selection, by)
    selection.revealed_at = clock.now()
    selection.save(update_fields=["state", "revealed_at"])
    return Event(selection, by, {"set": facts(selection)})


@act()
def announce(*, by: Actor, selection: Selection) -> Event[Selection]:
    """The ranking decides: as many winners as there are places."""
    selection = locked(selection)
    selection.state = LIFE.take("announce", selection, by)
    placed = []
    for line in lines_of(selection):
        candidate = locked_candidate(line.candidate)
        candidate.selection = selection
        placed.append(_placed(candidate, by, line.place))
    selection.honoured_people = min(len(placed), selection.quota_people)
    selection.closed_at, selection.closed_by = clock.now(), person_of(by)
    selection.save(update_fields=["state", "honoured_people", "closed_at", "closed_by"])
    winners = [one.pk for one in placed if one.state == CandidateState.HONOURED]
    data = {"winners": winners, "set": facts(selection)}
    return Event(selection, by, data, beside=[beside(one) for one in placed])


def _placed(candidate: Candidate, by: Actor, place: int) -> Candidate:
    wins = place <= candidate.selection.quota_people
    to = CandidateState.HONOURED if wins else CandidateState.NOT_HONOURED
    candidate.state = CANDIDATE_LIFE.take("place", candidate, by, to)
    candidate.place = place
    decided = stamped(candidate, by)
    candidate.save(update_fields=["state", "place", *decided])
    return candidate
