"""The ways by which somebody without an account hears of the one order whose receipt they hold."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from touyan.channels.acts import ask_for_mail, ask_for_sms
from touyan.channels.models import Choice
from touyan.channels.reads import guest_choices
from touyan.channels.rules import is_open
from touyan.channels.states import Channel
from touyan.front.choice_forms import PhoneCodeForm, mail_field, mobile_field
from touyan.orders.models import Requester


class MailWay(forms.Form):
    address = mail_field(_("Mail address"), required=True)


class SmsWay(forms.Form):
    address = mobile_field(_("Mobile number"), required=True)


FORMS: dict[str, type[forms.Form]] = {Channel.MAIL: MailWay, Channel.SMS: SmsWay}
ASKS: dict[str, Callable[..., Any]] = {Channel.MAIL: ask_for_mail, Channel.SMS: ask_for_sms}


@dataclass
class Way:
    """One channel, as it stands for this order."""

    channel: str
    choice: Choice | None
    form: forms.Form
    code: PhoneCodeForm

    @property
    def is_mail(self) -> bool:
        return self.channel == Channel.MAIL

    @property
    def is_waiting(self) -> bool:
        return self.choice is not None and self.choice.is_waiting

    @property
    def is_on(self) -> bool:
        return self.choice is not None and self.choice.on

    @property
    def address(self) -> str:
        """Enough to be known again: whoever holds the link of a receipt may be another."""
        kept = self.choice.address if self.choice else ""
        name, _at, host = kept.partition("@")
        return f"{name[:1]}***@{host}" if self.is_mail else kept


def are_open() -> bool:
    return any(is_open(channel) for channel in FORMS)


def ways(requester: Requester, channel: str = "", typed: QueryDict | None = None) -> dict[str, Way]:
    """Channel → how it stands; what was typed belongs to one form of one of them."""
    kept = guest_choices(requester)
    code = typed if typed is not None and "code" in typed else None
    address = typed if code is None else None
    return {
        one: Way(
            one,
            kept.get(one),
            form(address if one == channel else None, prefix=one),
            PhoneCodeForm(code if one == channel else None),
        )
        for one, form in FORMS.items()
        if is_open(one)
    }
