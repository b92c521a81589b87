"""Who takes part: a person with an account, or somebody who leaves a name and a number."""

from typing import Any

from django import forms
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from touyan.front.forms import telephone
from touyan.front.visitors import person_of
from touyan.kernel.refused import Refused
from touyan.orders.acts import VISITOR
from touyan.programmes.models import Programme
from touyan.programmes.states import Eligibility
from touyan.town.acts import introduce
from touyan.town.models import Organisation, Person

BOOKINGS_AN_HOUR, CHECK_INS_AN_HOUR = 60, 1200
"""From one address: a household; a hall full of people behind one router."""
COOKIE, SALT, PATH, SECONDS = "guest", "front.guest", "/programmes/", 12 * 3600


class GuestForm(forms.Form):
    """The least by which somebody can be expected, told of a change, and found again."""

    name = forms.CharField(
        label=_("Your name"), max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    phone = forms.CharField(
        label=_("Telephone number"), max_length=30,
        help_text=_("Only the organiser sees it, to tell you if something changes."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )  # fmt: skip

    def clean_phone(self) -> str:
        return telephone(self.cleaned_data["phone"])


def takes_guests(programme: Programme) -> bool:
    """Whether a name and a number are enough: nobody can show with them who they are."""
    return programme.eligibility == Eligibility.EVERYONE and not programme.is_guarded


def refuse_guests(programme: Programme) -> None:
    if not takes_guests(programme):
        raise Refused(gettext("This is not open to everybody: sign in, or telephone us."))


def whoever(request: HttpRequest, programme: Programme, form: forms.Form) -> Person:
    """The account that is signed in, else the guest whom a valid form names."""
    person = person_of(request)
    if person is not None:
        return person
    refuse_guests(programme)
    return known(programme.town, form.cleaned_data)


def known(town: Organisation, data: dict[str, Any]) -> Person:
    return introduce(by=VISITOR, town=town, name=data["name"], phone=data["phone"]).about


# The same evening, the same telephone ------------------------------------------------------------


def remember(response: HttpResponseBase, person: Person, secure: bool) -> None:
    """Let this telephone be the guest's until tonight: checking out is one tap."""
    response.set_cookie(
        COOKIE, signing.dumps(person.pk, salt=SALT), max_age=SECONDS, path=PATH, secure=secure,
        httponly=True, samesite="Lax",
    )  # fmt: skip


def remembered(request: HttpRequest) -> Person | None:
    """The account that is signed in, or the guest of this telephone."""
    person = person_of(request)
    if person is not None:
        return person
    try:
        pk = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=SECONDS)
    except signing.BadSignature:
        return None
    return Person.objects.filter(pk=pk, is_active=True).first()
