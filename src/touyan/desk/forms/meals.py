"""What a clerk fills in for somebody on the telephone."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from touyan.desk.forms.town import day_field
from touyan.programmes.models import Enrolment
from touyan.programmes.rules.canteen import ROUNDS_MOST, STOPS_MOST, Wish
from touyan.programmes.states import Allergen, Diet, Group, Kind, Way

WEEKDAY_NAMES = (
    ("1", _("Monday")), ("2", _("Tuesday")), ("3", _("Wednesday")), ("4", _("Thursday")),
    ("5", _("Friday")), ("6", _("Saturday")), ("7", _("Sunday")),
)  # fmt: skip
HABITS = ("called", "round", "stop", "on_call")
"""What an enrolment keeps besides the plate."""


class Plate(forms.Form):
    """What is wanted, and where."""

    way = forms.ChoiceField(label=_("How"), choices=Way.choices, widget=forms.RadioSelect)
    deliver_to = forms.CharField(
        label=_("Brought to"), required=False, max_length=120,
        help_text=_("As a neighbour would find it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    diet = forms.MultipleChoiceField(
        label=_("Diet"), required=False, choices=Diet.choices, widget=forms.CheckboxSelectMultiple
    )
    allergies = forms.MultipleChoiceField(
        label=_("Must not eat"), required=False, choices=Allergen.choices,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["deliver_to"] = data.get("deliver_to", "").strip()
        if data.get("way") == Way.DELIVER and not data["deliver_to"]:
            self.add_error("deliver_to", gettext("Say where it is brought to."))
        return data

    @property
    def wish(self) -> Wish:
        return Wish.of(self.cleaned_data, self.cleaned_data["deliver_to"])


def plated(wish: Wish) -> dict[str, Any]:
    """What an empty form of a plate shows."""
    return {
        "way": wish.way, "deliver_to": wish.deliver_to, "diet": list(wish.diet),
        "allergies": list(wish.allergies),
    }  # fmt: skip


class Asked(Plate):
    """A meal of one day, as it was read back; sent by the button below the sentence."""

    session = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Reason"), required=False, max_length=200)
    apart = forms.BooleanField(label=_("The kitchen cooks it apart"), required=False)


class Standing(Plate):
    """What somebody wants each time, until they say otherwise."""

    on_call = forms.BooleanField(
        label=_("Only when they telephone"), required=False,
        help_text=_("Nothing is booked by itself."),
    )  # fmt: skip
    weekdays = forms.MultipleChoiceField(
        label=_("Days"), required=False, choices=WEEKDAY_NAMES,
        widget=forms.CheckboxSelectMultiple, help_text=_("None ticked: every day there is."),
    )  # fmt: skip
    called = forms.CharField(
        label=_("How they like to be called"), required=False, max_length=20,
        help_text=_("Read out at the beginning, such as 王奶奶."),
    )  # fmt: skip
    group = forms.ChoiceField(label=_("Tariff"), choices=Group.choices)
    round = forms.IntegerField(
        label=_("Round"), required=False,
        validators=[MinValueValidator(1), MaxValueValidator(ROUNDS_MOST)],
        help_text=_("Which carrier brings it; 1 where there is one."),
    )  # fmt: skip
    stop = forms.IntegerField(
        label=_("Stop on the round"), required=False,
        validators=[MinValueValidator(1), MaxValueValidator(STOPS_MOST)],
        help_text=_("Without a number, by the address."),
    )  # fmt: skip
    agreed = forms.BooleanField(
        label=_("They agree that their diet is kept for the kitchen"), required=False,
        help_text=_("Ask them, and tick. Nothing about diet is kept without it; without the tick it is erased."),
    )  # fmt: skip

    def __init__(self, *args: Any, kind: str, open_on: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = self.fields["weekdays"]
        assert isinstance(days, forms.MultipleChoiceField)  # noqa: S101 - for the type
        days.choices = [(code, label) for code, label in WEEKDAY_NAMES if code in open_on]
        if kind != Kind.CANTEEN:
            for name in ("way", "deliver_to", "round", "stop", "group"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if (data.get("diet") or data.get("allergies")) and not data.get("agreed"):
            self.add_error("agreed", gettext("They have to agree first."))
        return data

    @property
    def arguments(self) -> dict[str, Any]:
        """What the acts on an enrolment take."""
        data = self.cleaned_data
        habits = {name: data[name] for name in HABITS if data.get(name)}
        return {
            "weekdays": "".join(data["weekdays"]),
            "options": {**self.wish.options, **habits},
            "deliver_to": data["deliver_to"],
            "group": data.get("group") or Group.ORDINARY,
        }


def stood(enrolment: Enrolment, *, agreed: bool) -> dict[str, Any]:
    """What the form of a standing order shows."""
    return {
        **plated(Wish.of(enrolment.options, enrolment.deliver_to)),
        **{name: enrolment.options.get(name) for name in HABITS},
        "weekdays": list(enrolment.weekdays), "group": enrolment.group, "agreed": agreed,
    }  # fmt: skip


class Paused(forms.Form):
    starts_on = day_field(_("Not from"))
    ends_on = day_field(
        _("until and with"), required=False, help_text=_("Empty: until they say so.")
    )
