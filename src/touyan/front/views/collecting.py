"""Who may collect a child: this evening, always, and never."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from touyan.front.answers import private, qr, see_other
from touyan.front.child_forms import BarForm, CollectForm, NamedForm
from touyan.front.guarding import Ward, ward_of
from touyan.front.views.children import notices
from touyan.kernel.refused import Refused
from touyan.programmes.reads import children as reads
from touyan.town import acts
from touyan.town.models import Authority
from touyan.town.states import AuthorityKind
from touyan.ui.addresses import whole_address


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@private
def collect(request: HttpRequest, number: int) -> HttpResponse:
    ward = ward_of(request, number)
    typed = request.POST if request.method == "POST" else None
    form = CollectForm(typed, known=reads.collectors(ward.child)[:6])
    authority = _let_today(ward, form) if form.is_bound and form.is_valid() else None
    if authority is not None:
        return see_other("front:collect_card", number, authority.pk)
    page = {"ward": ward, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "front/children/collect.html", page, status=status)


def _let_today(ward: Ward, form: CollectForm) -> Authority | None:
    """Whoever was named; None, with the reason in the form, where the town said no."""
    try:
        return acts.let_collect_today(
            by=ward.guardian, subject=ward.child, **form.cleaned_data
        ).about
    except Refused as no:
        form.add_error(no.field if no.field in form.fields else None, str(no))
        return None


@require_safe
@login_required
@private
def card(request: HttpRequest, number: int, authority: int) -> HttpResponse:
    """What is shown at the class's door: six digits and a QR code, void tonight."""
    ward = ward_of(request, number)
    found = ward.authority(authority)
    return render(
        request,
        "front/children/card.html",
        {"ward": ward, "authority": found, "words": _words(ward, found)},
    )


def _words(ward: Ward, authority: Authority) -> str:
    """What is sent on to whoever collects, in one message."""
    return _(
        "Please collect {child} today. Code: {code}. It is valid once, until midnight."
    ).format(child=ward.child.name, code=authority.code)


@require_safe
@login_required
@private
def card_qr(request: HttpRequest, number: int, authority: int) -> HttpResponse:
    """The code stands behind the #, so that it is in no server's log."""
    found = ward_of(request, number).authority(authority)
    if not found.code:
        raise Http404
    return qr(f"{whole_address(request, reverse('desk:classes'))}#{found.code}")


@require_safe
@login_required
@private
def people(request: HttpRequest, number: int) -> HttpResponse:
    return _people(request, ward_of(request, number))


def _people(request: HttpRequest, ward: Ward, status: int = 200, **forms: Any) -> HttpResponse:
    page = {
        "ward": ward,
        "notices": notices(request),
        "form": NamedForm(),
        "bar": BarForm(prefix="bar"),
        "why": "",
    }
    return render(request, "front/children/people.html", {**page, **forms}, status=status)


@require_POST
@login_required
@private
def let(request: HttpRequest, number: int) -> HttpResponse:
    """Somebody who may collect the child until that is taken back."""
    ward, form = ward_of(request, number), NamedForm(request.POST)
    if not form.is_valid():
        return _people(request, ward, 422, form=form)
    acts.grant_authority(
        by=ward.guardian, subject=ward.child, kind=AuthorityKind.COLLECT, **form.cleaned_data
    )
    return see_other("front:child_people", number, query="done=let")


@require_POST
@login_required
@private
def bar(request: HttpRequest, number: int) -> HttpResponse:
    ward, form = ward_of(request, number), BarForm(request.POST, prefix="bar")
    if not form.is_valid():
        return _people(request, ward, 422, bar=form)
    try:
        acts.bar(by=ward.guardian, subject=ward.child, **form.cleaned_data)
    except Refused as no:
        form.add_error(no.field if no.field in form.fields else None, str(no))
        return _people(request, ward, no.status, bar=form)
    return see_other("front:child_people", number, query="done=barred")


@require_POST
@login_required
@private
def revoke(request: HttpRequest, number: int, authority: int) -> HttpResponse:
    ward = ward_of(request, number)
    try:
        acts.revoke(by=ward.guardian, authority=ward.authority(authority))
    except Refused as no:
        return _people(request, ward, no.status, why=str(no))
    return see_other("front:child_people", number, query="done=revoked")


@require_POST
@login_required
@private
def new_code(request: HttpRequest, number: int, authority: int) -> HttpResponse:
    """A code of today for somebody who may collect the child at any time."""
    ward = ward_of(request, number)
    try:
        acts.issue_code(by=ward.guardian, authority=ward.authority(authority))
    except Refused as no:
        return _people(request, ward, no.status, why=str(no))
    return see_other("front:collect_card", number, authority)
