"""What editors write in Wagtail. Readers never meet these rows: acts.approve copies them into `Published`."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page, Task, TaskState
from wagtail.rich_text import expand_db_html

from touyan.kernel.cleaning import cleaned
from touyan.newsroom.states import Kind

FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "hr", "link", "blockquote", "image"]

_open: ContextVar[bool] = ContextVar("newsroom_publishing", default=False)


@contextmanager
def publishing() -> Iterator[None]:
    """The one door through which a page becomes live, or stops being it: the acts open it, nobody else."""
    token = _open.set(True)
    try:
        yield
    finally:
        _open.reset(token)


def _only_by_the_acts() -> None:
    if not _open.get():
        raise PermissionDenied("A page goes to its readers by approval only.")


class Sheet(Page):  # type: ignore[misc]
    """What every kind of page has. Wagtail's own publishing is closed, whichever of its doors asks for it."""

    summary = models.CharField(_("Summary"), max_length=200, blank=True)
    body = RichTextField(_("Body"), blank=True, features=FEATURES)
    source = models.CharField(_("Source of the piece"), max_length=60, blank=True)
    responsible_editor = models.CharField(
        _("Responsible editor"),
        max_length=40,
        blank=True,
        help_text=_("A new piece cannot be published without one."),
    )
    theme = models.CharField(_("Theme"), max_length=40, blank=True)
    dated_at = models.DateTimeField(
        _("Date shown, to the second"),
        null=True,
        blank=True,
        help_text=_("Empty: the moment of publishing."),
    )
    planned_for = models.DateTimeField(
        _("Publish at"),
        null=True,
        blank=True,
        help_text=_("Empty: as soon as it is approved. Nothing is published without approval."),
    )
    imported_from = models.CharField(max_length=200, blank=True, editable=False)
    """Where an older piece came from; only such a one may lack its responsible editor."""
    imported_views = models.PositiveIntegerField(default=0, editable=False)
    """What its earlier page had counted."""

    kind: ClassVar[str] = Kind.ARTICLE
    own_panels: ClassVar[list[FieldPanel]] = []
    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("body"),
        MultiFieldPanel(
            [FieldPanel("source"), FieldPanel("responsible_editor"), FieldPanel("theme")],
            heading=_("Source and editor"),
        ),
        MultiFieldPanel(
            [FieldPanel("dated_at"), FieldPanel("planned_for")], heading=_("When it is published")
        ),
    ]
    promote_panels = [FieldPanel("slug")]
    settings_panels: ClassVar[list[Any]] = []
    parent_page_types: ClassVar[list[str]] = ["newsroom.Index"]
    subpage_types: ClassVar[list[str]] = []
    show_in_menus_default = False
    is_creatable = False

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuse what would change whether the page is live, however it came to be asked for."""
        if self.live is not _was_live(self.pk):
            _only_by_the_acts()
        super().save(*args, **kwargs)

    def publish(self, *args: Any, **kwargs: Any) -> None:
        _only_by_the_acts()
        super().publish(*args, **kwargs)

    def get_url_parts(self, request: HttpRequest | None = None) -> None:
        """Wagtail serves nothing here, so it knows no address either."""

    def get_workflow(self) -> Any:
        return Review.workflow()

    @property
    def has_workflow(self) -> bool:
        return True

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """As readers would see it, by the door's own template."""
        shown = {"sheet": self, "html": cleaned(expand_db_html(self.body))}
        return render(request, "front/news/preview.html", shown)


def _was_live(pk: int | None) -> bool:
    if pk is None:
        return False
    return bool(Page.objects.filter(pk=pk).values_list("live", flat=True).first())


class Article(Sheet):
    """A piece of news."""

    kind = Kind.ARTICLE
    is_creatable = True

    class Meta:
        verbose_name = _("article")


class Note(Sheet):
    """A notice of the town (公告): it stays in the list, and on top until its last day."""

    kind = Kind.NOTICE
    is_creatable = True
    until = models.DateField(_("On top until"), null=True, blank=True)
    content_panels = [*Sheet.content_panels, FieldPanel("until")]

    class Meta:
        verbose_name = _("notice")


class Reading(Sheet):
    """One day's reading on the board of learning; it can be queued a year ahead."""

    kind = Kind.READING
    is_creatable = True
    day = models.DateField(_("Its day"), unique=True)
    content_panels = [*Sheet.content_panels, FieldPanel("day")]

    class Meta:
        verbose_name = _("daily reading")


class Board(Sheet):
    """What a board says about itself; what hangs on it comes from residents, readings and services."""

    kind = Kind.BOARD
    is_creatable = False

    class Meta:
        verbose_name = _("board")


class Index(Sheet):
    """The page that the others hang below."""

    kind = Kind.INDEX
    is_creatable = False
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["newsroom.Article", "newsroom.Note", "newsroom.Reading", "newsroom.Board"]

    class Meta:
        verbose_name = _("index page")


TYPES: dict[str, type[Sheet]] = {
    model.kind: model for model in (Article, Note, Reading, Board, Index)
}


class Review(Task):  # type: ignore[misc]
    """The one step between a draft and its readers. It is taken at the desk, by somebody who wrote none of it."""

    class Meta:
        verbose_name = _("review by somebody else")

    @staticmethod
    def workflow() -> Any:
        review = Review.objects.filter(active=True).order_by("pk").first()
        return review.active_workflows.first() if review else None

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        """What is being reviewed stands still; its author can take it back first."""
        return True

    def get_actions(self, obj: Any, user: Any) -> list[Any]:
        """None in the editor: acts.approve and acts.send_back are the only ones, and the desk offers them."""
        return []

    def get_task_states_user_can_moderate(self, user: Any, **_more: Any) -> QuerySet[TaskState]:
        states: QuerySet[TaskState] = TaskState.objects.none()
        return states

    @classmethod
    def get_description(cls) -> str:
        return say("Approved at the desk, by somebody who wrote none of it")
