"""Fields that both doors ask for when a child is enrolled."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from touyan.kernel import clock
from touyan.town.acts.registering import CHILD_YEARS

WEEKDAYS = [
    ("1", _("Monday")), ("2", _("Tuesday")), ("3", _("Wednesday")), ("4", _("Thursday")),
    ("5", _("Friday")), ("6", _("Saturday")), ("7", _("Sunday")),
]  # fmt: skip


class PhoneField(forms.CharField):
    """A telephone number as it is kept: digits, without the country's."""

    def __init__(self, **more: Any) -> None:
        attrs = {"type": "tel", "inputmode": "tel", "autocomplete": "off"}
        super().__init__(max_length=30, widget=forms.TextInput(attrs=attrs), **more)

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        digits = "".join(c for c in typed if c.isascii() and c.isdigit())
        digits = digits.removeprefix("0086").removeprefix("86") if len(digits) > 12 else digits
        if typed and not 7 <= len(digits) <= 12:
            raise forms.ValidationError(
                gettext(
                    "A mobile number has 11 digits, a landline 7 to 12; this one has {n}."
                ).format(n=len(digits))
            )
        return digits


class BornField(forms.CharField):
    """A month of birth, of which only the day is kept from which somebody is no child any more."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            label=_("Month of birth"), max_length=7,
            widget=forms.TextInput(attrs={"type": "month", "placeholder": "2016-09"}),
            help_text=_("Year and month, such as 2016-09. What is kept is only when the child turns fourteen."),
            **more,
        )  # fmt: skip

    def clean(self, value: Any) -> date:
        typed = super().clean(value)
        try:
            year, month = (int(part) for part in typed.split("-"))
            born = date(year, month, 1)
        except ValueError as wrong:
            raise forms.ValidationError(
                gettext("Write year and month, such as 2016-09.")
            ) from wrong
        return _fourteen(born)


def _fourteen(born: date) -> date:
    """The first day of the month after the one in which somebody turns fourteen."""
    today = clock.today()
    if born > today:
        raise forms.ValidationError(gettext("That month lies in the future."))
    after = date(born.year + CHILD_YEARS + born.month // 12, born.month % 12 + 1, 1)
    if after <= today:
        raise forms.ValidationError(
            gettext(
                "Whoever is fourteen or older speaks for themselves; the classes are for children."
            )
        )
    return after
