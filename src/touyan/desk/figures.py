"""What the figures' pages show, put together once, so that templates only print."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from touyan.desk.forms.figures import address
from touyan.desk.lines import shortened
from touyan.desk.reads.keyset import SIZE, Sort, day_of, paged
from touyan.figures.models import Declared
from touyan.figures.reads.board import Told
from touyan.figures.reads.seen import NONE, newest, seen, sees_all
from touyan.figures.reads.snapshots import Change
from touyan.kernel.figures import Figure, Scope, next_month, split, trend
from touyan.kernel.models import Entry
from touyan.kernel.numbers import spoken
from touyan.kernel.taps import uuid_of
from touyan.kernel.written import month
from touyan.town.models import Person
from touyan.town.states import COUNTY, PLACES_PEOPLE_LIVE, TOWN, OrganisationKind

ROOMS: dict[str, Any] = {
    "orders": _("Orders"),
    "programmes": _("Activities and classes"),
    "plans": _("Plans"),
    "projects": _("Projects"),
    "selections": _("Honours"),
    "newsroom": _("News"),
    "town": _("The town"),
}


def grouped(told: Iterable[Told]) -> list[tuple[str, list[Told]]]:
    """The figures under the names of their rooms, each room's in the order in which it offers them."""
    rooms: dict[str, list[Told]] = {}
    for one in told:
        rooms.setdefault(one.figure.room, []).append(one)
    return [(str(ROOMS.get(room, room)), found) for room, found in rooms.items()]


@dataclass(frozen=True)
class Piece:
    """One line of a split: what, how many, and where its records are."""

    label: str
    value: int
    href: str


def months(figure: Figure, scope: Scope) -> list[Piece]:
    return [
        Piece(month(first), value, _to(figure, _of_month(scope, first)))
        for first, value in trend(figure, scope)
    ]


def _of_month(scope: Scope, first: date) -> Scope:
    """The days of the scope that lie in a month."""
    last = next_month(first) - timedelta(days=1)
    return Scope(scope.organisation, max(scope.since, first), min(scope.until, last))


def places(figure: Figure, scope: Scope) -> list[Piece]:
    """In the order of their codes: nobody is ranked. Of a unit's work a village is no place below it."""
    below = scope.organisation.kind in {COUNTY, TOWN}
    return [
        Piece(
            part.label or gettext("No place"),
            part.value,
            _to(figure, scope, org=part.key) if part.key and below else "",
        )
        for part in split(figure, scope, "organisation")
    ]


def categories(figure: Figure, scope: Scope) -> list[Piece]:
    return [
        Piece(
            part.label or gettext("Without a category"),
            part.value,
            _to(figure, scope, category=part.key or NONE),
        )
        for part in split(figure, scope, "category")
    ]


def _to(figure: Figure, scope: Scope, **more: str) -> str:
    return f"{reverse('desk:figure', args=[figure.key])}?{address(scope, **more)}"


def chart(pieces: Iterable[Piece], name: str, kind: str) -> dict[str, Any]:
    told = list(pieces)
    return {
        "kind": kind,
        "name": name,
        "labels": [one.label for one in told],
        "values": [one.value for one in told],
    }


# One figure's page -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Tabs:
    name: str
    """The one that is open."""
    links: list[tuple[Any, str, None, bool]]


SHOWS = {
    "records": _("Records"),
    "months": _("By month"),
    "places": _("By place"),
    "categories": _("By category"),
}
"""One way of looking at a time: each costs a statement or two."""


def tabs(figure: Figure, scope: Scope, wishes: Mapping[str, str]) -> Tabs:
    """The ways in which this figure of this place can be looked at, and the one that is wished for."""
    splits = figure.source.splits(scope)
    possible = {
        "records": True,
        "months": figure.source.model is not Declared,
        "places": "organisation" in splits and scope.organisation.kind not in SMALLEST,
        "categories": "category" in splits,
    }
    wish = wishes.get("show", "")
    name = wish if possible.get(wish) else "records"
    links = [
        (label, f"?{address(scope, show=one)}", None, one == name)
        for one, label in SHOWS.items()
        if possible[one]
    ]
    return Tabs(name, links)


