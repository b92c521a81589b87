"""What follows from an act, written in the same transaction: who was honoured is found by name, who should hear does."""

from datetime import timedelta

from django.conf import settings

from touyan.kernel import clock
from touyan.kernel.acts import Event
from touyan.kernel.clock import CLOCK
from touyan.kernel.search.shelves import Shelf
from touyan.selections.acts import forget_objector, shed_pictures
from touyan.selections.models import Candidate, Objection, Selection
from touyan.selections.reads import candidates_public
from touyan.selections.states import EVER_HONOURED, CandidateState
from touyan.selections.tasks.telling import (
    hush_judge,
    tell_all_in,
    tell_judge,
    tell_judges,
    tell_nominator,
    tell_nominators,
    tell_notice_over,
    tell_objections_late,
    tell_of_gap,
    tell_of_objection,
)
from touyan.town.models import Consent
from touyan.town.states import Purpose

__all__ = [
    "HONOURED", "forget_objectors", "hush_judge", "index", "index_winners", "show_no_more", "tell_all_in",
    "tell_judge", "tell_judges", "tell_nominator", "tell_nominators", "tell_notice_over",
    "tell_objections_late", "tell_of_gap", "tell_of_objection",
]  # fmt: skip

NAMES = ("selection", "person", "organisation", "unit")


def _told(candidate: Candidate) -> str:
    """The name, its initials, what for, and by whom named; the story once there is one."""
    named = candidate.person or candidate.organisation
    initials = candidate.person.initials if candidate.person else ""
    return "\n".join(
        [
            named.name if named else "", initials, candidate.title, candidate.selection.name,
            candidate.unit.name, candidate.story if candidate.state == CandidateState.HONOURED else "",
        ]
    )  # fmt: skip


def _marks(candidate: Candidate) -> set[str]:
    village = {f"v{candidate.village_id}"} if candidate.village_id else set()
    return {f"t{candidate.town_id}"} | village


HONOURED = Shelf(
    "honour",
    lambda: candidates_public().filter(state__in=EVER_HONOURED).select_related(*NAMES),
    _told,
    _marks,
)


def index(event: Event[Candidate]) -> None:
    """Honoured, or told of anew; an honour taken back stays on the roll, with its note and without its story."""
    HONOURED.keep_many(HONOURED.things().filter(pk=event.about.pk))


def index_winners(event: Event[Selection]) -> None:
    HONOURED.keep_many(HONOURED.things().filter(selection=event.about))


def show_no_more(event: Event[Consent]) -> None:
    """Whoever takes back that their photo may be shown is in no story's pictures any more."""
    if event.about.purpose != Purpose.PHOTO:
        return
    told = Candidate.objects.filter(person=event.about.subject, pictures__isnull=False)
    for candidate in told.distinct().order_by("pk"):
        shed_pictures(by=event.by, candidate=candidate)


def forget_objectors() -> int:
    """At night: who objected, in selections that were over for as long as orders are kept; how many."""
    if not clock.is_night():
        return 0
    before = clock.now() - timedelta(days=settings.ORDERS_KEPT_DAYS)
    # A sealed number tells nothing to the database but whether there is one.
    rows = Objection.objects.filter(candidate__selection__closed_at__lt=before).exclude(phone="")
    return sum(not forget_objector(by=CLOCK, objection=row).repeated for row in rows[:500])
