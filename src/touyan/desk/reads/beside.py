"""What an order's page shows beside the order itself, gathered in one statement.

Eight small queries would tell the same; most of a page's time is spent between them.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    DateTimeField,
    F,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce

from touyan.kernel.labels import label
from touyan.kernel.models import Entry, Evidence
from touyan.kernel.sealed import unseal
from touyan.orders.models import Custody, Extension, Order, Requester
from touyan.orders.reads import requesters
from touyan.orders.states import State
from touyan.projects.models import Project
from touyan.projects.reads import here
from touyan.town.models import Organisation, Person

COLUMNS = ("kind", "number", "one", "two", "three", "flag", "at", "until", "due")
NO_TIME = Cast(Value(None), DateTimeField())
NOTHING = Value("", TextField())
PERSON = re.compile(r"person:(\d+)")


@dataclass(frozen=True)
class Asker:
    """A requester as the office sees one."""

    name: str
    phone: str
    anonymous: bool
    at: datetime


@dataclass(frozen=True)
class Link:
    """One holder in the chain."""

    holder: str
    person: str
    state: str
    since: datetime
    until: datetime | None
    due_at: datetime

    @property
    def label(self) -> str:
        return str(State(self.state).label)

    @property
    def was_late(self) -> bool:
        return self.until is not None and self.until > self.due_at


@dataclass
class Beside:
    people: dict[int, str] = field(default_factory=dict)
    askers: list[Asker] = field(default_factory=list)
    chain: list[Link] = field(default_factory=list)
    photos: list[int] = field(default_factory=list)
    helpers: list[str] = field(default_factory=list)
    followers: list[int] = field(default_factory=list)
    extensions: list[str] = field(default_factory=list)
    """The reasons given for asking for more time, while nobody has decided."""
    projects: list[tuple[int, str, bool]] = field(default_factory=list)
    """Those to which it may belong; True for one of its very place."""


def beside(order: Order, entries: Iterable[Entry]) -> Beside:
    """Requesters, holders, photos, helpers, orders merged into it, and the names of those who acted."""
    parts = [
        _people(entries), _askers(order), _chain(order), _photos(order), _helpers(order),
        _followers(order), _extensions(order), _projects(order),
    ]  # fmt: skip
    found = Beside()
    for row in parts[0].union(*parts[1:], all=True).order_by("kind_", "number_"):
        _sort_in(found, dict(zip(COLUMNS, row, strict=True)))
    return found


def _row(rows: QuerySet[Any, Any], kind: str, **named: Any) -> QuerySet[Any, tuple[Any, ...]]:
    """Any table's rows in the shape that all parts share."""
    texts = {
        f"{n}_": Coalesce(Cast(named.get(n, NOTHING), TextField()), NOTHING) for n in COLUMNS[2:5]
    }
    times = {f"{n}_": named.get(n, NO_TIME) for n in COLUMNS[6:]}
    shaped = rows.order_by().annotate(
        kind_=Cast(Value(kind), TextField()),
        number_=named.get("number", F("pk")),
        flag_=named.get("flag", Value(False, BooleanField())),
        **texts,
        **times,
    )
    columns: QuerySet[Any, tuple[Any, ...]] = shaped.values_list(*(f"{name}_" for name in COLUMNS))
    return columns


def _people(entries: Iterable[Entry]) -> QuerySet[Person, tuple[Any, ...]]:
    acted = {int(found[1]) for entry in entries if (found := PERSON.match(entry.by))}
    return _row(Person.objects.filter(pk__in=acted), "person", one=F("name"))


def _askers(order: Order) -> QuerySet[Requester, tuple[Any, ...]]:
    rows = requesters(order)
    return _row(rows, "asker", one=F("name"), two=F("phone"), flag=F("anonymous"), at=F("at"))


def _chain(order: Order) -> QuerySet[Custody, tuple[Any, ...]]:
    return _row(
        Custody.objects.filter(order=order), "link", one=label("organisation"), two=F("person__name"),
        three=F("state"), at=F("since"), until=F("until"), due=F("due_at"),
    )  # fmt: skip


def _photos(order: Order) -> QuerySet[Evidence, tuple[Any, ...]]:
    return _row(Evidence.objects.filter(owner=f"order:{order.pk}"), "photo")


def _helpers(order: Order) -> QuerySet[Organisation, tuple[Any, ...]]:
    rows = Order.helpers.through.objects.filter(order_id=order.pk)
    return _row(rows, "unit", one=label("organisation"))


def _followers(order: Order) -> QuerySet[Order, tuple[Any, ...]]:
    return _row(Order.objects.filter(lead=order), "follower")


def _extensions(order: Order) -> QuerySet[Extension, tuple[Any, ...]]:
    rows = Extension.objects.filter(order=order, decided_at__isnull=True)
    return _row(rows, "extension", one=F("reason"), two=F("days"))


def _projects(order: Order) -> QuerySet[Project, tuple[Any, ...]]:
    """Of its place, and those that go on in its village."""
    rows = here(order.village_id, order.place_id)
    its_own = When(place__isnull=False, place=order.place_id, then=Value(True))
    flag = Case(its_own, default=Value(False), output_field=BooleanField())
    return _row(rows, "project", one=label(), flag=flag)


def _sort_in(found: Beside, row: dict[str, Any]) -> None:
    kind = row["kind"]
    if kind == "person":
        found.people[row["number"]] = row["one"]
    elif kind == "asker":
        found.askers.append(_asker(row))
    elif kind == "link":
        found.chain.append(
            Link(row["one"], row["two"], row["three"], row["at"], row["until"], row["due"])
        )
    else:
        _sort_in_more(found, row)


def _asker(row: dict[str, Any]) -> Asker:
    return Asker(unseal(row["one"]), unseal(row["two"]), bool(row["flag"]), row["at"])


def _sort_in_more(found: Beside, row: dict[str, Any]) -> None:
    values: dict[str, tuple[list[Any], Any]] = {
        "photo": (found.photos, row["number"]),
        "unit": (found.helpers, row["one"]),
        "follower": (found.followers, row["number"]),
        "extension": (found.extensions, row["one"]),
        "project": (found.projects, (row["number"], row["one"], bool(row["flag"]))),
    }
    into, value = values[row["kind"]]
    into.append(value)
