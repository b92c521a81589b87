"""What selections hold about a person: that they were named or honoured, and where they judged."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from touyan.kernel.acts import Actor
from touyan.kernel.held import Column, Holding
from touyan.selections.acts import forget_candidate
from touyan.selections.models import Candidate, Juror
from touyan.selections.states import EVER_HONOURED, NEVER_HONOURED, WAITING, Award
from touyan.town.models import Person


def _named(person: Person) -> QuerySet[Candidate]:
    return Candidate.objects.filter(person=person).select_related("selection", "unit")


def _erase(by: Actor, person: Person) -> None:
    for row in Candidate.objects.filter(NEVER_HONOURED, person=person):
        forget_candidate(by=by, candidate=row)


def _honoured(person: Person) -> bool:
    return Candidate.objects.filter(person=person, state__in=EVER_HONOURED).exists()


NAMED = Holding(
    "named",
    _("Where you were named"),
    _("Commendations and contests. An honour is public and stays so."),
    _named,
    (
        Column("selection", _("What"), lambda row: row.selection.label),
        Column("award", _("Award"), lambda row: Award(row.award).label),
        Column("by", _("Named by"), lambda row: row.unit.label),
        Column("words", _("Why you were named"), lambda row: row.words),
        Column("title", _("Title"), lambda row: row.title),
        Column("state", _("State"), lambda row: row.get_state_display()),
        Column("decided", _("Decided"), lambda row: row.decided_on),
        Column("story", _("Story"), lambda row: row.story),
    ),
    _("What was said of you is erased where you were not honoured. An honour stays with your name: it is a public record."),
    erase=_erase,
    waits=lambda person: Candidate.objects.filter(~NEVER_HONOURED, person=person, state__in=WAITING),
    waits_why=_("It has not been decided yet."),
    keeps_name=_honoured,
)  # fmt: skip
JUDGED = Holding(
    "judged",
    _("Where you judged"),
    _(
        "So that anybody may compute a contest anew. Marks are not among it: they are nobody's but the seat's."
    ),
    lambda person: Juror.objects.filter(person=person).select_related("selection"),
    (
        Column("selection", _("What"), lambda row: row.selection.label),
        Column("seat", _("Seat"), lambda row: row.seat),
        Column("at", _("Asked"), lambda row: row.invited_at),
    ),
    _("Stays as a number without a name."),
)
ALL = (NAMED, JUDGED)
