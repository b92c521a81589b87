"""The forms of the residents' door. What a move on an order asks for stands in orders.forms."""

from typing import Any
from unicodedata import normalize
from uuid import UUID, uuid4

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from touyan.front.visitors import PIN_MISSES, QUARTER
from touyan.kernel import receipts, tries
from touyan.kernel.refused import Refused
from touyan.orders.acts import Leaves
from touyan.orders.acts.step import said
from touyan.orders.forms import ManyFiles, PhotosField
from touyan.town.models import Organisation, Person, Place
from touyan.town.reads import site, village_of, villages


class VillageField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """A village by its code, named in the reader's language."""

    town = 0
    """The number of the town whose villages they are."""

    def label_from_instance(self, obj: Organisation) -> str:
        return obj.label

    def to_python(self, value: Any) -> Organisation | None:
        """What the choices would give, without making the same question anew for every form."""
        if value in self.empty_values:
            return None
        found = village_of(self.town, str(value).replace("\x00", ""))
        if found is None:
            raise forms.ValidationError(
                self.error_messages["invalid_choice"], "invalid_choice", {"value": value}
            )
        return found


def offer_villages(form: forms.Form, town_id: int) -> None:
    village: Any = form.fields["village"]
    village.queryset, village.town = villages(town_id), town_id


def telephone(typed: str) -> str:
    """The digits of a number as people type it."""
    # A Chinese keyboard may write them full-width.
    digits = "".join(c for c in normalize("NFKC", typed) if c.isascii() and c.isdigit())
    digits = digits.removeprefix("0086").removeprefix("86") if len(digits) > 12 else digits
    if typed and not 7 <= len(digits) <= 12:
        raise forms.ValidationError(
            gettext(
                "A mobile number has 11 digits, a landline 7 to 12; this one has {n}. Check it, or leave it empty."
            ).format(n=len(digits))
        )
    return digits


