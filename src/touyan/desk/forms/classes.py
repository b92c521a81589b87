"""What teachers and the clerk of a class fill in."""

from typing import Any
from unicodedata import normalize

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from touyan.programmes.forms import WEEKDAYS, BornField, PhoneField
from touyan.programmes.models import Programme
from touyan.programmes.states import Allergen
from touyan.town.models import Person
from touyan.town.states import CODE_DIGITS


def plain_code(typed: str) -> str:
    return "".join(c for c in normalize("NFKC", typed) if c.isascii() and c.isdigit())


class CodeForm(forms.Form):
    """The six digits of a card, typed or scanned."""

    code = forms.CharField(
        label=_("Code of the card"), max_length=12,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "size": "8", "class": "control-short"}
        ),
    )  # fmt: skip

    def clean_code(self) -> str:
        code = plain_code(self.cleaned_data["code"])
        if len(code) != CODE_DIGITS:
            raise forms.ValidationError(gettext("A code has six digits."))
        return code


class WhoForm(forms.Form):
    """The name that somebody at the door gives."""

    name = forms.CharField(
        label=_("The name that they give"), max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip


class PaperForm(forms.Form):
    """What a guardian says at the counter or on the telephone."""

    guardian = forms.CharField(label=_("The guardian's name"), max_length=60)
    phone = PhoneField(label=_("The guardian's telephone"))
    child = forms.CharField(label=_("The child's name"), max_length=60)
    born = BornField()
    weekdays = forms.MultipleChoiceField(
        label=_("On which days"), widget=forms.CheckboxSelectMultiple
    )
    care = forms.BooleanField(
        label=_(
            "The guardian has read the wording, or heard it, and agrees to the care of the child"
        ),
        error_messages={"required": _("Without it nothing about a child may be kept.")},
    )
    health = forms.BooleanField(
        label=_("The guardian agrees that what the child must not eat is kept"), required=False
    )
    allergies = forms.MultipleChoiceField(
        label=_("Must not eat"), choices=Allergen.choices, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"weekdays": list(programme.weekdays)})
        super().__init__(*args, **kwargs)
        days = [choice for choice in WEEKDAYS if choice[0] in programme.weekdays]
        self.fields["weekdays"].choices = days  # type: ignore[attr-defined]

    def clean_weekdays(self) -> str:
        return "".join(self.cleaned_data["weekdays"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("allergies") and not data.get("health"):
            self.add_error("health", gettext("What the child must not eat is about its health."))
        return data

    @property
    def wishes(self) -> dict[str, Any]:
        data = {name: value for name, value in self.cleaned_data.items() if name != "care"}
        data["child_until"] = data.pop("born")
        return data


class SaidForm(forms.Form):
    """Which guardian said so: at the counter, or on the telephone from a number that is known."""

    told_by = forms.ChoiceField(label=_("Which guardian says so"))

    def __init__(self, *args: Any, guardians: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.guardians = {str(row.pk): row for row in guardians}
        names = [(pk, row.name) for pk, row in self.guardians.items()]
        self.fields["told_by"].choices = names  # type: ignore[attr-defined]

    def clean_told_by(self) -> Person:
        return self.guardians[self.cleaned_data["told_by"]]


class CorrectForm(forms.Form):
    """What somebody is really called, and how they are reached; of a child the name alone."""

    name = forms.CharField(label=_("Name"), max_length=60)
    phone = PhoneField(label=_("Telephone"), required=False)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        kwargs["initial"] = {"name": person.name, "phone": person.phone}
        super().__init__(*args, **kwargs)
        self.person = person
        if person.is_child:
            del self.fields["phone"]

    @property
    def said(self) -> dict[str, Any]:
        """As the act is told; what the form does not ask stays as it is."""
        stays = {"phone": self.person.phone, "village": self.person.village}
        return {"person": self.person, **stays, **self.cleaned_data}


class BarForm(forms.Form):
    """Whoever must not collect the child: the name alone is enough."""

    name = forms.CharField(
        label=_("Name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    phone = PhoneField(label=_("Telephone"), required=False)


class GuardianForm(forms.Form):
    """A second guardian, whom the office has found in the household's register."""

    name = forms.CharField(label=_("The guardian's name"), max_length=60)
    phone = PhoneField(label=_("The guardian's telephone"))
