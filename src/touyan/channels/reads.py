"""Who wants to hear of what, and every query of the outbox."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from touyan.channels.models import Choice, Delivery, Draft, Follower, Heard, Photo, Webhook
from touyan.channels.rules import awake, is_open
from touyan.channels.states import (
    CONFIRM,
    CONFIRM_WITHIN,
    ENDED,
    KEPT_DAYS,
    KEPT_DEAD_DAYS,
    OVERTAKEN_BY,
    REMINDERS,
    STUCK,
    UNDER_WAY,
    URGENT_EVENTS,
    State,
    Unwanted,
)
from touyan.kernel import clock
from touyan.kernel.prepared import Prepared
from touyan.kernel.sealed import blinds
from touyan.orders.models import Order, Requester
from touyan.orders.reads import over_before, requesters
from touyan.orders.states import OPEN, Urgency
from touyan.town.models import Notice, Organisation, Person, Role
from touyan.town.states import HEARERS, OrganisationKind

# Who wants to hear ------------------------------------------------------------------------------


def choice_of(person: Person, channel: str) -> Choice | None:
    return Choice.objects.filter(person=person, channel=channel).first()


def guest_choices(requester: Requester) -> dict[str, Choice]:
    """Channel → what somebody without an account chose for their one order."""
    rows = Choice.objects.filter(requester=requester)
    return {one.channel: one for one in rows}


def wanted_still(delivery: Delivery) -> Choice:
    """Where whoever it is for wants it by now; Unwanted where they do not, or are not there any more."""
    rows = Choice.objects.filter(channel=delivery.channel).select_related("person")
    if delivery.person_id is not None:
        choice = rows.filter(person=delivery.person_id, person__is_active=True).first()
    else:
        choice = rows.filter(requester=delivery.requester_id).first()
    if choice is None or not choice.address or not _is_wanted(delivery, choice):
        raise Unwanted
    return choice


def _is_wanted(delivery: Delivery, choice: Choice) -> bool:
    """A question whether an address is right is wanted until it is answered, or asked again."""
    if delivery.event != CONFIRM:
        return choice.on
    asked = choice.asked_at if choice.is_waiting else None
    return asked is not None and delivery.at >= asked


def wanted_by(people: Collection[int]) -> dict[int, list[Choice]]:
    """Person → the channels through which they want to hear, among those that are open here."""
    found: dict[int, list[Choice]] = defaultdict(list)
    if people:
        rows = Choice.objects.filter(person__in=people, on=True, person__is_active=True)
        for choice in rows.order_by("id"):
            if is_open(choice.channel) and choice.person_id is not None:
                found[choice.person_id].append(choice)
    return found


def hearers(notices: Iterable[Notice]) -> dict[int | None, set[int]]:
    """Organisation → whoever hears for it and has chosen a channel; as `town.reads.notices_for` shows it to them."""
    return _hearers(
        {one.organisation_id for one in notices if one.person_id is None and one.organisation_id}
    )


def _hearers(here: set[int]) -> dict[int | None, set[int]]:
    if not here:
        return {}
    # Nearly always it is one place: asked so, the question is made only once.
    rows = _HEARING(*here, timezone.localdate(clock.now())) if len(here) == 1 else _hearing(here)
    found: dict[int | None, set[int]] = defaultdict(set)
    for person, own, below in rows:
        for organisation in {own, below} & here:
            found[organisation].add(person)
    return found


def wanted_by_guests(asking: Iterable[Requester]) -> dict[int, list[Choice]]:
    """Requester without an account → the channels that they chose on their receipt's page."""
    guests = [one.pk for one in asking if one.person_id is None]
    found: dict[int, list[Choice]] = defaultdict(list)
    if guests:
        for choice in Choice.objects.filter(requester__in=guests, on=True).order_by("id"):
            if is_open(choice.channel) and choice.requester_id is not None:
                found[choice.requester_id].append(choice)
    return found


def _hearing(
    places: Collection[int], day: date | None = None
) -> QuerySet[Role, tuple[int, int, int]]:
    """A secretary's role stands on the village; what its branch should hear is for them."""
    rows = Role.in_force(day).filter(
        Q(organisation__in=places)
        | Q(organisation__children__in=places, organisation__children__kind=OrganisationKind.BRANCH),
        role__in=HEARERS, person__channel_choices__on=True,
    )  # fmt: skip
    return rows.values_list("person_id", "organisation_id", "organisation__children__id")


