"""The demonstration's messages: who wants to hear, what is on its way, what did not arrive, a system that was told."""

from collections.abc import Mapping
from datetime import timedelta

from touyan.channels.acts import add_webhook, choose_mail, confirm_mail, stop_webhook
from touyan.channels.mail import NO_SUCH
from touyan.channels.models import Delivery
from touyan.channels.states import CONFIRM, Channel, State
from touyan.channels.tasks import carry
from touyan.kernel import clock
from touyan.kernel.acts import about
from touyan.kernel.working_time import QUIET_FROM, QUIET_UNTIL
from touyan.orders.reads import public
from touyan.town.models import Notice, Organisation, Person
from touyan.town.rules import FOUNDER

NIGHT = {"quiet_from": QUIET_FROM, "quiet_until": QUIET_UNTIL}
LISTENERS = ("baihua", "dispatcher", "roads", "resident")
NEWEST, TOLD, DEAD = 12, 5, 2


def tell(town: Organisation, people: Mapping[str, Person]) -> None:
    """After everything else, so that there are notices to carry."""
    for login in LISTENERS:
        _chooses(people[login])
    # An address that was just confirmed here is asked no more.
    Delivery.objects.filter(event=CONFIRM, state=State.WAITING).delete()
    carry(list(Notice.objects.filter(town=town).order_by("-id")[:NEWEST]))
    waiting = Delivery.objects.filter(state=State.WAITING, channel=Channel.MAIL).order_by("id")
    gone = list(waiting.values_list("pk", flat=True)[:DEAD])
    Delivery.objects.filter(pk__in=gone).update(
        state=State.DEAD, attempts=1, ended_at=clock.now(), error=str(NO_SUCH)
    )
    # Notices of the past are carried today: nothing has been waiting for longer.
    Delivery.objects.filter(state=State.WAITING, next_at__lt=clock.now()).update(
        next_at=clock.now()
    )
    _listened(town)


def _chooses(person: Person) -> None:
    address = f"{person.login}@example.cn"
    choice = choose_mail(by=person, address=address, on=True, grouped=True, **NIGHT).about
    confirm_mail(by=person, choice=choice)


def _listened(town: Organisation) -> None:
    """The county's hotline listened for a while. It was stopped, so a demonstration asks nobody's server."""
    hook = add_webhook(
        by=FOUNDER, organisation=town, name="县热线", url="https://hotline.invalid/touyan"
    ).about
    now = clock.now()
    Delivery.objects.bulk_create(
        Delivery(
            town=order.town, key=f"demo{order.pk}w{hook.pk}", channel=Channel.WEBHOOK, webhook=hook,
            event="orders.publish", about=about(order), number=order.ref, at=now - timedelta(hours=n),
            next_at=now, attempts=1, state=State.SENT, ended_at=now - timedelta(hours=n),
            told={"reference": order.ref, "public": True, "status": order.state},
        )
        for n, order in enumerate(public().filter(town=town).order_by("-id")[:TOLD], start=1)
    )  # fmt: skip
    stop_webhook(by=FOUNDER, webhook=hook)
