"""Which other systems listen, and what is sent once more."""

import secrets

from django.utils.translation import gettext as _

from touyan.channels.models import Delivery, Webhook
from touyan.channels.rules import wrong_url
from touyan.channels.states import MOST_WEBHOOKS, State
from touyan.kernel import clock
from touyan.kernel.acts import Actor, Event, act
from touyan.kernel.refused import Refused, TooMany
from touyan.town.models import Organisation
from touyan.town.rules import must_administer

SECRET_BYTES = 32


@act()
def add_webhook(
    *, by: Actor, organisation: Organisation, name: str, url: str, client: int | None = None
) -> Event[Webhook]:
    """Let another system hear of published orders; the secret that signs them is on the webhook's own page."""
    must_administer(organisation, by)
    name, url = name.strip()[:60], url.strip()
    if not name:
        raise Refused(_("Please name the system."), field="name")
    if why := wrong_url(url):
        raise Refused(why, field="url")
    here = Webhook.objects.filter(organisation=organisation, stopped_at__isnull=True)
    if here.filter(name=name).exists():
        raise Refused(_("A webhook of this name is there already."), field="name")
    if here.count() >= MOST_WEBHOOKS:
        raise TooMany(_("There are ten webhooks already. Stop one first."))
    hook = Webhook.objects.create(
        organisation=organisation, name=name, url=url, client=client, made_at=clock.now(),
        secret=secrets.token_urlsafe(SECRET_BYTES),
    )  # fmt: skip
    return Event(
        hook, by, {"name": name, "client": client, "organisation": organisation.code}, first=True
    )


@act()
def stop_webhook(*, by: Actor, webhook: Webhook) -> Event[Webhook]:
    """Tell this system nothing more; what still waits for it is dropped."""
    webhook = Webhook.objects.select_for_update().get(pk=webhook.pk)
    must_administer(webhook.organisation, by)
    if webhook.stopped_at is not None:
        return Event(webhook, by, repeated=True)
    webhook.stopped_at = clock.now()
    webhook.save(update_fields=["stopped_at"])
    Delivery.objects.filter(webhook=webhook, state=State.WAITING).update(
        state=State.DROPPED, ended_at=webhook.stopped_at
    )
    return Event(webhook, by, {"stopped": True})


@act()
def resend(*, by: Actor, delivery: Delivery) -> Event[Delivery]:
    """Send once more what was given up, or what a webhook has had already; under the same key."""
    rows = Delivery.objects.select_for_update(of=("self",)).select_related(
        "webhook__organisation", "town"
    )
    delivery = rows.get(pk=delivery.pk)
    must_administer(delivery.webhook.organisation if delivery.webhook else delivery.town, by)
    if delivery.webhook is not None and delivery.webhook.stopped_at is not None:
        raise Refused(_("This webhook was stopped: nothing is sent to it any more."))
    if delivery.state in {State.WAITING, State.SENDING}:
        return Event(delivery, by, repeated=True)
    if (delivery.state != State.DEAD and delivery.webhook is None) or delivery.lead_id is not None:
        raise Refused(_("This was sent. A person is not told the same twice."))
    Delivery.objects.filter(lead=delivery, state=State.DEAD).update(
        state=State.JOINED, ended_at=None
    )
    delivery.state, delivery.ended_at, delivery.attempts = State.WAITING, None, 0
    delivery.next_at, delivery.joins = clock.now(), False
    delivery.save(update_fields=["state", "ended_at", "attempts", "next_at", "joins"])
    return Event(delivery, by, {"key": delivery.key})
