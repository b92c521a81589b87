"""The decision: who is honoured, who is not, the story that is told, and an honour taken back."""

from django.utils.translation import gettext as _

from touyan.kernel import clock
from touyan.kernel.acts import Actor, Event, act
from touyan.kernel.refused import Refused
from touyan.selections.acts.keeping import beside, person_of
from touyan.selections.acts.nominating import stamped
from touyan.selections.acts.picturing import erase_pictures
from touyan.selections.models import Candidate, Selection
from touyan.selections.moves import CANDIDATE_LIFE, LIFE
from touyan.selections.reads import locked, locked_candidate
from touyan.selections.reads.faults import facts
from touyan.selections.states import Award


@act()
def honour(*, by: Actor, candidate: Candidate) -> Event[Candidate]:
    """Honour one, after the notice, while there is a place."""
    candidate = locked_candidate(candidate)
    candidate.state = CANDIDATE_LIFE.take("honour", candidate, by)
    decided = stamped(candidate, by)
    candidate.save(update_fields=["state", *decided])
    selection = candidate.selection
    place_taken(selection, candidate)
    data = {"selection": selection.pk, "set": facts(candidate)}
    return Event(candidate, by, data, beside=[beside(selection)])


def place_taken(selection: Selection, candidate: Candidate) -> None:
    """One place less; the caller holds the selection's lock, and the database counts along."""
    column = (
        "honoured_organisations" if candidate.award == Award.ORGANISATION else "honoured_people"
    )
    setattr(selection, column, getattr(selection, column) + 1)
    selection.save(update_fields=[column])


@act(personal=("reason",))
def pass_over(*, by: Actor, candidate: Candidate, reason: str) -> Event[Candidate]:
    """Decide against one, with the reason, which the office keeps."""
    candidate = locked_candidate(candidate)
    candidate.state = CANDIDATE_LIFE.take("pass_over", candidate, by)
    if not reason.strip():
        raise Refused(_("Say why."), field="reason")
    candidate.reason = reason.strip()
    decided = stamped(candidate, by)
    candidate.save(update_fields=["state", "reason", *decided])
    return Event(candidate, by, {"reason": candidate.reason, "set": facts(candidate)})


@act()
def conclude(*, by: Actor, selection: Selection) -> Event[Selection]:
    """Everybody on notice is decided: the honour roll stands."""
    selection = locked(selection)
    selection.state = LIFE.take("conclude", selection, by)
    selection.closed_at, selection.closed_by = clock.now(), person_of(by)
    selection.save(update_fields=["state", "closed_at", "closed_by"])
    return Event(selection, by, {"set": facts(selection)})


@act(personal=("story",))
def tell_story(*, by: Actor, candidate: Candidate, story: str) -> Event[Candidate]:
    """Write what they did, for everybody to read on the honour roll."""
    candidate = locked_candidate(candidate)
    CANDIDATE_LIFE.take("tell_story", candidate, by)
    candidate.story = story.strip()
    candidate.save(update_fields=["story"])
    return Event(candidate, by, {"story": candidate.story})


@act(personal=("reason",))
def revoke(*, by: Actor, candidate: Candidate, reason: str) -> Event[Candidate]:
    """Take an honour back. The place stays used, a note stays where the honour stood; pictures are erased."""
    candidate = locked_candidate(candidate)
    candidate.state = CANDIDATE_LIFE.take("revoke", candidate, by)
    if not reason.strip():
        raise Refused(_("Say why: the note stays where the honour stood."), field="reason")
    candidate.revoked_why = reason.strip()
    candidate.revoked_at, candidate.revoked_by = clock.now(), person_of(by)
    candidate.save(update_fields=["state", "revoked_why", "revoked_at", "revoked_by"])
    erase_pictures(candidate)
    return Event(candidate, by, {"reason": candidate.revoked_why, "set": facts(candidate)})
