"""What is on: sessions and programmes as everyone may read them, and their calendars."""

from datetime import datetime
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from touyan.front.offers import programme_card, session_cards
from touyan.front.reads import PAGE
from touyan.front.sending import spot_of
from touyan.front.views.lists import before_of
from touyan.kernel import replicas
from touyan.programmes.models import Session
from touyan.programmes.papers.calendar import calendar
from touyan.programmes.reads.offered import Wish, beyond, coming, offered
from touyan.programmes.reads.scope import WITH_NAMES, public
from touyan.programmes.states import Kind

FEED_MOST = 200
"""Sessions in a calendar feed: more than a town puts on in a month."""
CALENDAR = "text/calendar; charset=utf-8"


def _wish(request: HttpRequest) -> Wish:
    kind = request.GET.get("kind", "")
    return Wish(
        kind if kind in Kind.values else "",
        request.GET.get("village", "")[:30],
        request.GET.get("q", "").strip()[:40],
    )


@require_safe
@replicas.public
def programmes(request: HttpRequest) -> HttpResponse:
    wish = _wish(request)
    page = {"wish": wish, "kinds": Kind.choices, "q": urlencode(_kept(wish))}
    page["villages"] = [(one.code, one.label) for one in spot_of(wish.village).villages]
    if request.GET.get("show") == "programmes":
        return _programmes(request, wish, page)
    found = list(beyond(coming(wish), _mark(request))[: PAGE + 1])
    page |= {"cards": session_cards(found[:PAGE]), "show": "sessions"}
    page["next"] = _after(wish, found[PAGE - 1]) if len(found) > PAGE else ""
    return render(request, "front/programmes/list.html", page)


def _programmes(request: HttpRequest, wish: Wish, page: dict[str, object]) -> HttpResponse:
    rows = offered(wish)
    if (before := before_of(request)) is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PAGE + 1])
    page |= {"cards": [programme_card(one) for one in found[:PAGE]], "show": "programmes"}
    query = urlencode({**_kept(wish), "show": "programmes", "before": found[PAGE - 1].pk}) if len(found) > PAGE else ""  # fmt: skip
    page["next"] = f"?{query}" if query else ""
    return render(request, "front/programmes/list.html", page)


def _kept(wish: Wish) -> dict[str, str]:
    named = {"kind": wish.kind, "village": wish.village, "q": wish.words}
    return {name: value for name, value in named.items() if value}


def _after(wish: Wish, last: Session) -> str:
    mark = f"{last.starts_at.isoformat()}_{last.pk}"
    return f"?{urlencode({**_kept(wish), 'after': mark})}"


def _mark(request: HttpRequest) -> tuple[datetime, int] | None:
    """The session that the page begins after; what cannot be read begins at the top."""
    at, _line, number = request.GET.get("after", "").rpartition("_")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return None
    return (moment, int(number)) if moment.tzinfo and 1900 < moment.year < 2200 else None


@require_safe
@replicas.public
def programme(request: HttpRequest, number: int) -> HttpResponse:
    found = public().select_related(*WITH_NAMES).filter(pk=number).first()
    if found is None:
        raise Http404
    sessions = coming(Wish(kind=found.kind)).filter(programme=found)[:PAGE]
    page = {"programme": found, "card": programme_card(found), "cards": session_cards(sessions)}
    return render(request, "front/programmes/programme.html", page)


@require_safe
@never_cache
@replicas.public
def feed(request: HttpRequest) -> HttpResponse:
    """Everything public that is still to come."""
    return as_calendar(request, list(coming()[:FEED_MOST]))


@require_safe
@never_cache
@replicas.public
def programme_feed(request: HttpRequest, number: int) -> HttpResponse:
    found = public().filter(pk=number).first()
    if found is None:
        raise Http404
    return as_calendar(
        request, list(coming(Wish(kind=found.kind)).filter(programme=found)[:FEED_MOST])
    )


def as_calendar(request: HttpRequest, sessions: list[Session]) -> HttpResponse:
    root = request.build_absolute_uri("/").rstrip("/")
    links = {one.pk: f"{root}{reverse('front:session', args=[one.pk])}" for one in sessions}
    return HttpResponse(calendar(sessions, links), content_type=CALENDAR)
