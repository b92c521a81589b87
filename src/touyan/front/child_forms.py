"""What guardians fill in."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from touyan.front.forms import VillageField, offer_villages
from touyan.kernel import clock
from touyan.programmes.forms import WEEKDAYS, BornField, PhoneField
from touyan.programmes.models import Programme
from touyan.programmes.states import Allergen
from touyan.town.models import Authority, Organisation, Person

OTHER = "other"


def masked(phone: str) -> str:
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 11 else f"****{phone[-2:]}"


class NamedForm(forms.Form):
    """Somebody by name and number."""

    name = forms.CharField(
        label=_("Their name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    phone = PhoneField(label=_("Their telephone number"))


class BarForm(NamedForm):
    """Whoever must not collect: the name alone is enough."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].required = False


class CollectForm(NamedForm):
    """Who collects the child this evening: somebody from before, or a name and a number."""

    previous = forms.ChoiceField(
        label=_("Somebody who has collected before"), widget=forms.RadioSelect
    )
    field_order = ["previous", "name", "phone"]
    use_required_attribute = False

    def __init__(self, *args: Any, known: list[Authority], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(row.pk): row for row in known}
        choices = [(pk, _named(row)) for pk, row in self.known.items()]
        if choices:
            self.fields["previous"].choices = [*choices, (OTHER, gettext("Somebody else"))]  # type: ignore[attr-defined]
        else:
            del self.fields["previous"]
        # One of the two ways is needed: neither field is marked as one that may stay empty, or must not.
        if self.is_bound:
            for field in self.fields.values():
                field.required = False

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        chosen = data.get("previous", "")
        if chosen in self.known and not data.get("name"):
            return {"previous": self.known[chosen]}
        if chosen in self.known:
            self.add_error("previous", gettext("Choose somebody, or give a name: not both."))
        elif not data.get("name"):
            self.add_error("name", gettext("Say who comes: their name."))
        elif not data.get("phone") and "phone" not in self.errors:
            self.add_error("phone", gettext("Give their number, so that the class can ring them."))
        return {"name": data.get("name", ""), "phone": data.get("phone", "")}


def _named(authority: Authority) -> str:
    phone = authority.phone
    return f"{authority.name} · {masked(phone)}" if phone else authority.name


class ChildForm(forms.Form):
    """No day of birth is asked for: the month in which the child turns fourteen is all that is needed."""

    name = forms.CharField(
        label=_("The child's name"), max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    born = BornField()
    village = VillageField(
        Organisation.objects.none(), label=_("Where the child lives"), to_field_name="code",
        empty_label=_("Choose one"),
    )  # fmt: skip

    def __init__(self, *args: Any, guardian: Person, **kwargs: Any) -> None:
        home = guardian.village.code if guardian.village else ""
        kwargs.setdefault("initial", {"village": home})
        super().__init__(*args, **kwargs)
        if guardian.town_id is not None:
            offer_villages(self, guardian.town_id)


class ClassForm(forms.Form):
    """Which class, on which days, and what the child must not eat, by code."""

    programme = forms.ChoiceField(label=_("Which class"), widget=forms.RadioSelect)
    weekdays = forms.MultipleChoiceField(
        label=_("On which days"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one day.")},
    )  # fmt: skip
    allergies = forms.MultipleChoiceField(
        label=_("Must not eat"), choices=Allergen.choices, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args: Any, classes: list[Programme], health: bool, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"weekdays": list("12345")})
        super().__init__(*args, **kwargs)
        self.classes = {str(row.pk): row for row in classes}
        choices = [(pk, class_words(row)) for pk, row in self.classes.items()]
        self.fields["programme"].choices = choices  # type: ignore[attr-defined]
        open_on = {day for row in classes for day in row.weekdays}
        self.fields["weekdays"].choices = [day for day in WEEKDAYS if day[0] in open_on]  # type: ignore[attr-defined]
        if not health:
            del self.fields["allergies"]

    def clean_programme(self) -> Programme:
        return self.classes[self.cleaned_data["programme"]]

    def clean_weekdays(self) -> str:
        return "".join(self.cleaned_data["weekdays"])


def class_words(programme: Programme) -> str:
    """The class, where, and at what time."""
    when = f"{programme.at:%H:%M}" if programme.at else ""
    return " · ".join(part for part in (programme.label, programme.host.label, when) if part)


class AllergiesForm(forms.Form):
    allergies = forms.MultipleChoiceField(
        label=_("Must not eat"), choices=Allergen.choices, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip


class AwayForm(forms.Form):
    """Days on which the child does not come, such as a journey."""

    starts_on = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))
    ends_on = forms.DateField(label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}))

    def clean_starts_on(self) -> date:
        day: date = self.cleaned_data["starts_on"]
        if day < clock.today():
            raise forms.ValidationError(gettext("That day has passed."))
        return day
