"""What an order's page shows beside the order itself, gathered in one statement.

Eight small queries would tell the same; most of a page's time is spent between them.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
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
from django.utils.translation import get_language

from touyan.kernel.labels import label
from touyan.kernel.models import Entry, Evidence
from touyan.kernel.prepared import Prepared
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
NOWHERE = 0
"""No place has this number."""


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
    people = sorted({int(acted[1]) for entry in entries if (acted := PERSON.match(entry.by))})
    asked = _all_of_it(len(people), get_language())
    found = Beside()
    for row in asked(
        order.pk, f"order:{order.pk}", order.village_id, order.place_id or NOWHERE, *people
    ):
        _sort_in(found, dict(zip(COLUMNS, row, strict=True)))
    return found


@cache
def _all_of_it(people: int, _language: str | None) -> Prepared[tuple[Any, ...]]:
    """The statement for an order in whose story so many people act; names are asked for in a language."""
    like = range(7_000_101, 7_000_101 + people)
    return Prepared(_parts, 7_000_001, "order:7", 7_000_002, 7_000_003, *like)


def _parts(
    order: int, owner: str, village: int, place: int, *people: int
) -> QuerySet[Any, tuple[Any, ...]]:
    parts = [
        _people(people), _askers(order), _chain(order), _photos(owner), _helpers(order),
        _followers(order), _extensions(order), _projects(village, place),
    ]  # fmt: skip
    return parts[0].union(*parts[1:], all=True).order_by("kind_", "number_")


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


def _people(people: Sequence[int]) -> QuerySet[Person, tuple[Any, ...]]:
    return _row(Person.objects.filter(pk__in=people), "person", one=F("name"))


def _askers(order: int) -> QuerySet[Requester, tuple[Any, ...]]:
    rows = requesters(Order(pk=order))
    return _row(rows, "asker", one=F("name"), two=F("phone"), flag=F("anonymous"), at=F("at"))


def _chain(order: int) -> QuerySet[Custody, tuple[Any, ...]]:
    return _row(
        Custody.objects.filter(order=order), "link", one=label("organisation"), two=F("person__name"),
        three=F("state"), at=F("since"), until=F("until"), due=F("due_at"),
    )  # fmt: skip


def _photos(owner: str) -> QuerySet[Evidence, tuple[Any, ...]]:
    return _row(Evidence.objects.filter(owner=owner), "photo")


def _helpers(order: int) -> QuerySet[Organisation, tuple[Any, ...]]:
    rows = Order.helpers.through.objects.filter(order_id=order)
    return _row(rows, "unit", one=label("organisation"))


def _followers(order: int) -> QuerySet[Order, tuple[Any, ...]]:
    return _row(Order.objects.filter(lead=order), "follower")


def _extensions(order: int) -> QuerySet[Extension, tuple[Any, ...]]:
    rows = Extension.objects.filter(order=order, decided_at__isnull=True)
    return _row(rows, "extension", one=F("reason"), two=F("days"))


def _projects(village: int, place: int) -> QuerySet[Project, tuple[Any, ...]]:
    """Of its place, and those that go on in its village."""
    rows = here(village, place)
    its_own = When(place__isnull=False, place=place, then=Value(True))
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
