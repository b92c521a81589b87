"""What `touyan check` compares with the journal, and what must always be true besides."""

from collections.abc import Iterator

from django.db.models import Count, F, Q

from touyan.kernel.facts import Facts
from touyan.selections.models import (
    Ballot,
    Candidate,
    Objection,
    Selection,
    StoryPicture,
    TourStop,
)
from touyan.selections.states import EVER_HONOURED, Award, CandidateState, Kind, ObjectionState

facts = Facts({
    Selection: (
        "state", "quota_people", "quota_organisations", "honoured_people",
        "honoured_organisations", "criteria", "notice_days", "mark_most", "tie_rule",
        "notice_until", "lock_digest",
    ),
    Candidate: (
        "state", "lot", "full_since", "notice_until", "open_objections", "upheld_objections",
        "decided_at", "place",
    ),
    Ballot: ("digest",),
    Objection: ("state",),
    TourStop: ("session", "held_on"),
})  # fmt: skip


def faults() -> Iterator[str]:
    """Places, objections and decisions that do not add up, each as a sentence."""
    yield from _places()
    yield from _objections()
    yield from _full_members()
    for picture in StoryPicture.objects.select_related("evidence").order_by("pk"):
        if picture.evidence.owner != f"candidate:{picture.candidate_id}":
            yield f"storypicture:{picture.pk}: shows a file that is not its candidate's"


def _places() -> Iterator[str]:
    ever = Q(candidates__state__in=EVER_HONOURED)
    of_orgs = Q(candidates__award=Award.ORGANISATION)
    counted = Selection.objects.annotate(
        people=Count("candidates", filter=ever & ~of_orgs),
        organisations=Count("candidates", filter=ever & of_orgs),
    )
    alike = Q(people=F("honoured_people"), organisations=F("honoured_organisations"))
    for row in counted.exclude(alike).order_by("pk"):
        yield (
            f"selection:{row.pk}: says {row.honoured_people} and {row.honoured_organisations} are "
            f"honoured, its candidates say {row.people} and {row.organisations}"
        )


def _objections() -> Iterator[str]:
    by_state = {
        state: Count("objections", filter=Q(objections__state=state)) for state in ObjectionState
    }
    rows = Candidate.objects.annotate(
        still=by_state[ObjectionState.OPEN], right=by_state[ObjectionState.UPHELD]
    )
    alike = Q(still=F("open_objections"), right=F("upheld_objections"))
    for row in rows.exclude(alike).order_by("pk"):
        yield f"candidate:{row.pk}: says {row.open_objections} objections are open, there are {row.still}"


def _full_members() -> Iterator[str]:
    rows = Candidate.objects.filter(
        selection__kind=Kind.COMMENDATION, person__isnull=False, state=CandidateState.HONOURED,
        full_since__gt=F("decided_on"),
    )  # fmt: skip
    for row in rows.order_by("pk"):
        yield f"candidate:{row.pk}: was honoured before becoming a full member"