class LeavesForm(forms.Form):
    """What somebody leaves of themselves, or nothing."""

    phone = forms.CharField(
        label=_("Telephone number, if you want an answer"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
    name = forms.CharField(
        label=_("Your name"), required=False, max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    anonymous = forms.BooleanField(
        label=_("Stay anonymous"),
        required=False,
        help_text=_(
            "No name is kept, not even your account's. Only the office that helps sees your words; with your receipt you still follow it."
        ),
    )

    def clean_phone(self) -> str:
        return telephone(self.cleaned_data["phone"])

    def leaves(self, person: Person | None) -> Leaves:
        """Anonymous means that nothing leads back to an account either."""
        data = self.cleaned_data
        anonymous = data["anonymous"]
        name = data["name"] or (person.name if person else "")
        return Leaves(
            name="" if anonymous else name,
            phone=data["phone"],
            anonymous=anonymous,
            person=None if anonymous else person,
        )


class PlaceForm(LeavesForm):
    """Say what is needed: words and a village are enough."""

    words = forms.CharField(
        label=_("What is needed?"),
        widget=forms.Textarea,
        error_messages={"required": _("Please say it in a few words.")},
    )
    photos = PhotosField(
        label=_("Photos"),
        required=False,
        widget=ManyFiles(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text=_("Up to six. Where they were taken is removed."),
    )
    village = VillageField(
        Organisation.objects.none(),
        label=_("Village or community"),
        to_field_name="code",
        empty_label=_("Choose one"),
        error_messages={"required": _("Choose the village or community that it is in.")},
    )
    where = forms.CharField(
        label=_("Where exactly?"), required=False, max_length=120,
        help_text=_("A house number, a crossing, what it is next to."),
    )  # fmt: skip
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    at = forms.CharField(required=False, max_length=30, widget=forms.HiddenInput)
    field_order = ["words", "photos", "village", "where", "phone", "name", "anonymous"]

    def __init__(self, *args: Any, spot: "Spot", **kwargs: Any) -> None:
        kwargs["initial"] = {"key": uuid4(), "at": spot.code, "village": spot.village_code}
        super().__init__(*args, **kwargs)
        self.spot = spot
        offer_villages(self, spot.town_id)

    def clean_words(self) -> str:
        """The act says what is too long; asking it here keeps the photos."""
        try:
            return said(self.cleaned_data["words"], "words")
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from refused

    @property
    def place(self) -> Place | None:
        """The thing whose code was scanned, unless another village was chosen."""
        place, village = self.spot.place, self.cleaned_data.get("village")
        return place if place and village and place.village_id == village.pk else None


class Spot:
    """What the code on a notice board or a lamp stands for: a village, a place in one, or nothing known."""

    def __init__(self, code: str, place: Place | None, village: Organisation | None) -> None:
        self.code, self.place = code, place
        self.village = place.village if place else village
        town = self.village.parent if self.village else None
        home = site()
        self.town_code = town.code if town else home["code"]
        self.town_id = town.pk if town else int(home["pk"] or 0)

    @property
    def villages(self) -> QuerySet[Organisation]:
        """From which one may be chosen."""
        return villages(self.town_id)

    @property
    def village_code(self) -> str:
        return self.village.code if self.village else ""

    @property
    def is_unknown(self) -> bool:
        return bool(self.code) and self.village is None


def key_of(form: PlaceForm) -> UUID:
    """The form's key, also where the form as a whole is wrong: its photos wait under it."""
    typed = form.data.get("key", "") if form.is_bound else form.initial["key"]
    try:
        return UUID(str(typed))
    except ValueError:
        return uuid4()


class FollowForm(forms.Form):
    number = forms.CharField(
        label=_("Number"), max_length=40,
        help_text=_("The number of your order, or the 16 letters of your receipt."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )  # fmt: skip
    pin = forms.CharField(
        label=_("PIN"), required=False, max_length=12,
        help_text=_("The six digits on your slip. Not needed with the 16 letters."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip

    @property
    def receipt(self) -> str:
        """The receipt, if that is what was typed rather than a number."""
        plain = receipts.heard(self.cleaned_data["number"])
        return plain if len(plain) == receipts.LETTERS and not plain.isdigit() else ""


class SignInForm(forms.Form):
    login = forms.CharField(
        label=_("Login"), max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )  # fmt: skip
    password = forms.CharField(
        label=_("Password"), strip=False, max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"), max_length=16,
        help_text=_("The six digits that your app shows now, or one of your recovery codes."),
        widget=forms.TextInput(attrs={"inputmode": "text", "autocomplete": "one-time-code", "autocapitalize": "none"}),
    )  # fmt: skip

    def clean_code(self) -> str:
        return "".join(c for c in self.cleaned_data["code"].lower() if c.isalnum())


def password_again(person: Person, typed: str) -> str:
    """What was typed, if it is their password. TooMany once it was wrong often: a session that is open must
    not help to guess."""
    key = f"again:{person.pk}"
    if tries.spent(PIN_MISSES, key):
        raise tries.too_many(key)
    if not person.check_password(typed):
        tries.count(key, window=QUARTER)
        raise forms.ValidationError(gettext("This is not your password."))
    tries.forget(key)
    return typed


class AgainForm(forms.Form):
    """The password once more: whoever finds a phone that is signed in takes nothing away with it."""

    password = forms.CharField(
        label=_("Your password, once more"), strip=False, max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password(self) -> str:
        return password_again(self.person, str(self.cleaned_data["password"]))


class SecondFactorForm(CodeForm, AgainForm):
    """A first code, and the password: a session that somebody left open is not enough to shut them out."""

    field_order = ("code", "password")

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, person=person, **kwargs)
        if not person.has_usable_password():  # who only ever came by WeChat has none to show
            del self.fields["password"]


class PasswordForm(forms.Form):
    old = forms.CharField(
        label=_("Your password until now"), strip=False, max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip
    new = forms.CharField(
        label=_("Your new password"), strip=False, max_length=200,
        help_text=_("At least ten characters. Three words that only you would put together do well."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_old(self) -> str:
        return password_again(self.person, str(self.cleaned_data["old"]))

    def clean_new(self) -> str:
        new = str(self.cleaned_data["new"])
        validate_password(new, self.person)
        return new
