"""Who hears of a selection: the office that runs it and decides, its judges, whoever named somebody."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from touyan.selections.models import Candidate, Juror, Objection, Selection
from touyan.selections.reads.scope import DECIDES, RUNS, SEES, WITH_NAMES
from touyan.selections.states import CandidateState, ObjectionState, State
from touyan.town.models import Role

TOLD_WITHIN = timedelta(days=30)
"""What was over, or due, longer ago than that is no news."""


def office_of(selection: Selection) -> list[Role]:
    """Whoever runs it or decides, each once, in which role; never one of its judges."""
    host, town = selection.host.path, selection.town.path
    above = [host[: at + 1] for at, sign in enumerate(host) if sign == "/" and at + 1 >= len(town)]
    rows = Role.in_force().filter(
        role__in=[*RUNS, *DECIDES], organisation__path__in=above, person__is_active=True
    )
    rows = rows.exclude(person__in=selection.jurors.values("person"))
    found = rows.select_related("person", "organisation").order_by("-id")
    return list({role.person_id: role for role in found}.values())


def desks_of(people: Iterable[int]) -> dict[int, int]:
    """Where those who still see selections open the desk; whoever sees none any more is left out."""
    rows = Role.in_force().filter(person__in=people, role__in=SEES, person__is_active=True)
    return dict(rows.order_by("id").values_list("person", "organisation"))


def _entries(selection: Selection) -> QuerySet[Candidate]:
    return selection.candidates.filter(state=CandidateState.NOMINATED)


def judges_with_entries(selection: Selection) -> list[int]:
    """The judges who have an entry to mark: all but those who stepped back from each."""
    back = Count("recusals", filter=Q(recusals__candidate__in=_entries(selection)))
    rows = selection.jurors.annotate(back=back).filter(back__lt=_entries(selection).count())
    return list(rows.order_by("seat").values_list("person", flat=True))


def has_entries(juror: Juror) -> bool:
    left = _entries(juror.selection).exclude(recusals__juror=juror)
    return bool(left.exists())


def objections_late(now: datetime) -> QuerySet[Objection]:
    """Those without an answer whose day has passed, the longest ago first."""
    rows = Objection.objects.filter(
        state=ObjectionState.OPEN, answer_by__lt=now, answer_by__gt=now - TOLD_WITHIN
    )
    names = [f"candidate__selection__{name}" for name in WITH_NAMES]
    return rows.select_related("candidate__selection", *names).order_by("answer_by", "id")


def notices_over(now: datetime) -> QuerySet[Selection]:
    """Commendations whose notice has run, and that are not concluded yet."""
    rows = Selection.objects.filter(
        state=State.ON_NOTICE, notice_until__lt=now, notice_until__gt=now - TOLD_WITHIN
    )
    return rows.select_related(*WITH_NAMES).order_by("notice_until", "id")