_HEARING = Prepared(lambda place, day: _hearing([place], day), 71, date(1971, 1, 1))


def asked_for(order: Order) -> list[Requester]:
    """Whoever asked for it and has chosen a channel: with an account, or for this one order."""
    chosen = Choice.objects.filter(
        Q(person=OuterRef("person")) | Q(requester=OuterRef("pk"), requester__person=None), on=True
    )
    return list(requesters(order).filter(Exists(chosen)).select_related("order"))


def urgent_among(told: Iterable[Notice | Delivery]) -> set[str]:
    """Those of the things that are orders of the urgent class: a knock on a door does not wait for the morning."""
    numbers = [
        one.about.partition(":")[2]
        for one in told
        if one.about.startswith("order:") and one.event not in REMINDERS
    ]
    rows = Order.objects.filter(pk__in=numbers, urgency=Urgency.URGENT)
    return {f"order:{pk}" for pk in rows.values_list("pk", flat=True)}


def listening_to(order: Order) -> list[Webhook]:
    """The systems that hear of what is published where this order lies."""
    path = order.village.path
    above = [path[: end + 1] for end, letter in enumerate(path) if letter == "/"]
    return list(
        Webhook.objects.filter(organisation__path__in=above, stopped_at__isnull=True).order_by("id")
    )


# The way of one message --------------------------------------------------------------------------


def to_send(now: datetime, resting: Collection[str]) -> QuerySet[Delivery]:
    """What is due and nobody works on, a killed worker's too; longest due first."""
    left = Q(state=State.SENDING, lease_until__lt=now)
    rows = Delivery.objects.filter(Q(state=State.WAITING) | left, next_at__lte=now)
    hooks = [int(one.partition(":")[2]) for one in resting if ":" in one]
    rows = rows.exclude(channel__in=[one for one in resting if ":" not in one])
    if hooks:
        rows = rows.exclude(webhook__in=hooks)
    return rows.select_for_update(skip_locked=True).order_by("next_at", "id")


def undisturbed(delivery: Delivery, now: datetime) -> datetime:
    """From when on it may leave. A server that failed, or a worker that stood still, may have kept it until the night."""
    if delivery.webhook_id is not None or delivery.event in URGENT_EVENTS:
        return now
    choice = Choice.objects.filter(**_for_the_same(delivery), channel=delivery.channel).first()
    morning = awake(choice, now) if choice else now
    return now if morning > now and urgent_among([delivery]) else morning


def overtaken(delivery: Delivery) -> bool:
    """Whether it was tried for so long that it is not true any more, and the same reader hears what is."""
    after = OVERTAKEN_BY.get(delivery.event)
    return (
        after is not None
        and _to_the_same(delivery).filter(about=delivery.about, event=after).exists()
    )


def not_theirs(sent: Iterable[Delivery]) -> list[Delivery]:
    """Those that were for a role whose holder has it no longer: it ended in the night before the morning."""
    for_roles = [one for one in sent if one.place_id is not None]
    by_place = _hearers({one.place_id for one in for_roles if one.place_id})
    return [one for one in for_roles if one.person_id not in by_place.get(one.place_id, ())]


def alongside(lead: Delivery, until: datetime) -> QuerySet[Delivery]:
    """What waits for the same person on the same channel, and may go out with this one."""
    return (
        _to_the_same(lead)
        .filter(state=State.WAITING, joins=True, attempts=0, next_at__lte=until)
        .exclude(pk=lead.pk)
        .select_for_update(skip_locked=True)
        .order_by("id")
    )


def _to_the_same(one: Delivery) -> QuerySet[Delivery]:
    return Delivery.objects.filter(**_for_the_same(one), channel=one.channel)


def _for_the_same(lead: Delivery) -> dict[str, object]:
    if lead.person_id is not None:
        return {"person": lead.person_id}
    return {"person": None, "requester": lead.requester_id}


def parts(lead: Delivery) -> list[Delivery]:
    """The delivery, and those that go out with it, in the order in which they happened."""
    rows = Delivery.objects.filter(Q(pk=lead.pk) | Q(lead=lead))
    return list(rows.select_related("requester__order", "webhook", "town").order_by("id"))


