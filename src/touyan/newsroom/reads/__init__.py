"""Every query of the newsroom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import BigIntegerField, F, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from wagtail.models import Revision, TaskState

from touyan.kernel import receipts, search
from touyan.kernel.facts import Facts
from touyan.kernel.sealed import blinds
from touyan.newsroom.models import (
    TYPES,
    Approval,
    Article,
    Cleared,
    Comment,
    Published,
    ReadMark,
    Review,
    Sheet,
    Story,
)
from touyan.newsroom.models.published import IS_OUT
from touyan.newsroom.states import Kind, Voice
from touyan.town.models import Organisation, Person

KIND = "news"
"""What the index of words calls a piece."""
facts = Facts({
    Published: (
        "state", "title", "kind", "dated_at", "out_at", "revised_at", "withdrawn_at",
        "withdrawn_note",
    ),
    Comment: ("state", "order", "reports"),
})  # fmt: skip
LINE = ("id", "kind", "title", "summary", "image", "source", "theme", "dated_at", "until", "day")


# What readers read ------------------------------------------------------------------------------


def out() -> QuerySet[Published]:
    return Published.objects.filter(IS_OUT)


def piece(number: int) -> Published | None:
    """A piece by its number: published, or withdrawn with the note that stands in its place."""
    rows = Published.objects.exclude(out_at__isnull=True).filter(pk=number)
    return rows.defer("words").first()


def listed(town_id: int, theme: str = "") -> QuerySet[Published]:
    """The news, newest first."""
    rows = Published.objects.filter(town_id=town_id, listed_at__isnull=False)
    return (rows.filter(theme=theme) if theme else rows).order_by("-listed_at", "-id")


def searched(town_id: int, words: str, before: int | None, limit: int) -> list[Published]:
    """Pieces with these words, the last that came first."""
    found = search.ids(KIND, words, any_mark=[f"t{town_id}"], before=before, limit=limit)
    return sorted(pieces(found), key=lambda row: -row.pk)


def pieces(numbers: Iterable[int]) -> QuerySet[Published]:
    """What readers may read of these, as a list shows it."""
    return out().filter(pk__in=list(numbers)).only(*LINE, "slug")


ON_TOP = Q(kind=Kind.NOTICE, until__isnull=False)
"""A notice without a last day takes its turn in the list."""


def notices_on_top(town_id: int, today: date) -> QuerySet[Published]:
    """Notices until their last day."""
    rows = out().filter(ON_TOP, town_id=town_id, until__gte=today)
    return rows.order_by("-dated_at", "-id")


def of_today(town_id: int, today: date) -> QuerySet[Published]:
    """The notices on top and today's reading."""
    rows = out().filter((ON_TOP & Q(until__gte=today)) | Q(kind=Kind.READING, day=today))
    return rows.filter(town_id=town_id).order_by("-dated_at", "-id")


def readings(town_id: int, until: date) -> QuerySet[Published]:
    rows = out().filter(town_id=town_id, kind=Kind.READING, day__lte=until)
    return rows.order_by("-day").only(*LINE)


def board(town_id: int, slug: str) -> Published | None:
    return out().filter(town_id=town_id, kind=Kind.BOARD, slug=slug).first()


def boards(town_id: int) -> QuerySet[Published]:
    return out().filter(town_id=town_id, kind=Kind.BOARD).order_by("id")


def shown(published_id: int, before: int | None, limit: int) -> QuerySet[Comment]:
    """What others may read beneath a piece, newest first, without who said it."""
    rows = Comment.objects.filter(published_id=published_id, state=Voice.SHOWN)
    rows = rows.filter(pk__lt=before) if before else rows
    fields = ("id", "nickname", "words", "at", "answer", "answered_at", "order", "published_id")
    return rows.order_by("-id").only(*fields)[:limit]


def shown_voice(number: int) -> Comment | None:
    rows = Comment.objects.filter(pk=number, state=Voice.SHOWN)
    return rows.select_related("published").first()


def have_read(person: Person, pieces: Iterable[int]) -> set[int]:
    """Which of these one has read: nobody asks this about anybody else."""
    rows = ReadMark.objects.filter(person=person, published_id__in=list(pieces))
    return set(rows.values_list("published_id", flat=True))


def stories(town_id: int) -> QuerySet[Story]:
    return Story.objects.filter(town_id=town_id, agreed_at__isnull=False).order_by("-agreed_at")


def story_of(order: str) -> Story | None:
    """What the newsroom would like to tell of this order; whoever asked for it is asked."""
    return Story.objects.filter(order=order).select_related("town").first()


# What the newsroom works on ----------------------------------------------------------------------


@dataclass(frozen=True)
class Reviewed:
    """A piece that asks to be published: the revision, who asked, and who wrote in it."""

    state: TaskState
    revision: Revision
    sheet: Sheet
    author: int
    writers: set[int]


