"""The words of a mail, in the person's language."""

from collections.abc import Sequence
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from touyan.channels.models import Choice, Delivery
from touyan.channels.states import CONFIRM, CONFIRM_WITHIN, Channel
from touyan.channels.words import choices_page, lines
from touyan.kernel.sealed import blind, blinds

SALT, STOP_SALT = "channels.mail.confirm", "channels.mail.stop"


def letter(delivery: Delivery, parts: Sequence[Delivery], choice: Choice) -> EmailMessage:
    """The whole message. The same delivery has the same Message-ID, however often it is sent."""
    with override(choice.language):
        say = _asking if delivery.event == CONFIRM else _telling
        subject, body = say(delivery, parts, choice)
    headers = {
        "Message-ID": message_id(delivery),
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": f"<{_end(choice)}>",
    }
    if choice.requester_id is not None:
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return EmailMessage(
        subject, body, settings.DEFAULT_FROM_EMAIL, [choice.address], headers=headers
    )


def message_id(delivery: Delivery) -> str:
    """Stable, so that a reader's server can tell a repeat from news."""
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    return f"<{delivery.key}.{blind(delivery.key, 'message')[:16]}@{sender or host}>"


def _telling(delivery: Delivery, parts: Sequence[Delivery], choice: Choice) -> tuple[str, str]:
    said = lines(parts)
    town, first = delivery.town.label, said[0]
    subject = (
        f"{town}: {first.number} {first.sentence}" if first.number else f"{town}: {first.sentence}"
    )
    if len(said) > 1:
        subject = ngettext(
            "{town}: {n} piece of news", "{town}: {n} pieces of news", len(said)
        ).format(town=town, n=len(said))
    told = [f"{one.number} {one.sentence}".strip() + f"\n{one.href}" for one in said]
    foot = _("You get this because you asked for it. Change it here:") + f"\n{_end(choice)}"
    return subject, "\n\n".join([_("Hello,"), *told, f"-- \n{town}\n{foot}"]) + "\n"


def _asking(delivery: Delivery, _parts: Sequence[Delivery], choice: Choice) -> tuple[str, str]:
    town = delivery.town.label
    page = "front:confirm_mail" if choice.person_id else "front:confirm_guest"
    where = settings.BASE_URL + reverse(page, args=[token_for(choice)])
    body = [
        _("Hello,"),
        _(
            "somebody wants to hear from {town} at this address. If it was you, open this page and say so:"
        ).format(town=town),
        where,
        _("If it was not you, do nothing: then nothing more comes."),
        f"-- \n{town}",
    ]
    return _("{town}: is this address yours?").format(town=town), "\n\n".join(body) + "\n"


def token_for(choice: Choice, salt: str = SALT) -> str:
    """Opens the page that confirms this address, or stops it, and no other that is entered later."""
    told = {**_whose(choice), "address": blind(choice.address, "mail")[:20]}
    return signing.dumps(told, salt=salt, compress=True)


def _whose(choice: Choice) -> dict[str, int | None]:
    if choice.person_id is not None:
        return {"person": choice.person_id}
    return {"requester": choice.requester_id}


def fits(token: str, choice: Choice) -> bool:
    """Whether the link was sent to this very address, lately."""
    try:
        told = signing.loads(token, salt=SALT, max_age=CONFIRM_WITHIN)
    except signing.BadSignature:
        return False
    return _is_for(told, choice)


def _is_for(told: dict[str, Any], choice: Choice) -> bool:
    addresses = [one[:20] for one in blinds(choice.address, "mail")] if choice.address else []
    return told in [{**_whose(choice), "address": one} for one in addresses]


def guest_by_link(token: str) -> Choice | None:
    """The guest's choice that a link from a first mail confirms."""
    choice = _guest(token, SALT)
    return choice if choice is not None and fits(token, choice) else None


def guest_to_stop(token: str) -> Choice | None:
    """The guest's choice that the link in every mail ends; it never grows old. None where it has ended already."""
    return _guest(token, STOP_SALT)


def is_stop_link(token: str) -> bool:
    try:
        signing.loads(token, salt=STOP_SALT)
    except signing.BadSignature:
        return False
    return True


def _guest(token: str, salt: str) -> Choice | None:
    try:
        told = signing.loads(token, salt=salt)
    except signing.BadSignature:
        return None
    rows = Choice.objects.filter(requester=told.get("requester"), channel=Channel.MAIL)
    choice = rows.select_related("requester__order").first()
    return choice if choice is not None and _is_for(told, choice) else None


def _end(choice: Choice) -> str:
    """Where it can be changed: for a person with an account there, for a guest by the link alone."""
    if choice.person_id is not None:
        return choices_page()
    token = token_for(choice, STOP_SALT)
    return settings.BASE_URL + reverse("front:stop_guest", args=[token])
