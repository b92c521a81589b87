"""A form, sent: the act, and the way back; or the form again with what is wrong."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from touyan.desk.gate import StaffRequest
from touyan.desk.page import page, see_other
from touyan.desk.photos import kept
from touyan.desk.told import tell
from touyan.kernel.refused import Refused


def sent(
    form: forms.Form,
    act: Callable[..., Any],
    request: StaffRequest,
    route: str,
    *args: Any,
    **known: Any,
) -> HttpResponse | None:
    """Carry it out and go to `route`; None where the form has to be shown again."""
    if not form.is_valid():
        return None
    try:
        act(by=request.user, **known, **form.cleaned_data)
    except Refused as no:
        refuse(form, no)
        return None
    return done(reverse(f"desk:{route}", args=args))


def refuse(form: forms.Form, no: Refused) -> None:
    """Say beside the field what the act refused."""
    form.add_error(no.field if no.field in form.fields else None, str(no))
    form.refused_with = no.status  # type: ignore[attr-defined]


def done(address: str, said: str = "") -> HttpResponse:
    return tell(see_other(address), ("good", said or _("Saved.")))


def form_page(
    request: StaffRequest,
    here: str,
    form: forms.Form,
    title: str,
    back: tuple[str, str],
    words: str = "",
) -> HttpResponse:
    """One form on a page of its own, with the way back: its address and its name."""
    return page(
        request, "form.html", here, status_of(form), form=form, title=title, back=back,
        words=words, kept=kept(form),
    )  # fmt: skip


def typed(request: StaffRequest) -> QueryDict | None:
    """What a form is filled in with: nothing before it is sent."""
    return request.POST if request.method == "POST" else None


def status_of(form: forms.Form) -> int:
    """200 before it is sent, 422 where something typed is wrong, 409 where the act refused."""
    refused: int | None = getattr(form, "refused_with", None)
    return refused or (422 if form.errors else 200)
