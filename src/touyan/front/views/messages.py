"""Messages about one order for somebody without an account, and where short addresses lead."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from touyan.channels.acts import confirm_mail, stop_messages
from touyan.channels.mail.letter import guest_by_link, guest_to_stop, is_stop_link
from touyan.channels.models import Choice
from touyan.front.answers import SeeOther, private, see_other
from touyan.front.receipt_ways import ASKS, Way, are_open, ways
from touyan.front.views.choices import CODES_AN_HOUR, DONE, proven
from touyan.front.visitors import person_of, requester_of, slow_down
from touyan.kernel.acts import beginning_with
from touyan.kernel.numbers import heard
from touyan.kernel.refused import Refused
from touyan.orders.models import Requester
from touyan.orders.reads import mine


def _guest(request: HttpRequest, receipt: str) -> Requester:
    """Whoever holds this receipt and has no account; those who have one choose there, for all their orders."""
    requester = requester_of(request, receipt)
    if requester.person_id is not None or not are_open():
        raise Http404
    return requester


def _way(requester: Requester, request: HttpRequest) -> tuple[dict[str, Way], Way]:
    channel = request.POST.get("channel", "")
    found = ways(requester, channel, request.POST)
    if channel not in found:
        raise Http404
    return found, found[channel]


def _page(
    request: HttpRequest, requester: Requester, found: dict[str, Way], status: int = 200
) -> HttpResponse:
    said = SAID.get(request.GET.get("done", "")) if request.method == "GET" else None
    page = {
        "requester": requester,
        "ways": list(found.values()),
        "notices": [("good", _(said))] if said else [],
    }
    return render(request, "front/receipt_messages.html", page, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@private
def ways_of(request: HttpRequest, receipt: str) -> HttpResponse:
    """How somebody without an account hears of this one order."""
    requester = _guest(request, receipt)
    if request.method != "POST":
        return _page(request, requester, ways(requester))
    found, way = _way(requester, request)
    status = 422
    try:
        if way.form.is_valid():
            with beginning_with(lambda: slow_down(request, "codes", CODES_AN_HOUR)):
                ASKS[way.channel](by=requester, address=way.form.cleaned_data["address"])
            return see_other("front:guest_ways", requester.receipt)
    except Refused as no:
        way.form.add_error(no.field if no.field in way.form.fields else None, str(no))
        status = no.status
    return _page(request, requester, found, status)


@require_POST
@private
def guest_code(request: HttpRequest, receipt: str) -> HttpResponse:
    """The code that was sent shows that the number is theirs."""
    requester = _guest(request, receipt)
    found, way = _way(requester, request)
    if way.choice is None or not way.is_waiting or way.is_mail:
        return see_other("front:guest_ways", requester.receipt)
    status = proven(request, way.code, way.choice, requester)
    if status == DONE:
        return see_other("front:guest_ways", requester.receipt, query="done=on")
    return _page(request, requester, found, status)


@require_POST
@private
def stop(request: HttpRequest, receipt: str) -> HttpResponse:
    requester = _guest(request, receipt)
    _found, way = _way(requester, request)
    if way.choice is not None:
        stop_messages(by=requester, choice=way.choice)
    return see_other("front:guest_ways", requester.receipt, query="done=stop")


SAID = {
    "on": gettext_noop("From now on messages go there."),
    "stop": gettext_noop("Nothing more is sent there."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@private
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """A GET only asks: programmes that look at mails follow every link."""
    choice = guest_by_link(token)
    requester = choice.requester if choice is not None else None
    if choice is None or requester is None:
        return render(request, "front/guest_mail.html", {"choice": None}, status=404)
    done = request.method == "POST"
    if done:
        confirm_mail(by=requester, choice=choice)
    page = {"choice": choice, "order": requester.order, "token": token, "done": done}
    return render(request, "front/guest_mail.html", page)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@private
def stop_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """From the mail itself, by one click (RFC 8058): a mail programme has no page of ours, and the link is the right."""
    if not is_stop_link(token):
        raise Http404
    choice = guest_to_stop(token)
    if request.method == "POST" and choice is not None:
        _stop(choice)
        choice = None
    return render(request, "front/guest_stop.html", {"choice": choice, "token": token})


def _stop(choice: Choice) -> None:
    if choice.requester is not None:
        stop_messages(by=choice.requester, choice=choice)


@require_safe
@private
def short(request: HttpRequest, end: str) -> HttpResponse:
    """What a text message ends with: it opens nothing by itself, and says of no number whether there is one."""
    kind, number = end[:1], end[1:]
    if kind in SHORT and number.isascii() and number.isdigit() and len(number) < 19:
        return see_other(SHORT[kind], int(number))
    person = person_of(request)
    if end == "j":
        return see_other("front:judging")
    if end == "n":
        return see_other("desk:notices" if person and person.roles_today else "front:mine")
    order = heard(end)
    if person is not None and order is not None:
        if own := mine(person).filter(order=order).first():
            return see_other("front:receipt", own.receipt)
        if person.roles_today:
            return see_other("desk:order", end)
    return SeeOther(reverse("front:follow", query={"number": end}))


SHORT = {"c": "front:child", "t": "desk:plan_task", "p": "desk:project", "w": "desk:selection"}
