"""The boards: words to everybody, a reading a day, and what is being done."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from touyan.front import news
from touyan.front.visitors import person_of
from touyan.kernel import clock, replicas
from touyan.newsroom import reads
from touyan.newsroom.reads import kept


@require_safe
@replicas.public
def boards(request: HttpRequest) -> HttpResponse:
    rows = kept.remembered("boards", lambda: list(reads.boards(news.town_id())))
    return news.page(request, "boards.html", boards=rows)


@require_safe
@replicas.public
def board(request: HttpRequest, slug: str) -> HttpResponse:
    row = kept.remembered(f"board:{slug}", lambda: reads.board(news.town_id(), slug))
    if row is None:
        raise Http404
    news.seen(request, row)
    more = {"words": _words, "learning": _learning, "services": _services}.get(slug, _words)
    return news.page(
        request,
        "board.html",
        row=row,
        slug=slug,
        shared=news.shared(request, row),
        **more(request, row.pk),
    )


def _words(request: HttpRequest, number: int) -> dict[str, Any]:
    before = request.GET.get("before", "")
    mark = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
    return {"piece": news.piece(number, mark)}


def _learning(request: HttpRequest, number: int) -> dict[str, Any]:
    """Today's reading and those before it; the marks are the reader's own."""
    today = clock.today()
    rows = kept.remembered(
        f"readings:{today}", lambda: list(reads.readings(news.town_id(), today)[:60])
    )
    person = person_of(request)
    marks = reads.have_read(person, [row.pk for row in rows]) if person else set()
    first = rows[0] if rows and rows[0].day == today else None
    return {"reading": first, "readings": rows, "marks": marks, "person": person}


def _services(request: HttpRequest, number: int) -> dict[str, Any]:
    return {"live": news.live(), "stories": news.stories()}
