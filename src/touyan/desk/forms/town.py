"""What administrators fill in."""

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.validators import RegexValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from touyan.desk.forms.named import Named, offer
from touyan.desk.reads import town as reads
from touyan.kernel import clock
from touyan.orders.models import Category, Clock
from touyan.orders.states import Span, Urgency
from touyan.programmes.forms import PhoneField
from touyan.town.models import Organisation, Person, Place
from touyan.town.states import COUNTY, OrganisationKind, PlaceKind, RoleCode

CODE = RegexValidator(r"^[A-Za-z0-9_-]{2,30}\Z", _("Letters, digits, - and _ only."))


def day_field(label: Any, **more: Any) -> forms.DateField:
    # A browser takes a day in this form only, whatever the page's language.
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, **more)


def not_ahead(day: date) -> None:
    if day > clock.today():
        raise forms.ValidationError(
            gettext("Give a day up to today: whatever has such a day is on no list from now on.")
        )


class NewOrganisation(forms.Form):
    parent = Named(Organisation.objects.none(), label=_("Below"), empty_label=_("Choose one"))
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[c for c in OrganisationKind.choices if c[0] != COUNTY]
    )
    code = forms.CharField(label=_("Its code"), max_length=30, validators=[CODE])
    name = forms.CharField(label=_("Its name"), max_length=80)
    name_en = forms.CharField(label=_("Name in English"), max_length=80, required=False)
    phone = forms.CharField(label=_("The desk's telephone"), max_length=20, required=False)

    def __init__(self, *args: Any, root: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "parent", reads.below(root))

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if Organisation.objects.filter(code=code).exists():
            raise forms.ValidationError(gettext("This code is taken. Choose another."))
        return code


class ChangedOrganisation(forms.Form):
    name = forms.CharField(label=_("Its name"), max_length=80)
    name_en = forms.CharField(label=_("Name in English"), max_length=80, required=False)
    phone = forms.CharField(label=_("The desk's telephone"), max_length=20, required=False)
    ended_on = day_field(
        _("No longer there from"), required=False, validators=[not_ahead],
        help_text=_("Leave empty while it exists."),
    )  # fmt: skip


def password_field(label: Any, **more: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
    return forms.CharField(label=label, strip=False, widget=widget, **more)


class NewPerson(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=60)
    login = forms.CharField(label=_("Login"), max_length=40, validators=[CODE])
    phone = forms.CharField(label=_("Telephone"), max_length=20, required=False)
    password = password_field(
        _("First password"), help_text=_("Ten characters or more. They change it after signing in.")
    )

    def clean_login(self) -> str:
        login: str = self.cleaned_data["login"]
        if Person.objects.filter(login=login).exists():
            raise forms.ValidationError(gettext("This login is taken. Choose another."))
        return login

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, Person(name=self.cleaned_data.get("name", "")))
        return password


class Corrected(forms.Form):
    """The number stands masked on the page: left empty, it stays."""

    name = forms.CharField(label=_("Name"), max_length=60)
    phone = PhoneField(
        label=_("New telephone number"), required=False,
        help_text=_("Left empty, the number stays as it is."),
    )  # fmt: skip

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        kwargs["initial"] = {"name": person.name}
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"] or self.person.phone
        return phone


class NewPassword(forms.Form):
    password = password_field(_("New password"), help_text=_("Every open session of theirs ends."))

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.person)
        return password


class NewRole(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=RoleCode.choices)
    organisation = Named(Organisation.objects.none(), label=_("On"))
    starts_on = day_field(_("From"))
    ends_on = day_field(_("Until"), required=False, help_text=_("Leave empty for no end."))

    def __init__(self, *args: Any, person: Person, root: Organisation, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"starts_on": clock.today()})
        super().__init__(*args, **kwargs)
        self.person = person
        offer(self, "organisation", reads.below(root))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        starts, ends = data.get("starts_on"), data.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", gettext("The last day lies before the first."))
        same = {name: data.get(name) for name in ("role", "organisation", "starts_on")}
        if all(same.values()) and self.person.roles.filter(**same).exists():
            self.add_error("role", gettext("They have this role from this day already."))
        return data


