"""What people change about how they sign in."""

from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from touyan.front.acts import (
    add_second_factor,
    begin_second_factor,
    remove_second_factor,
)
from touyan.front.answers import private, qr, see_other
from touyan.front.forms import CodeForm, PasswordForm, SecondFactorForm
from touyan.front.reads import device_of
from touyan.front.views.signing_in import proved
from touyan.front.visitors import signed_in
from touyan.kernel.refused import TooMany
from touyan.town.acts import set_password


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@private
def account(request: HttpRequest) -> HttpResponse:
    person = signed_in(request)
    form = PasswordForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        set_password(by=person, person=person, password=form.cleaned_data["new"])
        update_session_auth_hash(request, person)
        return see_other("front:account", query="done=1")
    page = {
        "form": form, "person": person, "notices": _done(request),
        "wechat": settings.WECHAT.on,
    }  # fmt: skip
    return render(request, "front/account.html", page, status=422 if form.is_bound else 200)


def _done(request: HttpRequest) -> list[tuple[str, str]]:
    if request.GET.get("done") != "1":
        return []
    return [("good", _("Your password was changed. Other devices must sign in anew."))]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@private
def two_factor(request: HttpRequest) -> HttpResponse:
    steps = {"begin": _begin, "confirm": _confirm, "remove": _remove}
    step = steps.get(request.POST.get("step", ""))
    if request.method != "POST" or step is None:
        return _page(request, _form(request))
    form = _form(request, request.POST)
    try:
        return step(request, form) or _page(request, form, 422)
    except TooMany as refused:
        form.add_error(None, str(refused))
        return _page(request, form, refused.status)


def _form(request: HttpRequest, data: QueryDict | None = None) -> CodeForm:
    """Where an app is still to be confirmed, the password is asked for beside its code."""
    person = signed_in(request)
    if device_of(person, confirmed=True) is None and device_of(person, confirmed=False) is not None:
        return SecondFactorForm(data, person=person)
    return CodeForm(data)


def _page(request: HttpRequest, form: CodeForm, status: int = 200) -> HttpResponse:
    person = signed_in(request)
    page = {
        "form": form,
        "active": device_of(person, confirmed=True),
        "waiting": device_of(person, confirmed=False),
        "shown": request.session.get("second_factor", False),
    }
    return render(request, "front/two_factor.html", page, status=status)


def _begin(request: HttpRequest, form: CodeForm) -> HttpResponse | None:
    person = signed_in(request)
    if device_of(person, confirmed=True) is None:
        begin_second_factor(by=person)
    return see_other("front:two_factor")


def _confirm(request: HttpRequest, form: CodeForm) -> HttpResponse | None:
    """The app has the key: from now on a code is asked for, and the recovery codes are shown this once."""
    person = signed_in(request)
    device = device_of(person, confirmed=False)
    if device is None or not isinstance(form, SecondFactorForm) or not form.is_valid():
        return None
    if not device.verify_token(form.cleaned_data["code"]):
        form.add_error(
            "code", _("This code does not fit, or was used already. Wait for the next one.")
        )
        return None
    event = add_second_factor(by=person, device=device)
    request.session["second_factor"] = True
    return render(request, "front/recovery_codes.html", {"codes": event.made})


def _remove(request: HttpRequest, form: CodeForm) -> HttpResponse | None:
    person = signed_in(request)
    if not form.is_valid() or proved(request, person, form) is None:
        return None
    remove_second_factor(by=person)
    request.session.pop("second_factor", None)
    return see_other("front:two_factor")


@require_safe
@login_required
@private
def two_factor_qr(request: HttpRequest) -> HttpResponse:
    device = device_of(signed_in(request), confirmed=False)
    if device is None:
        raise Http404
    return qr(device.config_url)
