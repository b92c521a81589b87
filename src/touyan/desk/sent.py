"""A form of the town's pages, sent: the act, and the way back; or the form again with what is wrong."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from touyan.desk.gate import StaffRequest
from touyan.desk.page import see_other
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
        form.add_error(no.field if no.field in form.fields else None, str(no))
        form.refused_with = no.status  # type: ignore[attr-defined]
        return None
    return tell(see_other(reverse(f"desk:{route}", args=args)), ("good", _("Saved.")))


def typed(request: StaffRequest) -> QueryDict | None:
    """What a form is filled in with: nothing before it is sent."""
    return request.POST if request.method == "POST" else None


def status_of(form: forms.Form) -> int:
    """200 before it is sent, 422 where something typed is wrong, 409 where the act refused."""
    refused: int | None = getattr(form, "refused_with", None)
    return refused or (422 if form.errors else 200)
