"""The public notice: how long it runs, what is objected, who reads it, and what came of it."""

from datetime import timedelta

from django.utils.translation import gettext as _

from touyan.kernel import clock, receipts
from touyan.kernel.acts import Actor, Event, about, act
from touyan.kernel.clock import Clock
from touyan.kernel.models import Entry
from touyan.kernel.refused import Refused
from touyan.kernel.sealed import blind
from touyan.selections import rules
from touyan.selections.acts.keeping import beside, person_of
from touyan.selections.models import Candidate, Objection, Selection
from touyan.selections.moves import CANDIDATE_LIFE, LIFE, OBJECTION_LIFE
from touyan.selections.reads import locked, locked_candidate
from touyan.selections.reads.faults import facts
from touyan.selections.states import CandidateState, ObjectionState
from touyan.town.reads import working_time
from touyan.town.states import ERASED

ANSWERED_WITHIN = 10
"""Working days in which the office promises whoever objects an answer."""
AGAIN = timedelta(minutes=10)
"""Somebody who goes back and forth reads once."""


class Objector:
    """Whoever objects. The journal does not name them: their name stands sealed with what they say."""

    signed = "objector"


OBJECTOR = Objector()


@act()
def publish(*, by: Actor, selection: Selection) -> Event[Selection]:
    """Put every reviewed name on notice, for as many working days as were promised."""
    selection = locked(selection)
    selection.state = LIFE.take("publish", selection, by)
    now = clock.now()
    due = working_time(selection.town_id, now).add_days(now, selection.notice_days)
    selection.notice_from, selection.notice_until = now, due.at
    selection.notice_due = due.as_json()
    selection.save(update_fields=["state", "notice_from", "notice_until", "notice_due"])
    named = [_noticed(candidate, selection, by) for candidate in _reviewed(selection)]
    data = {"until": due.at, "names": len(named), "set": facts(selection)}
    return Event(selection, by, data, beside=[beside(candidate) for candidate in named])


def _reviewed(selection: Selection) -> list[Candidate]:
    rows = Candidate.objects.select_for_update(of=("self",), no_key=True)
    found = rows.filter(selection=selection, state=CandidateState.REVIEWED)
    return list(found.select_related("organisation").order_by("id"))


def _noticed(candidate: Candidate, selection: Selection, by: Actor) -> Candidate:
    candidate.selection = selection
    candidate.state = CANDIDATE_LIFE.take("give_notice", candidate, by)
    candidate.notice_until = selection.notice_until
    candidate.save(update_fields=["state", "notice_until"])
    return candidate


@act()
def object_to(
    *, by: Actor, candidate: Candidate, name: str, phone: str, words: str
) -> Event[Objection]:
    """Say what speaks against a name on notice: with one's own name and number, for few eyes."""
    candidate = locked_candidate(candidate)
    _check(candidate, name, phone, words)
    now, receipt = clock.now(), receipts.fresh()
    objection = Objection.objects.create(
        town=candidate.town, candidate=candidate, name=name.strip(), phone=phone.strip(),
        words=words.strip(), received_at=now, receipt=receipt, receipt_blind=blind(receipt, "objection"),
        answer_by=working_time(candidate.town_id, now).add_days(now, ANSWERED_WITHIN).at,
    )  # fmt: skip
    candidate.open_objections += 1
    candidate.save(update_fields=["open_objections"])
    data = {"candidate": candidate.pk, "set": facts(objection)}
    return Event(objection, by, data, first=True, beside=[beside(candidate)])


def _check(candidate: Candidate, name: str, phone: str, words: str) -> None:
    if candidate.state != CandidateState.ON_NOTICE or rules.notice_over(candidate):
        raise Refused(_("The public notice of this name is over."))
    if not name.strip():
        raise Refused(_("Give your own name: an objection is made with one."), field="name")
    if sum(sign.isdigit() for sign in phone) < 7:
        raise Refused(_("Give a number at which the office can ask you."), field="phone")
    if not words.strip():
        raise Refused(_("Say what speaks against it."), field="words")


@act()
def read_objection(*, by: Actor, objection: Objection) -> Event[Objection]:
    """Keep that somebody read what was objected, and who did."""
    objection = _locked(objection)
    if not rules.hears(objection.candidate, by):
        raise Refused(_("Only those who look into objections may read them."))
    last = Entry.objects.filter(
        about=about(objection), name="selections.read_objection", by=by.signed,
        at__gt=clock.now() - AGAIN,
    )  # fmt: skip
    return Event(objection, by, repeated=last.exists())


@act()
def answer_objection(
    *, by: Actor, objection: Objection, finding: str, upheld: bool = False
) -> Event[Objection]:
    """Say what looking into it came to. One that is upheld keeps the name from being honoured."""
    objection = _locked(objection)
    candidate = objection.candidate
    to = ObjectionState.UPHELD if upheld else ObjectionState.DISMISSED
    objection.state = OBJECTION_LIFE.take("answer", objection, by, to)
    if not finding.strip():
        raise Refused(_("Say what looking into it came to."), field="finding")
    objection.finding = finding.strip()
    objection.answered_by, objection.answered_at = person_of(by), clock.now()
    objection.save(update_fields=["state", "finding", "answered_by", "answered_at"])
    candidate.open_objections -= 1
    candidate.upheld_objections += upheld
    candidate.save(update_fields=["open_objections", "upheld_objections"])
    return Event(objection, by, {"set": facts(objection)}, beside=[beside(candidate)])


def _locked(objection: Objection) -> Objection:
    """The candidate first, as every act does that decides about it."""
    candidate = locked_candidate(Candidate.objects.get(objections=objection))
    found = Objection.objects.select_for_update(of=("self",), no_key=True).get(pk=objection.pk)
    found.candidate = candidate
    return found


@act()
def forget_objector(*, by: Actor, objection: Objection) -> Event[Objection]:
    """The selection was over so long ago that nobody needs to know who objected, or in which words."""
    rows = Objection.objects.select_for_update(of=("self",)).select_related("candidate__selection")
    objection = rows.get(pk=objection.pk)
    if not isinstance(by, Clock) or objection.candidate.selection.closed_at is None:
        raise Refused(_("Only the town itself does this."))
    if objection.name == ERASED:
        return Event(objection, by, repeated=True)
    objection.name = objection.words = ERASED
    objection.phone = objection.finding = objection.receipt = ""
    objection.receipt_blind = None
    objection.save(update_fields=["name", "phone", "words", "finding", "receipt", "receipt_blind"])
    return Event(objection, by)