def reviews() -> QuerySet[TaskState]:
    """What waits for somebody else's eyes, oldest first."""
    rows: QuerySet[TaskState] = TaskState.objects.filter(
        status=TaskState.STATUS_IN_PROGRESS, task__in=Review.objects.values("pk")
    )
    return rows.select_related("workflow_state__requested_by", "revision__content_type").order_by(
        "started_at"
    )


def review(number: int) -> Reviewed | None:
    state = reviews().filter(pk=number).first()
    return _reviewed(state) if state else None


def review_of(sheet: Sheet) -> Reviewed | None:
    state = reviews().filter(revision__object_id=str(sheet.pk)).first()
    return _reviewed(state) if state else None


def _reviewed(state: TaskState) -> Reviewed:
    sheet = as_written(state.revision)
    return Reviewed(
        state, state.revision, sheet, state.workflow_state.requested_by_id, writers(sheet, state)
    )


def as_written(revision: Revision) -> Sheet:
    """The piece as this revision holds it: Wagtail's own way of asking reads six rows more."""
    model = TYPES[revision.content_type.model_class().kind]
    fields = {field.attname: field for field in model._meta.concrete_fields}  # noqa: SLF001
    content = {
        f"{name}_id" if f"{name}_id" in fields else name: v for name, v in revision.content.items()
    }
    known = {name: fields[name].to_python(v) for name, v in content.items() if name in fields}
    return model(**known | {"pk": int(revision.object_id), "page_ptr_id": int(revision.object_id)})


def writers(sheet: Sheet, state: TaskState) -> set[int]:
    """Everybody who wrote in a piece since it was last published, and whoever asks for it."""
    last = Approval.objects.filter(published__page=sheet.pk, done_at__isnull=False).order_by("-id")
    since = Coalesce(Subquery(last.values("revision_id")[:1]), 0, output_field=BigIntegerField())
    rows = Revision.page_revisions.filter(object_id=str(sheet.pk)).annotate(since=since)
    found = set(rows.filter(pk__gt=F("since")).values_list("user_id", "since"))
    first = {sheet.owner_id} if all(since == 0 for _user, since in found) else set()
    asked = {state.workflow_state.requested_by_id}
    return {pk for pk in {user for user, _since in found} | first | asked if pk}


def cleared(page_id: int) -> set[str]:
    return set(Cleared.objects.filter(page_id=page_id).values_list("blind", flat=True))


def due(now: datetime) -> QuerySet[Approval]:
    """Approved, and its moment has come."""
    rows = Approval.objects.filter(done_at__isnull=True, ended_at__isnull=True, due_at__lte=now)
    return rows.select_related("published", "revision").order_by("due_at", "id")


def scheduled(town: Organisation) -> QuerySet[Approval]:
    rows = Approval.objects.filter(
        published__town=town, done_at__isnull=True, ended_at__isnull=True
    )
    return rows.select_related("published", "by").order_by("due_at", "id")


def voices(town: Organisation, queue: str) -> QuerySet[Comment]:
    """What readers said: waiting for review, or objected to by other readers."""
    rows = Comment.objects.filter(town=town).select_related("published", "person", "town")
    if queue == "reported":
        return rows.filter(state=Voice.SHOWN, reports__gt=0)
    if queue == "shown":
        return rows.filter(state=Voice.SHOWN)
    return rows.filter(state=Voice.WAITING)


def every_story(town: Organisation) -> QuerySet[Story]:
    """Told, declined and waiting for their answer."""
    return Story.objects.filter(town=town).select_related("by")


def imported_before(origin: str) -> Sheet | None:
    found: Sheet | None = Article.objects.filter(imported_from=origin).first()
    return found


def by_receipt(receipt: str) -> Comment | None:
    """A comment by the letters that only its writer has, typed with spaces or without."""
    plain = receipts.heard(receipt)
    rows = Comment.objects.filter(receipt_blind__in=blinds(plain, "voice") if plain else [])
    return rows.select_related("published", "town").first()


def beyond(rows: QuerySet[Published], at: datetime, number: int) -> QuerySet[Published]:
    """What follows this piece in a list that is newest first."""
    earlier = Q(listed_at__lt=at) | Q(listed_at=at, pk__lt=number)
    return rows.filter(earlier, listed_at__lte=at)


def whole_map(town_id: int) -> QuerySet[Published, tuple[int, str, str, datetime]]:
    """Every public address of the newsroom, newest first."""
    rows = out().filter(town_id=town_id).exclude(kind=Kind.INDEX).order_by("-dated_at", "-id")
    return rows.values_list("id", "kind", "slug", "dated_at")


def voice(town: Organisation, number: int) -> Comment | None:
    """One comment with who said it, for the office."""
    rows = Comment.objects.filter(town=town, pk=number)
    return rows.select_related("published", "person", "town", "decided_by").first()


def kept_pieces(town: Organisation) -> QuerySet[Published]:
    """Every piece that is or was before readers, or waits for its moment."""
    return Published.objects.filter(town=town).exclude(kind=Kind.INDEX).defer("words")
