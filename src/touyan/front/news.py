"""The newsroom as residents meet it: what a page shows, from rows that were rendered when they were approved."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language

from touyan.kernel import clock, search
from touyan.kernel.numbers import heard
from touyan.newsroom import reads
from touyan.newsroom.acts import counting
from touyan.newsroom.models import Published, Story
from touyan.newsroom.reads import kept
from touyan.newsroom.states import Kind
from touyan.orders.models import Order
from touyan.orders.reads import public
from touyan.orders.states import OPEN, State
from touyan.programmes.models import Session
from touyan.programmes.reads.offered import Wish, coming
from touyan.programmes.states import Kind as Offered
from touyan.town.reads import site
from touyan.ui.addresses import whole_address

PAGE, TOP, LIVE = 20, 5, 5


@dataclass
class Piece:
    """A piece and what is said beneath it, as one read."""

    row: Published
    voices: str
    """What is said beneath it, as HTML: the same for every reader of one language."""
    said: int
    more: int | None

    @property
    def dated(self) -> str:
        """To the second, as the town's page prints it."""
        return second(self.row.dated_at)


@dataclass
class Listing:
    """One page of pieces, and where the next begins."""

    rows: list[Published] = field(default_factory=list)
    after: str = ""


def second(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M:%S}"


def town_id() -> int:
    """Whose news these are."""
    return int(site().get("pk") or 0)


def piece(number: int, before: int | None = None) -> Piece:
    """404 where there never was one; what was withdrawn is there, with its note."""
    key = f"piece:{number}:{before}:{get_language()}"
    found = kept.remembered(key, lambda: _piece(number, before))
    if found is None:
        raise Http404
    return found


def _piece(number: int, before: int | None) -> Piece | None:
    row = reads.piece(number)
    if row is None:
        return None
    voices = list(reads.shown(row.pk, before, PAGE + 1)) if row.is_out else []
    more = voices[PAGE - 1].pk if len(voices) > PAGE else None
    told = {"voices": voices[:PAGE], "report": "/news/comments/"}
    return Piece(row, render_to_string("front/news/parts/voices.html", told), len(voices), more)


def listing(theme: str, after: str) -> Listing:
    return kept.remembered(f"list:{theme}:{after}", lambda: _listing(theme, after))


def _listing(theme: str, after: str) -> Listing:
    rows = reads.listed(town_id(), theme)
    mark = _mark(after)
    if mark is not None:
        rows = reads.beyond(rows, *mark)
    found = list(rows.only(*reads.LINE)[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Listing(found[:PAGE], f"{last.dated_at.isoformat()}_{last.pk}" if last else "")


def _mark(text: str) -> tuple[datetime, int] | None:
    """Where a page begins; what cannot be read begins at the top."""
    at, _, number = text.rpartition("_")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return None
    return (moment, int(number)) if moment.tzinfo and 1900 < moment.year < 2200 else None


def found(words: str, before: int | None) -> Listing:
    """What holds these words; nothing for one character alone."""
    if search.too_short(words):
        return Listing()
    rows = reads.searched(town_id(), words, before, PAGE + 1)
    return Listing(rows[:PAGE], str(rows[PAGE - 1].pk) if len(rows) > PAGE else "")


def page(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    """A page of the newsroom; at its foot it says what it cost."""
    response = render(request, f"front/news/{template}", context, status=status)
    response.prints_cost = True  # type: ignore[attr-defined]
    return response


def seen(request: HttpRequest, row: Published) -> None:
    """Count a view, unless a program, a browser that only looks ahead, or the office itself asked."""
    ahead = "prefetch" in request.headers.get("Sec-Purpose", request.headers.get("Purpose", ""))
    agent = request.headers.get("User-Agent", "")
    nobody = ahead or counting.is_program(agent) or counting.is_office(request)
    if request.method == "GET" and row.is_out and not nobody:
        counting.note_view(row.pk)


def address_of(row: Published) -> str:
    """Boards have names; everything else is a piece with a number."""
    return f"/boards/{row.slug}/" if row.kind == Kind.BOARD else f"/news/{row.pk}/"


def shared(request: HttpRequest, row: Published) -> dict[str, str]:
    """What WeChat and others show when the address is passed on (Open Graph)."""
    return {
        "url": whole_address(request, address_of(row)),
        "image": whole_address(request, row.image) if row.image else "",
        "published": row.dated_at.isoformat(),
    }


def on_top() -> list[Published]:
    """The notices that stand above everything else today."""
    day = clock.today()
    return kept.remembered(
        f"top:{day}", lambda: list(reads.notices_on_top(town_id(), day).only(*reads.LINE)[:TOP])
    )


@dataclass
class Fresh:
    """What the front page tells: notices, today's reading, what is put on next, what was put right this week."""

    notices: list[Published]
    rows: list[Published]
    reading: Published | None
    coming: list[Session]
    right: list[Order]


def fresh() -> Fresh:
    day = clock.today()
    return kept.remembered(f"fresh:{day}", lambda: _fresh(day))


def _fresh(day: date) -> Fresh:
    here, week = town_id(), clock.now() - timedelta(days=7)
    todays = list(reads.of_today(here, day).only(*reads.LINE))
    top = [one for one in todays if one.kind == Kind.NOTICE][:TOP]
    reading = next((one for one in todays if one.kind == Kind.READING), None)
    rows = reads.listed(here).exclude(pk__in=[one.pk for one in top]).only(*reads.LINE)
    right = public().filter(state=State.CLOSED, closed_at__gte=week).order_by("-pk")
    return Fresh(top, list(rows[:3]), reading, list(coming()[:3]), list(right[:3]))


def stories() -> list[Story]:
    """Told with consent, of orders that everybody may still read and that are still closed."""

    def read() -> list[Story]:
        told = list(reads.stories(town_id())[:50])
        numbers = [heard(one.order) or 0 for one in told]
        still = public().filter(pk__in=numbers, state=State.CLOSED).values_list("pk", flat=True)
        standing = set(still)
        return [one for one, pk in zip(told, numbers, strict=True) if pk in standing]

    return kept.remembered("stories", read)


@dataclass
class Live:
    """What the town is doing now: service that one can join, and orders that are being worked on."""

    service: list[Session]
    orders: list[Order]


def live() -> Live:
    return kept.remembered("live", _live)


def _live() -> Live:
    orders = public().filter(state__in=OPEN - {State.PLACED}).select_related("village", "category")
    return Live(
        list(coming(Wish(kind=Offered.VOLUNTEERING))[:LIVE]), list(orders.order_by("-pk")[:LIVE])
    )
