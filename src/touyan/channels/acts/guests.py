"""What somebody without an account chooses for the one order whose receipt they hold."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from touyan.channels.acts.choosing import LANGUAGE, chosen
from touyan.channels.models import Choice
from touyan.channels.rules import plain_mobile, wrong_address, wrong_mobile
from touyan.channels.states import Channel
from touyan.kernel import clock
from touyan.kernel.acts import Actor, Event, act
from touyan.kernel.refused import Refused
from touyan.orders.models import Requester


@act()
def ask_for_mail(*, by: Requester, address: str) -> Event[Choice]:
    """Hear by mail what becomes of this one order, once a link that is sent there was opened."""
    return chosen(_choice(by, Channel.MAIL), by, address.strip(), on=True, wrong=wrong_address)


@act()
def ask_for_sms(*, by: Requester, address: str) -> Event[Choice]:
    """Hear by text message what becomes of this one order, once a code that is sent there was typed."""
    phone = plain_mobile(address) or address
    return chosen(_choice(by, Channel.SMS), by, phone, on=True, wrong=wrong_mobile)


def _choice(requester: Requester, channel: str) -> Choice:
    if requester.person_id is not None:
        raise Refused(_("Choose it in your account: My account → Messages."))
    rows = Choice.objects.select_for_update().filter(requester=requester, channel=channel)
    return rows.first() or Choice(requester=requester, channel=channel)


@act()
def stop_messages(*, by: Requester, choice: Choice) -> Event[Choice]:
    """Send nothing more there. The address itself is forgotten at once."""
    choice = Choice.objects.select_for_update().get(pk=choice.pk, requester=by)
    if not choice.address:
        return Event(choice, by, repeated=True)
    choice.address, choice.on, choice.confirmed_at, choice.asked_at = "", False, None, None
    choice.save(update_fields=["address", "on", "confirmed_at", "asked_at"])
    return Event(choice, by, {"channel": choice.channel, "on": False, "confirmed": False})


@act()
def allow_sms(*, by: Actor, requester: Requester) -> Event[Choice]:
    """Somebody who rang said yes to text messages at the number that they left; who took that down is in the journal."""
    phone = plain_mobile(requester.phone)
    if why := wrong_mobile(phone):
        raise Refused(why, field="phone")
    choice = _choice(requester, Channel.SMS)
    if choice.address == phone and choice.on:
        return Event(choice, by, repeated=True)
    first, choice.address, choice.on = choice.pk is None, phone, True
    choice.confirmed_at, choice.asked_at = clock.now(), None
    choice.language = get_language() or LANGUAGE
    choice.save()
    data = {"channel": choice.channel, "on": True, "confirmed": True, "said_so": True}
    return Event(choice, by, data | {"requester": requester.pk}, first=first)
