"""What the residents' pages read beyond the rooms' own reads."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from touyan.kernel import clock, evidence
from touyan.kernel.acts import about
from touyan.kernel.models import Entry, Evidence
from touyan.kernel.written import aside
from touyan.orders import reads
from touyan.orders.models import Order, Requester
from touyan.town.models import OpenSession, Person, SignIn
from touyan.town.states import SignInOutcome, SignInWay

PAGE, MOST_SESSIONS = 20, 30
DAY = timedelta(days=1)


def sent_with(key: UUID) -> Requester | None:
    """Whoever sent a form with this key already."""
    for (pk,) in reads.sent_with(key):
        return Requester.objects.select_related("order").get(order=pk, first=True)
    return None


def lead_of(order: Order) -> Order | None:
    """The order that this one follows, with the names that its page shows."""
    if order.lead_id is None:
        return None
    return Order.objects.select_related(*reads.WITH_NAMES).get(pk=order.lead_id)


def followers_of(order: Order) -> dict[str, Order]:
    """Those that were put together with it, by their numbers."""
    rows = Order.objects.filter(lead=order).select_related("branch", "agency").order_by("pk")
    return {one.ref: one for one in rows}


def told(orders: Iterable[Order]) -> QuerySet[Entry]:
    """What requesters are told of these orders. Others' joining is a number, so a crowd costs no rows."""
    names = reads.FOR_REQUESTERS - {"orders.join"}
    return Entry.objects.filter(
        about__in=[about(order) for order in orders], name__in=names
    ).order_by("at", "id")


def photos(orders: Iterable[Order]) -> QuerySet[Evidence]:
    return Evidence.objects.filter(owner__in=[about(order) for order in orders]).order_by("pk")


def drafted(key: UUID) -> list[Evidence]:
    """The photos that wait until their form is sent."""
    return list(evidence.of(evidence.draft(str(key))))


def public_page(*, before: int | None, village: str, state: str) -> list[Order]:
    """One page of the public list, newest first, and one more that tells whether there is another."""
    rows = reads.filtered(reads.public(), {"state": state}).select_related("village", "category")
    if village:
        rows = rows.filter(village__code=village)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-pk")[: PAGE + 1])


def mine_page(rows: QuerySet[Requester], before: int | None) -> list[Requester]:
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows[: PAGE + 1])


def device_of(person: Person, *, confirmed: bool) -> Any:
    """The person's app for one-time codes: the one in force, or one that has not proved itself yet."""
    return TOTPDevice.objects.filter(user_id=person.pk, confirmed=confirmed).first()


def open_sessions(person: Person) -> list[OpenSession]:
    """Where somebody is signed in, the last used first."""
    rows = OpenSession.objects.filter(person=person, expire_date__gt=clock.now())
    return list(rows.order_by("-used_at", "-pk")[:MOST_SESSIONS])


@dataclass
class Tried:
    """Something that happened when signing in, once or several times one after another."""

    at: datetime
    """Of the last of them."""
    words: str
    network: str
    times: int = 1


def signed_in_lately(person: Person) -> list[Tried]:
    """What happened last under somebody's name, newest first; what is alike within a day is one line."""
    found: list[Tried] = []
    for row in SignIn.objects.filter(person=person).order_by("-at", "-pk")[: 5 * PAGE]:
        words, last = _in_words(row), found[-1] if found else None
        if last and (last.words, last.network) == (words, row.network) and last.at - row.at < DAY:
            last.times += 1
        else:
            found.append(Tried(row.at, words, row.network))
    return found[:PAGE]


def _in_words(row: SignIn) -> str:
    if row.outcome == SignInOutcome.WRONG:
        wrong = _("The password was wrong"), _("The code was wrong")
        return wrong[row.way == SignInWay.CODE]
    said = row.get_outcome_display()
    return said + aside(row.get_way_display()) if row.way and row.outcome == "in" else said
