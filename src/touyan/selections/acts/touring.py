"""Winners become lecturers: where each of them speaks, and that it took place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from touyan.kernel.acts import Actor, Event, act
from touyan.kernel.refused import Refused
from touyan.selections import rules
from touyan.selections.acts.keeping import beside
from touyan.selections.models import Candidate, Selection, TourStop
from touyan.selections.reads import locked
from touyan.selections.reads.faults import facts
from touyan.selections.states import Audience, CandidateState, State
from touyan.town.models import Organisation


@dataclass(frozen=True)
class Stop:
    """One winner before one audience."""

    candidate: Candidate
    audience: str
    host: Organisation
    starts_at: datetime
    where: str = ""


@act()
def plan_tour(*, by: Actor, selection: Selection, stops: Sequence[Stop]) -> Event[Selection]:
    """Send winners out to speak; whoever puts it on hears of it in the same transaction."""
    selection = locked(selection)
    if not rules.runs_contest(selection, by):
        raise Refused(_("Only the office that runs the contest sends its winners out."))
    if selection.state != State.CLOSED:
        raise Refused(_("Announce the winners first."))
    made = [row for stop in stops if (row := _stopped(selection, stop)) is not None]
    if not made:
        return Event(selection, by, repeated=True, made=[])
    rows = [beside(row, first=True) for row in made]
    return Event(selection, by, {"stops": len(made)}, beside=rows, made=made)


def _stopped(selection: Selection, stop: Stop) -> TourStop | None:
    winner = stop.candidate
    if winner.selection_id != selection.pk or winner.state != CandidateState.HONOURED:
        raise Refused(_("Only winners go on tour."), field="candidate")
    if stop.audience not in Audience.values:
        raise Refused(_("Choose before whom."), field="audience")
    if not stop.host.path.startswith(selection.town.path):
        raise Refused(_("That organisation is not of this town."), field="host")
    row, made = TourStop.objects.get_or_create(
        candidate=winner, starts_at=stop.starts_at,
        defaults={
            "town": selection.town, "audience": stop.audience, "host": stop.host,
            "where": stop.where.strip(),
        },
    )  # fmt: skip
    return row if made else None


@act()
def tie_stop(*, by: Actor, stop: TourStop, session: int) -> Event[TourStop]:
    """Keep under which number a stop was put on."""
    stop = _locked(stop)
    if stop.session == session:
        return Event(stop, by, repeated=True)
    stop.session = session
    stop.save(update_fields=["session"])
    return Event(stop, by, {"set": facts(stop)})


@act()
def hold_stop(*, by: Actor, stop: TourStop, held_on: date) -> Event[TourStop]:
    """Whoever put it on says that it took place."""
    stop = _locked(stop)
    if stop.held_on is not None:
        return Event(stop, by, repeated=True)
    stop.held_on = held_on
    stop.save(update_fields=["held_on"])
    return Event(stop, by, {"set": facts(stop)})


def _locked(stop: TourStop) -> TourStop:
    rows = TourStop.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("town", "candidate__selection").get(pk=stop.pk)