SMALLEST = (*PLACES_PEOPLE_LIVE, OrganisationKind.BRANCH)
"""Places that have no places below them."""


def shown(
    person: Person,
    figure: Figure,
    scope: Scope,
    show: str,
    wishes: Mapping[str, str],
) -> dict[str, Any]:
    """What stands on the open tab."""
    if show == "records":
        return _records(person, figure, scope, wishes)
    pieces = SPLITS[show](figure, scope)
    return {"pieces": pieces, "chart": chart(pieces, str(figure.label), _kind(show, len(pieces)))}


def _kind(show: str, pieces: int) -> str:
    """Months run from left to right, names stand one below the other."""
    if show != "months":
        return "rows"
    return "bar" if pieces <= MANY else "line"


SPLITS: dict[str, Callable[[Figure, Scope], list[Piece]]] = {
    "months": months,
    "places": places,
    "categories": categories,
}
MANY = 24
"""Months that still fit as bars."""


NEWEST_DAYS_FIRST = Sort(("-counted_on", "-id"), days=True)


def _records(
    person: Person, figure: Figure, scope: Scope, wishes: Mapping[str, str]
) -> dict[str, Any]:
    category, all_seen = wishes.get("category", "")[:40], sees_all(person, figure, scope)
    rows = seen(person, figure, scope, category).annotate(counted_on=F(figure.source.day))
    if all_seen and not category and not wishes.get("before"):
        rows = newest(rows, figure, scope, SIZE + 1, day_of(wishes.get("after", "")))
    found = paged(rows, NEWEST_DAYS_FIRST, wishes)
    return {
        "lines": lines(figure, found.rows),
        "headings": [
            {"label": str(column.label), "wide": place >= ON_A_PHONE}
            for place, column in enumerate(figure.source.columns)
        ],
        "category": category,
        "before": _turned(scope, category, before=found.before),
        "after": _turned(scope, category, after=found.after),
        "sees_all": all_seen,
    }


ON_A_PHONE = 6
"""Columns that a card on a phone shows; the record itself is one tap away."""


def _turned(scope: Scope, category: str, **mark: str) -> str | None:
    return f"?{address(scope, category=category, **mark)}" if any(mark.values()) else None


def key_of(data: Mapping[str, str]) -> UUID | None:
    """The key by which a form that is sent twice is known; one that cannot be read is none."""
    return uuid_of(data.get("key", ""))


# Records ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    href: str
    cells: list[Any]


def href_of(about: str) -> str:
    """The desk's page of a record, by the name that the journal has for it; empty where there is none."""
    kind, _colon, number = about.partition(":")
    if kind == "order":
        return reverse("desk:order", args=[spoken(int(number))])
    return reverse(f"desk:{kind}", args=[number]) if kind in {"declared", "session"} else ""


def lines(figure: Figure, rows: Iterable[Any]) -> list[Line]:
    columns = figure.source.columns
    return [
        Line(href_of(figure.source.about(row)), [said(column.value(row)) for column in columns])
        for row in rows
    ]


def said(value: Any) -> Any:
    """A value of a record as templates print it: text, or a day or a moment, which they know how to write."""
    if value is None or value == "":
        return "—"
    if isinstance(value, date):
        return value
    if value is True or value is False:
        return gettext("yes") if value else gettext("no")
    return shortened(str(value))


# Snapshots -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Changed:
    """A record that counts differently now, told."""

    number: str
    href: str
    gone: bool
    events: list[tuple[str, datetime]]


def changed(changes: Iterable[Change], title: Any) -> list[Changed]:
    return [
        Changed(
            number=_number(change),
            href=href_of(change.about) if change.seen else "",
            gone=change.row is None,
            events=[(title(entry.name), entry.at) for entry in _telling(change.since)],
        )
        for change in changes
    ]


def _number(change: Change) -> str:
    kind, _colon, number = change.about.partition(":")
    return spoken(int(number)) if kind == "order" else number


def _telling(entries: list[Entry]) -> list[Entry]:
    """The last few say it."""
    return entries[-3:]
