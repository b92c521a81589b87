"""What orders hold about a person: what they asked for, what they watch, what they had in hand."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from touyan.kernel.acts import Actor
from touyan.kernel.held import Column, Holding, Value
from touyan.kernel.models import Evidence
from touyan.orders.acts import VISITOR, forget_requester
from touyan.orders.models import IS_OPEN, Custody, Extension, Follow, Order, Requester
from touyan.orders.states import OPEN
from touyan.town.models import Person


def _asked(person: Person) -> QuerySet[Requester]:
    return Requester.objects.filter(person=person).select_related(
        "order", "order__village", "order__category"
    )


def _words(row: Requester) -> Value:
    """The words are those of whoever placed it; who joined said nothing."""
    return row.order.words if row.first else _("You asked for the same")


def _open(person: Person) -> QuerySet[Requester]:
    """Worked on, itself or in the one that it was merged into: it may be parted from that again."""
    here, there = Q(order__state__in=sorted(OPEN)), Q(order__lead__state__in=sorted(OPEN))
    return Requester.objects.filter(here | there, person=person)


def _photos(person: Person) -> QuerySet[Evidence]:
    """What they sent themselves: with the order, on their receipt's page, or signed in."""
    rows = (
        Requester.objects.filter(person=person).order_by("-pk").values_list("pk", "order", "first")
    )
    mine = Q(pk__in=[])
    for pk, order, first in rows[:500]:
        senders = [f"requester:{pk}", *([VISITOR.signed] if first else [])]
        mine |= Q(owner=f"order:{order}", by__in=senders)
    return Evidence.objects.filter(mine)


def _erase(by: Actor, person: Person) -> None:
    for row in Requester.objects.filter(person=person).exclude(pk__in=_open(person).values("pk")):
        forget_requester(by=by, requester=row)


def _unfollow(_by: Actor, person: Person) -> None:
    Follow.objects.filter(person=person).delete()


ORDERS = Holding(
    "orders",
    _("What you asked for"),
    _("So that the town can put it right and answer you. Erased some years after it was closed; what you asked for without signing in is found by its receipt alone."),
    _asked,
    (
        Column("number", _("Number"), lambda row: row.order.ref),
        Column("at", _("When"), lambda row: row.at),
        Column("words", _("Your words"), _words),
        Column("where", _("Where"), lambda row: row.order.where if row.first else ""),
        Column("village", _("Village or community"), lambda row: row.order.village.label),
        Column("category", _("Category"), lambda row: row.order.category.label if row.order.category else ""),
        Column("state", _("State"), lambda row: row.order.get_state_display()),
        Column("name", _("Name that you left"), lambda row: row.name),
        Column("phone", _("Telephone that you left"), lambda row: row.phone),
        Column("receipt", _("Receipt"), lambda row: row.receipt),
    ),
    _("Your name, number, words and photos are erased; that something was asked, and when, stays as a number."),
    erase=_erase,
    waits=_open,
    waits_why=_("The town is still working on it. It is erased once it is closed, or you withdraw it."),
    files=_photos,
)  # fmt: skip
FOLLOWED = Holding(
    "followed",
    _("What you keep an eye on"),
    _("Orders that you follow at the desk. Kept until you stop."),
    lambda person: Follow.objects.filter(person=person).select_related("order"),
    (Column("number", _("Number"), lambda row: row.order.ref),),
    _("Erased."),
    erase=_unfollow,
)
IN_HAND = Holding(
    "in_hand",
    _("What was in your hands"),
    _("Orders that were given to you by name. Kept, so that it can be said who was answerable."),
    lambda person: Custody.objects.filter(person=person).select_related("order"),
    (
        Column("number", _("Number"), lambda row: row.order.ref),
        Column("since", _("From"), lambda row: row.since),
        Column("until", _("Until"), lambda row: row.until),
    ),
    _("Stays: it is the record of an office."),
    waits=lambda person: Order.objects.filter(IS_OPEN, holder_person=person),
    waits_why=_("An order is in your hands. Hand it over first."),
)
EXTENSIONS = Holding(
    "extensions",
    _("More time that you asked for"),
    _("Kept with the order."),
    lambda person: Extension.objects.filter(asked_by=person).select_related("order"),
    (
        Column("number", _("Number"), lambda row: row.order.ref),
        Column("days", _("Working days"), lambda row: row.days),
        Column("reason", _("Reason"), lambda row: row.reason),
        Column("at", _("When"), lambda row: row.asked_at),
    ),
    _("Stays: it is the record of an office."),
)
ALL = (ORDERS, FOLLOWED, IN_HAND, EXTENSIONS)
