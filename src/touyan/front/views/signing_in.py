"""Signing in and out. Who has a second factor is signed in only once it was shown."""

from typing import Any

from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_otp import match_token
from django_otp.plugins.otp_static.models import StaticDevice

from touyan.front.answers import SeeOther, private, safe_next, see_other
from touyan.front.forms import CodeForm, SignInForm
from touyan.front.reads import device_of
from touyan.front.visitors import PIN_MISSES, QUARTER, address, person_of
from touyan.kernel import clock, tries
from touyan.kernel.refused import TooMany
from touyan.town.acts import note_sign_in
from touyan.town.models import Person
from touyan.town.reads import person_signed_in
from touyan.town.states import RoleCode, SignInOutcome, SignInWay

PENDING = "second_factor_for"
SECONDS = 600


@require_http_methods(["GET", "HEAD", "POST"])
@private
def sign_in(request: HttpRequest) -> HttpResponse:
    form = SignInForm(request.POST or None)
    if request.method != "POST":
        return _page(request, "front/sign_in.html", form)
    try:
        person = _known(request, form)
    except TooMany as refused:
        form.add_error(None, str(refused))
        return _page(request, "front/sign_in.html", form, refused.status)
    return (
        _first_step(request, person) if person else _page(request, "front/sign_in.html", form, 422)
    )


def _page(request: HttpRequest, template: str, form: Any, status: int = 200) -> HttpResponse:
    return render(request, template, {"form": form, "next": safe_next(request, "")}, status=status)


def _known(request: HttpRequest, form: SignInForm) -> Person | None:
    if not form.is_valid():
        return None
    data = form.cleaned_data
    person = authenticate(request, username=data["login"], password=data["password"])
    if not isinstance(person, Person):
        form.add_error(
            None, _("Login and password do not fit. Check both; capitals count in the password.")
        )
        return None
    return person


def _first_step(request: HttpRequest, person: Person) -> HttpResponse:
    """In, or on to the second factor where there is one."""
    onward = safe_next(request, _where_their_work_is(person))
    if device_of(person, confirmed=True) is None:
        _enter(request, person, SignInWay.PASSWORD)
        return SeeOther(onward)
    _note(request, person, SignInOutcome.ON, SignInWay.PASSWORD)
    request.session[PENDING] = [person.pk, clock.now().timestamp() + SECONDS]
    return see_other("front:second_factor", query=urlencode({"next": onward}))


def _where_their_work_is(person: Person) -> str:
    """The desk, a judge's ballots, or what they asked for."""
    if person.in_office:
        return "/desk/"
    judges = any(role.role == RoleCode.JUDGE for role in person.roles_today)
    return reverse("front:judging" if judges else "front:mine")


def _enter(request: HttpRequest, person: Person, way: SignInWay) -> None:
    login(request, person)
    _note(request, person, SignInOutcome.IN, way)


def _note(
    request: HttpRequest, person: Person, outcome: SignInOutcome, way: SignInWay | None = None
) -> None:
    note_sign_in(outcome, person=person, way=way, address=address(request))


@require_http_methods(["GET", "HEAD", "POST"])
@private
def second_factor(request: HttpRequest) -> HttpResponse:
    person = _pending(request)
    if person is None:
        return see_other("front:sign_in")
    form = CodeForm(request.POST or None)
    if request.method != "POST":
        return _page(request, "front/second_factor.html", form)
    status = 422
    try:
        if form.is_valid() and (way := proved(request, person, form)):
            return _second_step(request, person, way)
    except TooMany as refused:
        form.add_error(None, str(refused))
        status = refused.status
    return _page(request, "front/second_factor.html", form, status)


def _pending(request: HttpRequest) -> Person | None:
    """Whoever gave the right password a moment ago."""
    pk, until = request.session.get(PENDING, (0, 0))
    return person_signed_in(pk) if clock.now().timestamp() < until else None


def proved(request: HttpRequest, person: Person, form: CodeForm) -> SignInWay | None:
    """What kind of code it is, if it is right; few wrong ones are borne."""
    key = f"second-factor:{person.pk}"
    if tries.spent(PIN_MISSES, key):
        raise tries.too_many(key)
    if (device := match_token(person, form.cleaned_data["code"])) is not None:
        tries.forget(key)
        return SignInWay.RECOVERY if isinstance(device, StaticDevice) else SignInWay.CODE
    held = tries.count(key, window=QUARTER) >= PIN_MISSES
    _note(request, person, SignInOutcome.HELD if held else SignInOutcome.WRONG, SignInWay.CODE)
    form.add_error("code", _("This code does not fit, or was used already. Wait for the next one."))
    return None


def _second_step(request: HttpRequest, person: Person, way: SignInWay) -> HttpResponse:
    onward = safe_next(request, _where_their_work_is(person))
    _enter(request, person, way)
    request.session.pop(PENDING, None)
    request.session["second_factor"] = True
    return SeeOther(onward)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    if (person := person_of(request)) is not None:
        _note(request, person, SignInOutcome.OUT)
    logout(request)
    return see_other("front:home")
