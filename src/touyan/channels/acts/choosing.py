"""How a person wants to be reached, and that an address is theirs."""

from collections.abc import Callable
from datetime import time
from hmac import compare_digest

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from touyan.channels.models import Choice, Delivery
from touyan.channels.rules import codes_of, plain_mobile, wrong_address, wrong_mobile
from touyan.channels.states import ASKED_WINDOW, CODE_WITHIN, MOST_ASKED, MOST_TRIES, Channel
from touyan.kernel import clock, tries
from touyan.kernel.acts import Actor, Event, act
from touyan.kernel.refused import Refused
from touyan.kernel.sealed import blind
from touyan.town.models import Person

LANGUAGE = "zh-hans"


@act()
def choose_mail(
    *, by: Person, address: str, on: bool, quiet_from: time, quiet_until: time, grouped: bool
) -> Event[Choice]:
    """Say whether to be reached by mail, where and when. A new address is asked first whether it is right."""
    choice = _choice(by, Channel.MAIL)
    choice.quiet_from, choice.quiet_until, choice.grouped = quiet_from, quiet_until, grouped
    return chosen(choice, by, address.strip(), on=on, wrong=wrong_address)


@act()
def choose_sms(
    *, by: Person, address: str, on: bool, quiet_from: time, quiet_until: time, grouped: bool
) -> Event[Choice]:
    """Say whether to be reached by text message. A new number is proven first, by a code that is sent there."""
    choice = _choice(by, Channel.SMS)
    choice.quiet_from, choice.quiet_until, choice.grouped = quiet_from, quiet_until, grouped
    return chosen(choice, by, plain_mobile(address) or address, on=on, wrong=wrong_mobile)


def _choice(person: Person, channel: str) -> Choice:
    rows = Choice.objects.select_for_update().filter(person=person, channel=channel)
    return rows.first() or Choice(person=person, channel=channel)


def chosen(
    choice: Choice, by: Actor, address: str, *, on: bool, wrong: Callable[[str], str | None]
) -> Event[Choice]:
    """What was chosen, kept: another address is not used before it is confirmed."""
    if address and (why := wrong(address)):
        raise Refused(why, field="address")
    if on and not address:
        raise Refused(_("Give an address, or switch it off."), field="address")
    first = choice.pk is None
    if choice.address != address:
        choice.address, choice.confirmed_at = address, None
    asked = on and choice.confirmed_at is None
    choice.asked_at = clock.now() if asked else None
    if asked:
        _slow_down(choice)
    choice.on = on and not asked
    choice.language = get_language() or LANGUAGE
    choice.save()
    return Event(choice, by, _told(choice) | {"asked": asked}, first=first)


def _slow_down(choice: Choice) -> None:
    """Each time a message goes to an address that is perhaps somebody else's."""
    # Large or small, the letters of a mail address lead to the same box.
    address = blind(choice.address.lower(), "asked address")[:32]
    for key in (f"address:{choice.channel}:{choice.whose}", f"asked:{address}"):
        tries.refuse_after(MOST_ASKED, key, window=ASKED_WINDOW)


def _told(choice: Choice) -> dict[str, object]:
    confirmed = choice.confirmed_at is not None
    return {"channel": choice.channel, "on": choice.on, "confirmed": confirmed}


@act()
def confirm_mail(*, by: Actor, choice: Choice) -> Event[Choice]:
    """The address is right: from now on it is used. The door has looked at the link that was sent there."""
    now = _locked(choice)
    if now.address != choice.address:
        raise Refused(_("The address was changed since. Open the link in the newest mail."))
    return _confirmed(by, now)


def prove_phone(*, by: Actor, choice: Choice, code: str) -> Event[Choice]:
    """The code that was sent there shows whose the number is.

    A try is counted in a transaction of its own, before anything is compared: a refusal takes none of them
    back, and of many at the same moment no more are compared than are allowed.
    """
    if choice.asked_at is not None:
        key = f"code:{choice.pk}:{choice.asked_at.timestamp()}"
        tries.refuse_after(MOST_TRIES, key, window=CODE_WITHIN)
    return confirm_phone(by=by, choice=choice, code=code)


@act()
def confirm_phone(*, by: Actor, choice: Choice, code: str) -> Event[Choice]:
    """Somebody typed a code that was sent to a number: the right one, and in time."""
    now = _locked(choice)
    codes = codes_of(now)
    if now.confirmed_at is None and not codes:
        raise Refused(_("This code is too old. Ask for another one."), field="code")
    typed = "".join(c for c in code if c.isascii() and c.isdigit())
    if now.confirmed_at is None and not any(compare_digest(typed, one) for one in codes):
        raise Refused(_("That is not the code. Look at the newest message."), field="code")
    return _confirmed(by, now)


def _locked(choice: Choice) -> Choice:
    return Choice.objects.select_for_update(of=("self",)).get(pk=choice.pk)


def _confirmed(by: Actor, choice: Choice) -> Event[Choice]:
    if choice.confirmed_at is not None and choice.on:
        return Event(choice, by, repeated=True)
    choice.confirmed_at, choice.on = clock.now(), True
    choice.save(update_fields=["confirmed_at", "on"])
    return Event(choice, by, _told(choice))


@act()
def forget_addresses(*, by: Actor, person: Person) -> Event[Person]:
    """Somebody asked to be erased: where they were reached, and every message that names them, is gone."""
    addresses, _each = Choice.objects.filter(person=person).delete()
    messages, _each = Delivery.objects.filter(person=person).delete()
    data = {"addresses": addresses, "messages": messages}
    return Event(person, by, data, repeated=not addresses + messages)
