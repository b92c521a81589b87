"""WeChat: the town's official account, as a thin client. Who writes to it gets a draft; who chose so is told by it."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from touyan.channels.models import Choice, Delivery
from touyan.channels.reads import choice_of, follower_of
from touyan.channels.states import ARTICLE, Channel, NotSent, Unwanted
from touyan.channels.wechat import api
from touyan.channels.wechat.articles import hand_over
from touyan.channels.words import Line, choices_page, lines
from touyan.kernel.sealed import blind

LONGEST = {"thing": 20, "character_string": 32, "phrase": 5, "const": 20}
"""Signs that a blank of a template takes, by what its name begins with."""
PATHS = {
    "template": "/cgi-bin/message/template/send",
    "subscribe": "/cgi-bin/message/subscribe/bizsend",
}


class Wechat:
    """One request for each message; an article takes some, one after another."""

    def send(self, delivery: Delivery, parts: Sequence[Delivery]) -> None:
        if delivery.event == ARTICLE:
            hand_over(delivery)
            return
        if not settings.WECHAT.template.number:
            raise NotSent(_("No template is named for messages in WeChat."))
        openid, choice = _wanted(delivery)
        with override(choice.language):
            said = message(delivery, parts, openid)
        api.call(PATHS[settings.WECHAT.template.kind], said)

    def close(self) -> None:
        """Nothing stays open."""


def _wanted(delivery: Delivery) -> tuple[str, Choice]:
    """To whom, while they still want it and follow the account."""
    person = delivery.person
    if person is None or not person.is_active:
        raise Unwanted
    choice, follower = choice_of(person, Channel.WECHAT), follower_of(person)
    if choice is None or not choice.on or follower is None or not follower.followed:
        raise Unwanted
    return follower.openid, choice


def message(delivery: Delivery, parts: Sequence[Delivery], openid: str) -> dict[str, Any]:
    """A filled-in template. The same delivery carries the same number: WeChat lets it through once in ten minutes."""
    template = settings.WECHAT.template
    said = lines(parts)
    told = _told(delivery, said)
    data = {
        blank: {"value": _fitting(blank, told[name])} for name, blank in template.fields.items()
    }
    where = said[0].href if len(said) == 1 else choices_page()
    body: dict[str, Any] = {"touser": openid, "template_id": template.number, "data": data}
    if template.kind == "subscribe":
        return body | {"page": where}
    return body | {"url": where, "client_msg_id": blind(delivery.key, "wechat message")[:32]}


def _told(delivery: Delivery, said: Sequence[Line]) -> dict[str, str]:
    count = len(said)
    many = ngettext("{n} piece of news", "{n} pieces of news", count).format(n=count)
    at = timezone.localtime(delivery.at)
    return {
        "number": said[0].number or "-",
        "what": said[0].sentence if count == 1 else many,
        # What WeChat reads as a moment, in either language.
        "when": f"{at.year}年{at.month:02}月{at.day:02}日 {at:%H:%M}",
        "town": delivery.town.label,
    }


def _fitting(blank: str, text: str) -> str:
    """As much as WeChat takes in such a blank; the rest stands on the page behind it."""
    most = LONGEST.get(blank.rstrip("0123456789"), 0)
    return text if not most or len(text) <= most else f"{text[: most - 1]}…"
