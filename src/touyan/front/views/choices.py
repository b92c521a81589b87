"""How somebody wants to hear of what concerns them."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from touyan.channels.acts import choose_mail, choose_sms, confirm_mail, prove_phone
from touyan.channels.mail.letter import fits
from touyan.channels.models import Choice
from touyan.channels.reads import choice_of
from touyan.channels.rules import is_open
from touyan.channels.states import Channel
from touyan.front.answers import private, see_other
from touyan.front.choice_forms import MailForm, PhoneCodeForm, SmsForm, chosen
from touyan.front.visitors import signed_in, slow_down
from touyan.kernel.acts import Actor, beginning_with
from touyan.kernel.refused import Refused
from touyan.town.models import Person

CODES_AN_HOUR = 20
"""Codes asked for from one address: a village may share it."""
DONE = 303


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@private
def choices(request: HttpRequest) -> HttpResponse:
    person = signed_in(request)
    choice = choice_of(person, Channel.MAIL)
    form = MailForm(request.POST or None, initial=chosen(choice))
    if request.method != "POST":
        return _page(request, form, choice)
    try:
        if form.is_valid():
            choose_mail(by=person, **form.cleaned_data)
            return see_other("front:choices", query="done=1")
    except Refused as no:
        form.add_error(no.field if no.field in form.fields else None, str(no))
        return _page(request, form, choice, no.status)
    return _page(request, form, choice, 422)


def _page(
    request: HttpRequest, form: MailForm, choice: Choice | None, status: int = 200
) -> HttpResponse:
    page = {
        "form": form, "choice": choice, "open": is_open(Channel.MAIL), "sms": is_open(Channel.SMS),
        "notices": _done(request),
    }  # fmt: skip
    return render(request, "front/choices.html", page, status=status)


def _done(request: HttpRequest) -> list[tuple[str, str]]:
    if request.method != "GET" or request.GET.get("done") != "1":
        return []
    return [("good", _("Saved."))]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@private
def confirm_mail_page(request: HttpRequest, token: str) -> HttpResponse:
    """A GET only asks: programmes that look at mails follow every link."""
    person = signed_in(request)
    choice = choice_of(person, Channel.MAIL)
    if choice is None or not fits(token, choice):
        return render(request, "front/confirm_mail.html", {"choice": None}, status=404)
    if request.method == "POST":
        confirm_mail(by=person, choice=choice)
        return see_other("front:choices", query="done=1")
    return render(request, "front/confirm_mail.html", {"choice": choice, "token": token})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@private
def text_messages(request: HttpRequest) -> HttpResponse:
    """Whether, where and when to be reached by text message."""
    person = signed_in(request)
    if not is_open(Channel.SMS):
        raise Http404
    choice = choice_of(person, Channel.SMS)
    form = SmsForm(request.POST or None, initial=chosen(choice, person.phone))
    status = 200
    if request.method == "POST":
        status = _chose(request, form, person)
    if status == DONE:
        choice = choice_of(person, Channel.SMS)
        waits = choice is not None and choice.is_waiting
        name, query = ("front:text_code", "") if waits else ("front:text_messages", "done=1")
        return see_other(name, query=query)
    page = {"form": form, "choice": choice, "notices": _done(request)}
    return render(request, "front/text_messages.html", page, status=status)


def _chose(request: HttpRequest, form: SmsForm, by: Person) -> int:
    """What was typed, kept: `DONE`, or the status to answer with."""
    if not form.is_valid():
        return 422
    try:
        with beginning_with(lambda: slow_down(request, "codes", CODES_AN_HOUR)):
            choose_sms(by=by, **form.cleaned_data)
    except Refused as no:
        form.add_error(no.field if no.field in form.fields else None, str(no))
        return no.status
    return DONE


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@private
def text_code(request: HttpRequest) -> HttpResponse:
    """The code that was sent shows that the number is theirs."""
    choice = choice_of(signed_in(request), Channel.SMS)
    if choice is None or not choice.is_waiting:
        return see_other("front:text_messages")
    form = PhoneCodeForm(request.POST or None)
    if (status := proven(request, form, choice, signed_in(request))) == DONE:
        return see_other("front:text_messages", query="done=1")
    page = {"form": form, "choice": choice, "again": reverse("front:text_messages")}
    return render(request, "front/text_code.html", page, status=status)


def proven(request: HttpRequest, form: PhoneCodeForm, choice: Choice, by: Actor) -> int:
    """Tries the code that was typed: `DONE` where it is right, else the status to answer with."""
    if request.method != "POST":
        return 200
    try:
        if form.is_valid():
            prove_phone(by=by, choice=choice, code=form.cleaned_data["code"])
            return DONE
    except Refused as no:
        form.add_error(no.field if no.field in form.fields else None, str(no))
        return no.status
    return 422
