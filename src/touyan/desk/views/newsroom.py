"""The newsroom's work at the desk: reviewing pieces, moderating what readers say, withdrawing, passing on."""

from typing import Any

from django.conf import settings
from django.forms import Form
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from touyan.desk import newsroom as room
from touyan.desk.forms import newsroom as forms
from touyan.desk.gate import StaffRequest
from touyan.desk.newsroom import newsroom
from touyan.desk.page import page, see_other
from touyan.desk.reads.counts import bounded
from touyan.desk.reads.keyset import Sort, paged
from touyan.desk.sent import sent, status_of, typed
from touyan.desk.told import tell
from touyan.kernel.refused import Refused
from touyan.newsroom import acts, imports, papers, reads
from touyan.newsroom.models import Comment, Published

NEWEST, OLDEST = Sort(("-id",)), Sort(("id",))
QUEUES = ("waiting", "reported", "shown")


@newsroom
@require_GET
def home(request: StaffRequest) -> HttpResponse:
    here = room.town()
    waiting = bounded({name: reads.voices(here, name) for name in ("waiting", "reported")})
    return page(
        request, "newsroom/home.html", "newsroom", reviews=list(reads.reviews()[:50]),
        scheduled=list(reads.scheduled(here)[:50]), waiting=waiting,
    )  # fmt: skip


@newsroom
@require_http_methods(["GET", "POST"])
def review(request: StaffRequest, number: int) -> HttpResponse:
    """A GET to read it; a POST approves exactly what was read."""
    reading = room.reading(number, request.user)
    if request.method == "POST":
        event = acts.approve(
            by=request.user, town=room.town(), review=reading.review, made=reading.made
        )
        done = (
            _("Published.")
            if event.about.is_out
            else _("Approved; it goes out when it was planned for.")
        )
        return tell(see_other(reverse("desk:newsroom")), ("good", done))
    return _review(request, reading, forms.SendBack())


def _review(request: StaffRequest, reading: room.Reading, form: Form) -> HttpResponse:
    return page(
        request, "newsroom/review.html", "newsroom", status_of(form), reading=reading, form=form,
        sheet=reading.review.sheet,
    )  # fmt: skip


@newsroom
@require_POST
def send_back(request: StaffRequest, number: int) -> HttpResponse:
    reading, form = room.reading(number, request.user), forms.SendBack(request.POST)
    known = {"town": room.town(), "review": reading.review}
    return sent(form, acts.send_back, request, "newsroom", **known) or _review(
        request, reading, form
    )


@newsroom
@require_POST
def clear(request: StaffRequest, number: int) -> HttpResponse:
    reading, form = room.reading(number, request.user), forms.Clear(request.POST)
    one = next((one for one in reading.found if request.POST.get("blind") in one.blinds), None)
    if one is None or not form.is_valid():
        raise Http404
    acts.clear(
        by=request.user, town=room.town(), sheet=reading.review.sheet, one=one,
        reason=form.cleaned_data["reason"],
    )  # fmt: skip
    return tell(see_other(reverse("desk:newsroom_review", args=[number])), ("good", _("Saved.")))


@newsroom
@require_POST
def call_off(request: StaffRequest, number: int) -> HttpResponse:
    approval = reads.scheduled(room.town()).filter(pk=number).first()
    if approval is None:
        raise Http404
    acts.call_off(by=request.user, approval=approval)
    return tell(see_other(reverse("desk:newsroom")), ("good", _("It will not go out.")))


# What readers say --------------------------------------------------------------------------------


@newsroom
@require_GET
def comments(request: StaffRequest) -> HttpResponse:
    queue = request.GET.get("queue", "waiting")
    queue = queue if queue in QUEUES else "waiting"
    sort = NEWEST if queue == "shown" else OLDEST
    rows = paged(reads.voices(room.town(), queue), sort, request.GET)
    return page(
        request, "newsroom/comments.html", "newsroom", comments=rows.rows, queue=queue,
        before=rows.before, after=rows.after,
    )  # fmt: skip


@newsroom
@require_GET
def comment(request: StaffRequest, number: int) -> HttpResponse:
    return _comment(request, _voice(number), None)


FORMS: dict[str, Any] = {
    "show": (Form, acts.show),
    "refuse": (forms.RefuseComment, acts.refuse),
    "answer": (forms.AnswerComment, acts.answer),
}


