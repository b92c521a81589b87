"""Whose numbers are asked for, and what is said when one is declared."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import Http404, QueryDict
from django.utils.translation import gettext_lazy as _

from touyan.figures.forms.period import WITHIN, Period
from touyan.kernel.figures import Scope
from touyan.town.models import Organisation


class Asked(Period):
    """A place within the person's reach, and days. A place beyond it is not there: 404."""

    org = forms.ChoiceField(label=_("Place or unit"))
    field_order = ("org", "period", "month", "since", "until")

    def __init__(self, data: QueryDict, places: list[Organisation]) -> None:
        self.places = {place.code: place for place in places}
        if not places or data.get("org", "") not in {"", *self.places}:
            raise Http404
        super().__init__(data)
        field = self.fields["org"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type
        field.choices = [(place.code, place.label) for place in places]

    def _completed(self, data: QueryDict) -> QueryDict:
        """Where no place is named it is the highest in the tree."""
        told = super()._completed(data)
        told["org"] = told.get("org") or next(iter(self.places))
        return told

    @property
    def place(self) -> Organisation:
        return self.places[self.data["org"]]

    @property
    def declares(self) -> bool:
        """Whether the figure asked for was ever declared here or below."""
        return bool(getattr(self.place, "declares", False))

    @property
    def scope(self) -> Scope:
        return Scope(self.place, self.cleaned_data["since"], self.cleaned_data["until"])


def address(scope: Scope, **more: Any) -> str:
    """The scope as an address carries it; what is empty is left out."""
    said = {
        "org": getattr(scope.organisation, "code", ""),
        "since": scope.since.isoformat(),
        "until": scope.until.isoformat(),
        **more,
    }
    return urlencode({name: value for name, value in said.items() if value not in {"", None}})


def day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, validators=WITHIN, widget=forms.DateInput(attrs={"type": "date"})
    )


class DeclareForm(forms.Form):
    """A number that was counted before the system, or beside it."""

    value = forms.IntegerField(label=_("The number"), min_value=0, max_value=10**12)
    at_least = forms.BooleanField(
        label=_("At least so many"), required=False, help_text=_("It is shown as “600 and more”.")
    )
    since = day(_("First day"))
    until = day(_("Last day"))
    source = forms.CharField(
        label=_("Where the number comes from"), max_length=200,
        help_text=_("A report, a register, a page: so that somebody can look there."),
    )  # fmt: skip
    signer = forms.CharField(label=_("Who answers for it"), max_length=60)


class WithdrawForm(forms.Form):
    reason = forms.CharField(label=_("Why it is taken back"), max_length=200)
    signer = forms.CharField(label=_("Who answers for it"), max_length=60)
