"""Of which days numbers are asked for; the address carries it, so that it can be kept and sent on."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from touyan.kernel import clock
from touyan.kernel.figures import next_month

WITHIN = (MinValueValidator(date(1949, 10, 1)), MaxValueValidator(date(2199, 12, 31)))
MOST_YEARS = 30
PERIODS = [
    ("this_year", _("This year")),
    ("last_year", _("Last year")),
    ("month", _("One month")),
    ("days", _("From a day to a day")),
]
THIS_YEAR, _LAST_YEAR, MONTH, DAYS = (name for name, _label in PERIODS)

Days = tuple[date, date]


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, validators=WITHIN, widget=widget)


class Period(forms.Form):
    """`cleaned_data` has `since` and `until` whatever was asked: this year where nothing was."""

    period = forms.ChoiceField(label=_("Period"), choices=PERIODS)
    month = forms.CharField(
        label=_("Month"), required=False, max_length=7, help_text=_("Such as 2021-07"),
        widget=forms.TextInput(attrs={"type": "month", "placeholder": "2021-07"}),
    )  # fmt: skip
    since = _day(_("First day"))
    until = _day(_("Last day"))

    def __init__(self, data: QueryDict) -> None:
        super().__init__(self._completed(data))

    def _completed(self, data: QueryDict) -> QueryDict:
        """A link names days only, or nothing: the form says what that means."""
        told = data.copy()
        if not told.get("period"):
            days = told.get("since") or told.get("until")
            told["period"] = DAYS if days else MONTH if told.get("month") else THIS_YEAR
        return told

    def clean_month(self) -> Days | None:
        typed: str = self.cleaned_data["month"]
        if not typed:
            return None
        try:
            first = date.fromisoformat(f"{typed}-01")
        except ValueError as error:
            raise forms.ValidationError(gettext("Type a month such as 2021-07.")) from error
        if not 1949 < first.year < 2200:
            raise forms.ValidationError(gettext("Type a month such as 2021-07."))
        return first, next_month(first) - timedelta(days=1)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        days = self._days(data) if not self.errors else None
        if days is not None:
            data["since"], data["until"] = days
        return data

    def _days(self, data: dict[str, Any]) -> Days | None:
        today = clock.today()
        match data["period"]:
            case "days":
                return self._from_to(data)
            case "month":
                return self._month(data["month"])
            case "last_year":
                return date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)
            case _:
                return date(today.year, 1, 1), today

    def _month(self, days: Days | None) -> Days | None:
        if days is None:
            self.add_error("month", gettext("Say which month."))
        return days

    def _from_to(self, data: dict[str, Any]) -> Days | None:
        since, until = data["since"], data["until"]
        for name, day in (("since", since), ("until", until)):
            if day is None:
                self.add_error(name, gettext("Say which day."))
        if since is None or until is None:
            return None
        if until < since:
            self.add_error("until", gettext("The last day lies before the first."))
        elif until.year - since.year > MOST_YEARS:
            self.add_error("until", gettext("Ask for {n} years at most.").format(n=MOST_YEARS))
        else:
            return since, until
        return None
