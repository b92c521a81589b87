"""Who hears of what: judges, the office that decides, whoever named somebody. No mark, and nobody who objected, is said."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from touyan.kernel import clock
from touyan.kernel.acts import Event, about
from touyan.kernel.working_time import WorkingTime
from touyan.selections import rules
from touyan.selections.models import Ballot, Candidate, Objection, Selection
from touyan.selections.reads import hearing
from touyan.selections.states import State
from touyan.town.acts import tell, untell
from touyan.town.models import Notice, Person, Role

NIGHT = WorkingTime({}, published_until=date.max)
MOST = 500


# Judges ----------------------------------------------------------------------------------------


def tell_judge(event: Event[Selection]) -> None:
    """Somebody is asked to judge."""
    tell([_notice(event.about, event.name, event.made.person_id)])


def tell_judges(event: Event[Selection]) -> None:
    """The ballots are open; whoever has stepped back from every entry hears nothing of it."""
    selection = event.about
    judges = hearing.judges_with_entries(selection)
    tell(_notice(selection, event.name, judge) for judge in judges)


def hush_judge(event: Event[Candidate]) -> None:
    """Whoever has stepped back from every entry hears nothing further, also not what waits for the morning."""
    if not hearing.has_entries(event.made):
        untell(event.made.person, about(event.about.selection))


# The office ------------------------------------------------------------------------------------


def tell_of_objection(event: Event[Objection]) -> None:
    """That there is one: not against whom, not from whom, and never to whom it concerns."""
    selection, office = event.about.candidate.selection, _who_looks_into(event.about)
    tell(_to_office(selection, event.name, office))


def _who_looks_into(objection: Objection) -> list[Role]:
    candidate = objection.candidate
    return [
        role
        for role in hearing.office_of(candidate.selection)
        if rules.hears(candidate, role.person)
    ]


def tell_objections_late() -> int:
    """By the clock: the day on which an objection should have its answer has passed. Safe to run twice."""
    return _tell_once(
        one
        for late in hearing.objections_late(clock.now())[:MOST]
        for one in _to_office(
            late.candidate.selection, "selections.objection_overdue", _who_looks_into(late),
            once=f"objection:{late.pk}",
        )
    )  # fmt: skip


def tell_all_in(event: Event[Any]) -> None:
    """With the last mark, or the last step back: all ballots are in. Said once, however often a mark is replaced."""
    thing = event.about
    selection = (thing.candidate if isinstance(thing, Ballot) else thing).selection
    if selection.state != State.JUDGING or rules.missing(selection):
        return
    office = hearing.office_of(selection)
    tell(_to_office(selection, "selections.all_in", office, once=f"{selection.pk}"))


def tell_notice_over() -> int:
    """By the clock: a public notice has run; how many were told. Safe to run twice."""
    return _tell_once(
        one
        for selection in hearing.notices_over(clock.now())[:MOST]
        for one in _to_office(
            selection,
            "selections.notice_over",
            hearing.office_of(selection),
            once=f"{selection.pk}",
        )
    )


def tell_of_gap(event: Event[Candidate]) -> None:
    """A winner who was to speak does so no more: somebody else has to, or it is called off."""
    selection = event.about.selection
    tell(_to_office(selection, "selections.speaker_gone", hearing.office_of(selection)))


def _tell_once(notices: Iterable[Notice]) -> int:
    """Those that were not said yet; how many."""
    all_of_them = list(notices)
    known = Notice.objects.filter(once__in=[one.once for one in all_of_them])
    said = set(known.values_list("once", flat=True))
    return tell(one for one in all_of_them if one.once not in said)


def _to_office(
    selection: Selection, event: str, office: Iterable[Role], *, once: str = ""
) -> list[Notice]:
    """`once` names what is said to each of them a single time."""
    return [
        _notice(
            selection, event, role.person_id, role.organisation_id,
            f"{event}:{once}:{role.person_id}" if once else None,
        )
        for role in office
    ]  # fmt: skip


# Whoever named somebody ------------------------------------------------------------------------


def tell_nominator(event: Event[Candidate]) -> None:
    """It was decided about somebody they named."""
    _decided(event, event.about.selection, {event.about.nominated_by_id})


def tell_nominators(event: Event[Selection]) -> None:
    """A contest is decided: whoever named entries hears it once."""
    named = event.about.candidates.filter(lot__isnull=False)
    _decided(event, event.about, set(named.values_list("nominated_by", flat=True)))


def _decided(event: Event[Any], selection: Selection, named_by: set[int | None]) -> None:
    by = event.by.pk if isinstance(event.by, Person) else None
    desks = hearing.desks_of(one for one in named_by if one not in {None, by})
    tell(
        _notice(selection, event.name, person, organisation)
        for person, organisation in sorted(desks.items())
    )


def _notice(
    selection: Selection,
    event: str,
    person: int,
    organisation: int | None = None,
    once: str | None = None,
) -> Notice:
    """All about one selection is one line to read; a judge's, without an office, stands on their own page."""
    now = clock.now()
    return Notice(
        town_id=selection.town_id, organisation_id=organisation, person_id=person,
        about=about(selection), number=selection.name[:20], event=event, at=now,
        not_before=NIGHT.quiet(now), once=once,
    )  # fmt: skip