class NewDay(forms.Form):
    day = day_field(_("Day"))
    working = forms.TypedChoiceField(
        label=_("That day"), choices=[("no", _("is off")), ("yes", _("is worked"))],
        coerce=lambda value: value == "yes", widget=forms.RadioSelect,
    )  # fmt: skip
    source = forms.CharField(
        label=_("Who says so"), max_length=120,
        help_text=_("The number of the notice, or who decided it."),
    )  # fmt: skip


def hours_field() -> forms.CharField:
    return forms.CharField(label=_("Opening hours"), max_length=80, required=False)


def spaces_field(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=100_000, required=False)


class FoundPlace(forms.Form):
    """How somebody of the office found a place."""

    hours = hours_field()
    spaces = spaces_field(_("Spaces"))
    accessible_spaces = spaces_field(_("Of these accessible"))
    closed_on = day_field(
        _("Closed from"), required=False, help_text=_("Leave empty while it is in use.")
    )


class ChangedPlace(forms.Form):
    """What a place is and where it lies."""

    name = forms.CharField(label=_("Its name"), max_length=80)
    name_en = forms.CharField(label=_("Name in English"), max_length=80, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=PlaceKind.choices)
    latitude = forms.FloatField(
        label=_("Latitude (WGS-84)"), required=False, min_value=-90, max_value=90
    )
    longitude = forms.FloatField(
        label=_("Longitude (WGS-84)"), required=False, min_value=-180, max_value=180
    )


class NewPlace(ChangedPlace):
    village = Named(Organisation.objects.none(), label=_("Village or community"))
    code = forms.CharField(
        label=_("Its code"), max_length=30, validators=[CODE],
        help_text=_("It is part of the address that the poster's QR code leads to."),
    )  # fmt: skip
    hours = hours_field()
    spaces = spaces_field(_("Spaces"))
    accessible_spaces = spaces_field(_("Of these accessible"))
    opened_on = day_field(_("In use since"), required=False)
    field_order = ("village", "kind", "code", "name", "name_en")

    def __init__(self, *args: Any, villages: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "village", villages)

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        taken = Place.objects.filter(code=code).exists()
        if taken or Organisation.objects.filter(code=code).exists():
            raise forms.ValidationError(gettext("This code is taken. Choose another."))
        return code


class KeptCategory(forms.Form):
    code = forms.CharField(label=_("Its code"), max_length=40, validators=[CODE])
    name = forms.CharField(label=_("Its name"), max_length=60)
    name_en = forms.CharField(label=_("Name in English"), max_length=60, required=False)
    urgency = forms.ChoiceField(label=_("Class"), choices=Urgency.choices, initial=Urgency.SMALL)
    unit = Named(Organisation.objects.none(), label=_("Usually done by"), required=False)
    keywords = forms.CharField(
        label=_("Words it is recognised by"), required=False, max_length=2000,
        help_text=_("Separated by ；"), widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    ended_on = day_field(
        _("No longer used from"), required=False, validators=[not_ahead],
        help_text=_("Leave empty while it is used."),
    )  # fmt: skip

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unit", units)


def amount(label: Any, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=400, **more)


def span(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=Span.choices)


class KeptClock(forms.Form):
    """Which times are promised in a class, or for one category in it."""

    urgency = forms.ChoiceField(label=_("Class"), choices=Urgency.choices)
    category = Named(
        Category.objects.none(), label=_("Category"), required=False,
        empty_label=_("All of the class"),
    )  # fmt: skip
    name = forms.CharField(label=_("Its name"), max_length=60)
    accept = amount(_("Accept within"))
    accept_in = span(_("counted in"))
    answer = amount(_("First answer within"))
    answer_in = span(_("counted in"))
    deliver = amount(_("Deliver within"))
    deliver_in = span(_("counted in"))
    silence_days = amount(_("Days of silence before it closes by itself"), initial=7)
    extension_days = amount(_("Most working days of one extension"), initial=10)

    def __init__(self, *args: Any, town: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "category", Category.objects.filter(town=town).order_by("id"))


def kept(row: Category | Clock | Organisation | Place, form: type[forms.Form]) -> dict[str, Any]:
    """What a row holds, for a form that changes it."""
    return {name: getattr(row, name) for name in form.base_fields}
