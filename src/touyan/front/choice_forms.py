"""How somebody wants to hear of things."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from touyan.channels.models import Choice
from touyan.kernel.working_time import QUIET_FROM, QUIET_UNTIL

NIGHT = {"quiet_from": QUIET_FROM, "quiet_until": QUIET_UNTIL}


def hour_field(label: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget)


def mail_field(label: Any, *, required: bool) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=254,
        help_text=_("Kept encrypted, and used for nothing else."),
        widget=forms.TextInput(attrs={"type": "email", "autocomplete": "email", "inputmode": "email"}),
    )  # fmt: skip


def mobile_field(label: Any, *, required: bool) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=30,
        help_text=_("Kept encrypted. A code of six digits is sent there first."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )  # fmt: skip


class PhoneCodeForm(forms.Form):
    code = forms.CharField(
        label=_("The six digits"), max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )  # fmt: skip


class WishesForm(forms.Form):
    """When somebody wants to be disturbed, whatever the way."""

    quiet_from = hour_field(_("Nothing from"))
    quiet_until = hour_field(_("until"))
    grouped = forms.BooleanField(
        label=_("Several things within some minutes as one message"), required=False
    )


class WechatForm(WishesForm):
    on = forms.BooleanField(label=_("Tell me in WeChat"), required=False)
    field_order = ("on",)


class MailForm(WishesForm):
    on = forms.BooleanField(label=_("Send me mail"), required=False)
    address = mail_field(_("Mail address"), required=False)
    field_order = ("on", "address")


class SmsForm(WishesForm):
    on = forms.BooleanField(label=_("Send me text messages"), required=False)
    address = mobile_field(_("Mobile number"), required=False)
    field_order = ("on", "address")


def chosen(choice: Choice | None, address: str = "") -> dict[str, Any]:
    """What the form begins with."""
    if choice is None:
        return {"on": True, "address": address, "grouped": True, **NIGHT}
    return {
        "on": choice.on or choice.is_waiting, "address": choice.address, "grouped": choice.grouped,
        "quiet_from": choice.quiet_from, "quiet_until": choice.quiet_until,
    }  # fmt: skip
