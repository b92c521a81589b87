"""One search over all that somebody's roles let them see: orders, programmes, places, people."""

from collections.abc import Callable
from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from touyan.desk.gate import administered, administered_town
from touyan.desk.reads.wanted import marks
from touyan.kernel import search
from touyan.kernel.labels import label
from touyan.kernel.search.answers import Asked, Group, group
from touyan.kernel.search.excerpts import Excerpt, Hit, excerpt
from touyan.orders import reads
from touyan.orders.models import Order
from touyan.programmes.reads.scope import SEES
from touyan.programmes.reads.scope import visible_to as programmes_of
from touyan.town.models import Person, Place

KINDS: dict[str, Any] = {
    "order": _("Orders"),
    "person": _("People"),
    "programme": _("Programmes"),
    "place": _("Places"),
}
TABS = [("", _("All")), *KINDS.items()]


def scopes(person: Person) -> dict[str, list[str]]:
    """The marks within which somebody finds each kind; none is nothing at all."""
    kept = _kept_town(person)
    towns = {pk for role in person.roles_today if (pk := role.organisation.town_id_of)}
    return {
        "order": marks(person),
        "person": [f"o{kept}"] if kept else [],
        "programme": [f"o{r.organisation_id}" for r in person.roles_today if r.role in SEES],
        "place": [f"t{pk}" for pk in sorted(towns)],
    }


def _kept_town(person: Person) -> int | None:
    """The town whose people somebody keeps; nobody else finds people here."""
    if administered(person) is None:
        return None
    try:
        return administered_town(person).pk
    except Http404:
        return None


def found(wanted: Asked, person: Person) -> list[Group]:
    """The closest of each kind; or one kind page by page, newest first."""
    kinds = [wanted.kind] if wanted.kind else list(KINDS)
    within = scopes(person)
    ids = search.several(
        wanted.words,
        [search.Wanted(kind, within[kind], "", wanted.before, wanted.limit) for kind in kinds],
    )
    hits = _hits(wanted.shown(ids), person, wanted.words)
    return [
        group(wanted, kind, str(KINDS[kind]), ids[kind], hits[kind]) for kind in kinds if hits[kind]
    ]


def _hits(ids: dict[str, list[int]], person: Person, words: str) -> dict[str, list[Hit]]:
    """Two statements at most: orders, and all that is told by its name."""
    hits: dict[str, dict[int, Hit]] = {kind: {} for kind in ids}
    if ids.get("order"):
        rows = reads.visible_to(person).filter(pk__in=ids["order"])
        rows = rows.select_related("village", "category")
        hits["order"] = {row.pk: _order(row, words) for row in rows}
    for kind, pk, *named in _named(ids, person):
        hits[kind][pk] = _by_name(kind, *named)
    return {kind: [hits[kind][pk] for pk in ids[kind] if pk in hits[kind]] for kind in ids}


def _order(order: Order, words: str) -> Hit:
    about = order.category.label if order.category else order.village.label
    meta = f"{order.village.label} · {order.get_state_display()}"
    href = reverse("desk:order", args=[order.ref])
    return Hit("order", f"{order.ref} {about}", href, meta, excerpt(order.words, words), order.ref)


# Told by its name ------------------------------------------------------------------------------

ROWS: dict[str, Callable[[Person], QuerySet[Any]]] = {
    "person": lambda _person: Person.objects.filter(child_until__isnull=True, is_active=True),
    "programme": programmes_of,
    "place": lambda _person: Place.objects.all(),
}
COLUMNS: dict[str, Callable[[], tuple[Any, Any, Any]]] = {
    "person": lambda: (F("name"), F("pk"), Value("")),
    "programme": lambda: (label(), F("pk"), label("host")),
    "place": lambda: (label(), F("code"), label("village")),
}
ADDRESSES = {
    "person": "desk:person", "programme": "desk:programme", "place": "front:place_page",
}  # fmt: skip


def _named(ids: dict[str, list[int]], person: Person) -> list[tuple[Any, ...]]:
    """Kind, number, name, key of the address and what stands beside, in one statement."""
    rows = [
        _columns(kind, ROWS[kind](person).filter(pk__in=ids[kind]))
        for kind in ROWS
        if ids.get(kind)
    ]
    return list(rows[0].union(*rows[1:], all=True)) if rows else []


def _columns(kind: str, rows: QuerySet[Any]) -> Any:
    text = CharField()
    name, key, beside = (Cast(one, text) for one in COLUMNS[kind]())
    return (
        rows.order_by()
        .annotate(found_kind=Value(kind, text), found_name=name, found_key=key, found_beside=beside)
        .values_list("found_kind", "pk", "found_name", "found_key", "found_beside")
    )


def _by_name(kind: str, name: str, key: str, beside: str) -> Hit:
    return Hit(kind, name, reverse(ADDRESSES[kind], args=[key]), beside, Excerpt("", "", ""))
