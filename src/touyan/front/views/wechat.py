"""The town's WeChat account, seen from here: a draft that is sent, and whose WeChat it is."""

from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from touyan.channels.models import Follower
from touyan.channels.reads import choice_of, follower_of
from touyan.channels.states import Channel, NotSent
from touyan.channels.wechat import api, links
from touyan.channels.wechat.acts import bind_wechat, choose_wechat, unbind_wechat
from touyan.front import wechat as room
from touyan.front.answers import private, see_other
from touyan.front.choice_forms import WechatForm, chosen
from touyan.front.sending import Sending
from touyan.front.visitors import person_of, signed_in
from touyan.kernel.refused import Refused
from touyan.ui.addresses import whole_address

AUTHORIZE = "https://open.weixin.qq.com/connect/oauth2/authorize"


@require_http_methods(["GET", "HEAD", "POST"])
@private
def draft(request: HttpRequest, token: str) -> HttpResponse:
    """The form, filled in with what somebody wrote; whoever has the link can send it, once."""
    found = links.draft_of(token)
    if found is None or room.is_anothers(found, person_of(request)):
        return _over(request)
    if request.method != "POST":
        return _form(room.opened(request, found))
    sending = room.sent(request, found)
    if sending.requester is None:
        return _form(sending)
    return see_other("front:receipt", sending.requester.receipt, query="new=1")


def _over(request: HttpRequest) -> HttpResponse:
    """A link that opens nothing. Whoever sends a form by it has the receipt, or what they typed."""
    if request.method == "POST":
        if before := room.sent_before(request.POST):
            return see_other("front:receipt", before.receipt, query="new=1")
        if kept := room.too_late(request):
            return _form(kept)
    return render(request, "front/wechat/gone.html", status=404)


def _form(sending: Sending) -> HttpResponse:
    page = {"sending": sending, "form": sending.form, "spot": sending.form.spot}
    return render(sending.request, "front/place.html", page, status=sending.status)


# Whose WeChat it is -------------------------------------------------------------------------------


def _must_be_open() -> None:
    if not settings.WECHAT.on:
        raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@private
def account(request: HttpRequest) -> HttpResponse:
    """Whether a WeChat is joined to the account, and whether and when it is told of things."""
    _must_be_open()
    person = signed_in(request)
    form = WechatForm(request.POST or None, initial=chosen(choice_of(person, Channel.WECHAT)))
    follower = follower_of(person)
    if request.method != "POST":
        return _account(request, form, follower)
    try:
        if form.is_valid():
            choose_wechat(by=person, **form.cleaned_data)
            return see_other("front:wechat", query="done=1")
    except Refused as no:
        form.add_error(None, str(no))
        return _account(request, form, follower, no.status)
    return _account(request, form, follower, 422)


def _account(
    request: HttpRequest, form: WechatForm, follower: Follower | None, status: int = 200
) -> HttpResponse:
    done = request.method == "GET" and request.GET.get("done") == "1"
    page = {
        "form": form, "follower": follower, "open": settings.WECHAT.template.number != "",
        "notices": [("good", _("Saved."))] if done else [],
    }  # fmt: skip
    return render(request, "front/wechat/account.html", page, status=status)


@require_safe
@login_required
@private
def go(request: HttpRequest) -> HttpResponse:
    """To WeChat, which asks nothing (snsapi_base) and brings back a code."""
    _must_be_open()
    asked = {
        "appid": settings.WECHAT.app, "response_type": "code", "scope": "snsapi_base",
        "redirect_uri": whole_address(request, reverse("front:wechat_back")),
        "state": links.state_of(signed_in(request), request.session.session_key or ""),
    }  # fmt: skip
    return HttpResponseRedirect(f"{AUTHORIZE}?{urlencode(asked)}#wechat_redirect")


@require_safe
@login_required
@private
def back(request: HttpRequest) -> HttpResponse:
    """A code of WeChat's, for this very session: who it is; nothing is joined before they say so."""
    _must_be_open()
    person, code = signed_in(request), request.GET.get("code", "")
    session = request.session.session_key or ""
    if not code or not links.state_fits(request.GET.get("state", ""), person, session):
        return _failed(request, _("This did not begin here, or it is more than ten minutes old."))
    try:
        openid = api.openid_for(code[:128])
    except NotSent as no:
        return _failed(request, str(no))
    return see_other("front:wechat_bind", links.bind_token(openid, person))


def _failed(request: HttpRequest, why: str, status: int = 422) -> HttpResponse:
    return render(request, "front/wechat/bind.html", {"token": "", "why": why}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@private
def bind(request: HttpRequest, token: str) -> HttpResponse:
    """A GET only asks: the link came through a chat, where others can pass it on."""
    _must_be_open()
    person = signed_in(request)
    form = forms.Form(request.POST if request.method == "POST" else None)
    openid = links.openid_of(token, person)
    if openid is None:
        return _failed(request, _("This link is too old, or meant for another account."), 404)
    page = {"token": token, "person": person, "form": form}
    try:
        if request.method == "POST":
            bind_wechat(by=person, openid=openid)
            return see_other("front:wechat", query="done=1")
    except Refused as no:
        form.add_error(None, str(no))
        return render(request, "front/wechat/bind.html", page, status=no.status)
    return render(request, "front/wechat/bind.html", page)


@require_POST
@login_required
@private
def unbind(request: HttpRequest) -> HttpResponse:
    _must_be_open()
    person = signed_in(request)
    follower = follower_of(person)
    if follower is not None:
        unbind_wechat(by=person, follower=follower)
    return see_other("front:wechat", query="done=1")