def never_confirmed(now: datetime) -> QuerySet[Choice]:
    """What guests left and nobody said to be right: perhaps somebody else's address."""
    long_ago = now - CONFIRM_WITHIN
    return Choice.objects.filter(
        requester__isnull=False, confirmed_at__isnull=True, asked_at__lt=long_ago
    )


def long_over(now: datetime) -> QuerySet[Choice]:
    """Where guests were written to about orders that were over so long ago that nothing more is told."""
    before = now - timedelta(days=settings.CONTACTS_KEPT_DAYS)
    return Choice.objects.filter(requester__order__in=over_before(before).order_by())


def old(now: datetime) -> QuerySet[Delivery]:
    """What ended long enough ago to be forgotten."""
    done = Q(state__in=[State.SENT, State.DROPPED], ended_at__lt=now - timedelta(days=KEPT_DAYS))
    dead = Q(state=State.DEAD, ended_at__lt=now - timedelta(days=KEPT_DEAD_DAYS))
    return Delivery.objects.filter(done | dead)


# The WeChat account ------------------------------------------------------------------------------


def follower_by(openid: str, *, lock: bool = False) -> Follower | None:
    rows = Follower.objects.select_for_update() if lock else Follower.objects
    return rows.filter(openid_blind__in=blinds(openid, "wechat openid")).first()


def follower_of(person: Person) -> Follower | None:
    return Follower.objects.filter(person=person).first()


def heard_before(identity: str) -> Heard | None:
    return Heard.objects.filter(key__in=blinds(identity, "wechat message")).first()


def asked_by_wechat(follower: Follower) -> QuerySet[Requester]:
    """Their open orders, the newest first: sent from here, or with the account that this WeChat is joined to.

    One that was merged is open as long as the one with which it goes on.
    """
    here = Draft.objects.filter(follower=follower, requester=OuterRef("pk"))
    mine = Q(Exists(here))
    if follower.person_id is not None:
        mine |= Q(person=follower.person_id)
    goes_on = Q(order__state__in=OPEN) | Q(order__lead__state__in=OPEN)
    return Requester.objects.filter(mine, goes_on).select_related("order__lead").order_by("-pk")


def photos_due(now: datetime) -> QuerySet[Photo]:
    rows = Photo.objects.filter(done_at=None, next_at__lte=now).order_by("next_at", "id")
    return rows.select_for_update(skip_locked=True)


# What the desk shows -----------------------------------------------------------------------------


def deliveries(root: Organisation) -> QuerySet[Delivery]:
    """What an administrator finds: of their own towns, newest first."""
    rows = Delivery.objects.filter(
        Q(town__path__startswith=root.path, webhook__isnull=True)
        | Q(webhook__organisation__path__startswith=root.path)
    )
    return rows.select_related("webhook", "webhook__organisation").order_by("-id")


def stuck(root: Organisation) -> QuerySet[Delivery]:
    """Given up, or tried without success so far."""
    failing = Q(state=State.DEAD) | Q(state__in=UNDER_WAY, attempts__gte=1) & ~Q(error="")
    return deliveries(root).filter(failing, lead__isnull=True)


def webhooks(root: Organisation) -> QuerySet[Webhook]:
    rows = Webhook.objects.filter(organisation__path__startswith=root.path)
    return rows.select_related("organisation").order_by("stopped_at", "name", "id")


# What `touyan check` names -----------------------------------------------------------------------


def faults() -> Iterator[str]:
    """Messages that nobody will ever send, unless somebody does something."""
    late = clock.now() - STUCK
    rows = (
        Delivery.objects.exclude(state__in=ENDED).select_related("lead", "webhook").order_by("id")
    )
    for one in rows.iterator(chunk_size=2000):
        if why := _never_sent(one, late):
            yield f"delivery:{one.pk}: {one.channel} of {one.event} {why}"


def _never_sent(one: Delivery, late: datetime) -> str | None:
    if one.state == State.JOINED:
        lost = one.lead is None or one.lead.state not in UNDER_WAY
        return "goes out with another that is not under way" if lost else None
    if not is_open(one.channel):
        return "waits for a channel that is not set up here"
    if one.webhook is not None and one.webhook.stopped_at is not None:
        return "waits for a webhook that was stopped"
    if max(one.next_at, one.lease_until or one.next_at) < late:
        return "has been due for more than an hour: is `touyan work` running?"
    return None
