"""What an organiser fills in about programmes and their sessions."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from touyan.desk.forms.lists import WITHIN
from touyan.desk.forms.named import Named, offer
from touyan.desk.forms.town import day_field
from touyan.desk.reads.programmes import hosts_for, places_for, villages_around
from touyan.orders.forms import words
from touyan.programmes.models import Programme, Session
from touyan.programmes.states import Carrier, Eligibility, Kind
from touyan.town.models import Organisation, Person, Place

WEEKDAYS = [
    ("1", _("Monday")), ("2", _("Tuesday")), ("3", _("Wednesday")), ("4", _("Thursday")),
    ("5", _("Friday")), ("6", _("Saturday")), ("7", _("Sunday")),
]  # fmt: skip
LASTS = (MinValueValidator(1), MaxValueValidator(1440))
SEATS = (MinValueValidator(1), MaxValueValidator(20_000))


def time_field(label: Any, **more: Any) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput(attrs={"type": "time"}), **more)


class KeptProgramme(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    name = forms.CharField(label=_("Its name"), max_length=80)
    name_en = forms.CharField(label=_("Name in English"), max_length=80, required=False)
    about = forms.CharField(
        label=_("What it is"), max_length=2000, required=False, widget=forms.Textarea,
        help_text=_("As you would tell somebody who might come."),
    )  # fmt: skip
    host = Named(Organisation.objects.none(), label=_("Put on by"), empty_label=_("Choose one"))
    where = forms.CharField(label=_("Where exactly"), max_length=120, required=False)
    village = Named(
        Organisation.objects.none(), label=_("Village or community"), required=False,
        empty_label=_("As the host"),
    )  # fmt: skip
    place = Named(
        Place.objects.none(), label=_("Place"), required=False, empty_label=_("None on the list")
    )
    starts_on = day_field(_("From"), validators=WITHIN)
    ends_on = day_field(_("Until"), required=False, validators=WITHIN)
    weekdays = forms.MultipleChoiceField(
        label=_("Every week on"), choices=WEEKDAYS, required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick none for something that is set down date by date."),
    )  # fmt: skip
    at = time_field(_("Begins at"), required=False)
    minutes = forms.IntegerField(label=_("Minutes"), initial=60, validators=LASTS)
    on_working_days = forms.BooleanField(
        label=_("Only on working days"), required=False,
        help_text=_("None on a public holiday, one on each make-up working day."),
    )  # fmt: skip
    capacity = forms.IntegerField(
        label=_("Seats"), required=False, validators=SEATS,
        help_text=_("Leave empty where there is room for everybody."),
    )  # fmt: skip
    cutoff_minutes = forms.IntegerField(
        label=_("Bookings close, minutes before"), required=False, min_value=0, max_value=100_000
    )
    cutoff_at = time_field(_("Or at this time of the day before"), required=False)
    eligibility = forms.ChoiceField(label=_("For whom"), choices=Eligibility.choices)
    carrier = forms.ChoiceField(
        label=_("Carrier"), choices=[("", _("None")), *Carrier.choices], required=False
    )
    public = forms.BooleanField(label=_("Everyone may see it on the town's pages"), required=False)

    def __init__(self, *args: Any, by: Person, kept: Programme | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        if kept is None:
            offer(self, "host", hosts_for(by))
        else:
            del self.fields["host"]
        offer(self, "village", villages_around(by))
        offer(self, "place", places_for(by))

    def clean_weekdays(self) -> str:
        return "".join(self.cleaned_data["weekdays"])


KEPT = tuple(name for name in KeptProgramme.base_fields if name not in {"host", "weekdays"})


def initial_of(programme: Programme) -> dict[str, Any]:
    kept = {name: getattr(programme, name) for name in KEPT}
    return {**kept, "weekdays": list(programme.weekdays)}


class NewSession(forms.Form):
    day = day_field(_("Day"), validators=WITHIN)
    at = time_field(_("Begins at"))
    minutes = forms.IntegerField(label=_("Minutes"), validators=LASTS)
    speaker = forms.CharField(label=_("Speaker"), max_length=80, required=False)
    where = forms.CharField(label=_("Where exactly"), max_length=120, required=False)
    capacity = forms.IntegerField(label=_("Seats"), required=False, validators=SEATS)

    def __init__(self, *args: Any, programme: Programme, **more: Any) -> None:
        super().__init__(*args, **more)
        for name in ("at", "minutes", "where", "capacity"):
            self.initial[name] = getattr(programme, name)

    def clean(self) -> dict[str, Any]:
        """What the act takes: one moment instead of a day and a time."""
        data = super().clean() or {}
        if "day" in data and "at" in data:
            data["starts_at"] = timezone.make_aware(
                datetime.combine(data.pop("day"), data.pop("at"))
            )
        return data


class Hold(forms.Form):
    speaker = forms.CharField(label=_("Speaker"), max_length=80, required=False)
    note = forms.CharField(
        label=_("What came of it"), max_length=2000, required=False, widget=forms.Textarea
    )


class CallOff(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=200)


class HeldSeats(forms.Form):
    organisation = Named(
        Organisation.objects.none(), label=_("Held for"), empty_label=_("Choose one")
    )
    seats = forms.IntegerField(label=_("Seats"), validators=SEATS)
    until = forms.DateTimeField(
        label=_("Held until"), help_text=_("What is not filled then is everybody's."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip

    def __init__(self, *args: Any, session: Session, **more: Any) -> None:
        super().__init__(*args, **more)
        rows = Organisation.objects.filter(
            path__startswith=session.town.path, ended_on__isnull=True
        ).order_by("path")
        offer(self, "organisation", rows)

    def clean_until(self) -> datetime:
        until: datetime = self.cleaned_data["until"]
        if not 1949 < until.year < 2200:
            raise forms.ValidationError(gettext("Give a day near the session."))
        return until


class Difficulty(forms.Form):
    words = words(_("The difficulty, as it was said"))
    village = Named(
        Organisation.objects.none(), label=_("Village or community"), empty_label=_("Choose one")
    )
    key = forms.UUIDField(widget=forms.HiddenInput)
    """Sent twice, it is one order."""

    def __init__(self, *args: Any, session: Session, **more: Any) -> None:
        super().__init__(*args, **more)
        offer(self, "village", villages_around(session.town))


class WalkIn(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=60)
    phone = forms.CharField(
        label=_("Telephone"), max_length=20, required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )  # fmt: skip
