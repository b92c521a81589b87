"""News: the list, a piece, what is said beneath it; and what other machines read of it."""

from datetime import datetime

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from touyan.front import comments, news
from touyan.front.answers import SeeOther, private, see_other
from touyan.front.visitors import address, miss, person_of
from touyan.kernel import clock, replicas
from touyan.newsroom import acts, reads
from touyan.newsroom.reads import kept
from touyan.newsroom.states import Kind
from touyan.orders.acts import VISITOR
from touyan.ui.addresses import whole_address

WEEK = 7 * 24 * 3600


@require_safe
@replicas.public
def news_list(request: HttpRequest) -> HttpResponse:
    words, theme = (request.GET.get(name, "").strip()[:40] for name in ("q", "theme"))
    after = request.GET.get("after", "")[:60]
    if words:
        rows = news.found(
            words, int(after) if after.isascii() and after.isdigit() and len(after) < 19 else None
        )
    else:
        rows = news.listing(theme, after)
    top = [] if words or theme else news.on_top()
    return news.page(
        request, "list.html", listing=rows, q=words, theme=theme, top=[] if after else top,
        above={row.pk for row in top},
    )  # fmt: skip


@require_safe
@replicas.public
def article(request: HttpRequest, number: int) -> HttpResponse:
    found = news.piece(number, _before(request))
    if found.row.kind == Kind.BOARD:
        return SeeOther(news.address_of(found.row))
    news.seen(request, found.row)
    row = found.row
    status = 200 if row.is_out else 410
    return news.page(
        request, "article.html", status, piece=found, row=row, shared=news.shared(request, row)
    )


def _before(request: HttpRequest) -> int | None:
    typed = request.GET.get("before", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else None


@require_http_methods(["GET", "HEAD", "POST"])
@private
def say(request: HttpRequest, number: int) -> HttpResponse:
    row = reads.piece(number)
    if row is None or row.kind == Kind.INDEX:
        raise Http404
    form = comments.CommentForm(request.POST) if request.method == "POST" else comments.blank()
    if request.method == "POST" and (said := comments.say(request, row, form)):
        return see_other("front:said", said.receipt, query="new=1")
    status = getattr(form, "refused_with", 422 if form.errors else 200)
    page = {"row": row, "form": form, "where": news.address_of(row)}
    return render(request, "front/news/say.html", page, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@private
def said(request: HttpRequest, receipt: str) -> HttpResponse:
    """The writer's own page: how it stands, why it was refused, and taking it back."""
    comment = reads.by_receipt(receipt)
    if comment is None:
        miss(request)
        raise Http404
    if request.method == "POST":
        acts.take_back(by=comment, comment=comment)
        return see_other("front:said", comment.receipt)
    page = {
        "comment": comment,
        "is_new": request.GET.get("new") == "1",
        "where": news.address_of(comment.published),
    }
    return render(request, "front/news/said.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@private
def object_to(request: HttpRequest, number: int) -> HttpResponse:
    """A reader's objection counts once, whoever they are."""
    comment = reads.shown_voice(number)
    if comment is None:
        raise Http404
    if request.method == "POST":
        reader = f"{address(request)} {request.headers.get('User-Agent', '')} {clock.today()}"
        acts.object_to(by=VISITOR, comment=comment, reader=reader)
    where, done = news.address_of(comment.published), request.method == "POST"
    page = {"comment": comment, "where": where, "done": done}
    return render(request, "front/news/objected.html", page)


@require_POST
def read_mark(request: HttpRequest, number: int) -> HttpResponse:
    """Read, or not after all: for oneself only, so only for whoever has an account."""
    person, row = person_of(request), reads.piece(number)
    if row is None or row.kind != Kind.READING:
        raise Http404
    if person is None:
        return see_other("front:sign_in", query="next=/boards/learning/")
    mark = acts.unmark_read if request.POST.get("not") else acts.mark_read
    mark(by=person, published=row)
    return see_other("front:board", "learning")


@require_safe
def picture(request: HttpRequest, name: str) -> FileResponse:
    """A rendition of a picture in a piece; nothing else of what is stored lies in this folder."""
    path = f"images/{name}"
    if not default_storage.exists(path):
        raise Http404
    response = FileResponse(default_storage.open(path), content_type="image/jpeg")
    response["Cache-Control"] = f"public, max-age={WEEK}, immutable"
    return response


@require_safe
@replicas.public
def feed(request: HttpRequest) -> HttpResponse:
    """RSS 2.0: the newest pieces."""
    rows = news.listing("", "").rows
    page = {
        "rows": [
            (row, whole_address(request, news.address_of(row)), _stamp(row.dated_at))
            for row in rows
        ],
        "home": whole_address(request, "/news/"),
    }
    kind = "application/rss+xml; charset=utf-8"
    return render(request, "front/news/feed.xml", page, content_type=kind)


def _stamp(at: datetime) -> str:
    return timezone.localtime(at).strftime("%a, %d %b %Y %H:%M:%S %z")


@require_safe
@replicas.public
def sitemap(request: HttpRequest) -> HttpResponse:
    """What search engines may find: the public pages and every piece."""
    rows = kept.remembered("map", lambda: list(reads.whole_map(news.town_id())[:40_000]))
    home = whole_address(request, "/").rstrip("/")
    pieces = [
        (f"/boards/{slug}/" if kind == Kind.BOARD else f"/news/{pk}/", at.date().isoformat())
        for pk, kind, slug, at in rows
    ]
    page = {
        "home": home,
        "fixed": ["/", "/news/", "/boards/", "/orders/", "/help/"],
        "pieces": pieces,
    }
    return render(
        request, "front/news/sitemap.xml", page, content_type="application/xml; charset=utf-8"
    )