@newsroom
@require_POST
def decide(request: StaffRequest, number: int, name: str) -> HttpResponse:
    if name not in FORMS:
        raise Http404
    kind, act = FORMS[name]
    form, found = kind(request.POST), _voice(number)
    gone = sent(form, act, request, "newsroom_comments", comment=found)
    return gone or _comment(request, found, form)


@newsroom
@require_POST
def make_order(request: StaffRequest, number: int) -> HttpResponse:
    """An order for the comment's writer, who agreed to that when writing."""
    found = _voice(number)
    form = forms.OrderFromComment(request.POST, **room.choices())
    if not found.may_be_order or found.order or not form.is_valid():
        return _comment(request, found, form)
    ref = room.order_of(request.user, found, form.cleaned_data)
    acts.become_order(by=request.user, comment=found, order=ref)
    return tell(see_other(reverse("desk:newsroom_comment", args=[number])), ("good", _("Order {number} was placed.").format(number=ref)))  # fmt: skip


def _voice(number: int) -> Comment:
    found = reads.voice(room.town(), number)
    if found is None:
        raise Http404
    return found


def _comment(request: StaffRequest, found: Comment, form: Form | None) -> HttpResponse:
    asks = {name: kind() for name, (kind, _act) in FORMS.items() if kind is not Form}
    asks["order"] = forms.OrderFromComment(initial={"words": found.words}, **room.choices())
    if form is not None:
        asks = {n: form if type(one) is type(form) else one for n, one in asks.items()}
    return page(
        request, "newsroom/comment.html", "newsroom", status_of(form) if form else 200, comment=found,
        asks=asks, form=form,
    )  # fmt: skip


# What is published -------------------------------------------------------------------------------


@newsroom
@require_GET
def pieces(request: StaffRequest) -> HttpResponse:
    rows = paged(reads.kept_pieces(room.town()), NEWEST, request.GET)
    return page(
        request,
        "newsroom/pieces.html",
        "newsroom",
        pieces=rows.rows,
        before=rows.before,
        after=rows.after,
    )


@newsroom
@require_http_methods(["GET", "POST"])
def piece(request: StaffRequest, number: int) -> HttpResponse:
    """A published piece: how it stands, passing it on to WeChat, and withdrawing it."""
    row, form = _row(number), forms.Withdraw(typed(request))
    if request.method == "POST" and (
        gone := sent(form, acts.withdraw, request, "newsroom_pieces", published=row)
    ):
        return gone
    made = papers.wechat(row, settings.BASE_URL)
    return page(
        request, "newsroom/piece.html", "newsroom", status_of(form), row=row, form=form, wechat=made,
        hands_over=settings.WECHAT.on,
    )  # fmt: skip


@newsroom
@require_POST
def hand_to_wechat(request: StaffRequest, number: int) -> HttpResponse:
    """Into the drafts of the town's WeChat account, by the worker."""
    row = _row(number)
    if not settings.WECHAT.on:
        raise Http404
    back = see_other(reverse("desk:newsroom_piece", args=[number]))
    try:
        acts.hand_to_wechat(by=request.user, published=row)
    except Refused as no:
        return tell(back, ("alarm", str(no)))
    return tell(back, ("good", _("It will be in the account's drafts within a minute. If not, an administrator sees why under Messages.")))  # fmt: skip


def _row(number: int) -> Published:
    row = reads.kept_pieces(room.town()).filter(pk=number).first()
    if row is None:
        raise Http404
    return row


@newsroom
@require_http_methods(["GET", "POST"])
def take_in(request: StaffRequest) -> HttpResponse:
    """An older piece from a file; it waits for review like any other."""
    form = forms.Import(typed(request), request.FILES or None)
    if request.method == "POST" and (
        gone := sent(form, imports.take_in, request, "newsroom", town=room.town())
    ):
        return gone
    return page(request, "newsroom/import.html", "newsroom", status_of(form), form=form)


@newsroom
@require_http_methods(["GET", "POST"])
def stories(request: StaffRequest) -> HttpResponse:
    """Closed orders worth telling: put forward here, told once whoever asked for them agrees."""
    form = forms.PutForward(typed(request))
    if request.method == "POST" and (
        gone := sent(form, room.put_forward, request, "newsroom_stories")
    ):
        return gone
    rows = paged(reads.every_story(room.town()), NEWEST, request.GET)
    return page(
        request, "newsroom/stories.html", "newsroom", status_of(form), form=form, stories=rows.rows,
        before=rows.before, after=rows.after,
    )  # fmt: skip
