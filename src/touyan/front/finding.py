"""One search over all that is public: orders, news, places, programmes, honours."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from touyan.front.news import address_of
from touyan.kernel import clock, search
from touyan.kernel.labels import label
from touyan.kernel.search.answers import Asked, Group, group
from touyan.kernel.search.excerpts import Excerpt, Hit, excerpt
from touyan.newsroom.reads import pieces
from touyan.orders.models import Order
from touyan.orders.reads import public as public_orders
from touyan.programmes.reads import public as public_programmes
from touyan.selections.reads import candidates_public
from touyan.selections.states import EVER_HONOURED
from touyan.town.models import Organisation, Place

KINDS: dict[str, Any] = {
    "public_order": _("What others asked for"),
    "news": _("News"),
    "place": _("Places"),
    "programme": _("What is on"),
    "honour": _("Honours"),
}
TABS = [("", _("All")), *KINDS.items()]


def found(wanted: Asked, town_id: int, here: Iterable[Organisation] = ()) -> list[Group]:
    """The closest of each kind, or one kind page by page, newest first; of one village if that was asked."""
    kinds = [wanted.kind] if wanted.kind else list(KINDS)
    ids = _ids(wanted, town_id, kinds, _within(wanted, here))
    hits = _hits(wanted.shown(ids), wanted.words)
    return [
        group(wanted, kind, str(KINDS[kind]), ids[kind], hits[kind]) for kind in kinds if hits[kind]
    ]


def _within(wanted: Asked, here: Iterable[Organisation]) -> str:
    """The mark of the village that was asked for; a village that is none of ours narrows nothing."""
    return next((f"v{one.pk}" for one in here if one.code == wanted.village), "")


def _ids(wanted: Asked, town_id: int, kinds: list[str], within: str = "") -> dict[str, list[int]]:
    mark = [f"t{town_id}"]
    return search.several(
        wanted.words,
        [search.Wanted(kind, mark, within, wanted.before, wanted.limit) for kind in kinds],
    )


def _hits(ids: dict[str, list[int]], words: str) -> dict[str, list[Hit]]:
    """Three statements at most: orders, pieces, and all that is told by its name alone."""
    found: dict[str, dict[int, Hit]] = {kind: {} for kind in ids}
    if ids.get("public_order"):
        rows = public_orders().filter(pk__in=ids["public_order"])
        rows = rows.select_related("village", "category")
        found["public_order"] = {row.pk: _order(row, words) for row in rows}
    if ids.get("news"):
        found["news"] = {row.pk: _piece(row, words) for row in pieces(ids["news"])}
    for kind, pk, *named in _named(ids):
        found[kind][pk] = NAMED[kind](*named)
    return {kind: [found[kind][pk] for pk in ids[kind] if pk in found[kind]] for kind in ids}


def _order(order: Order, words: str) -> Hit:
    title = order.category.label if order.category else order.ref
    meta = f"{order.village.label} · {order.get_state_display()}"
    href = reverse("front:order", args=[order.ref])
    return Hit("public_order", title, href, meta, excerpt(order.public_words, words), order.ref)


def _piece(row: Any, words: str) -> Hit:
    day = timezone.localdate(row.dated_at).isoformat()
    return Hit("news", row.title, address_of(row), day, excerpt(row.summary, words))


# Told by its name ------------------------------------------------------------------------------

NOTHING = Excerpt("", "", "")


def _named(ids: dict[str, list[int]]) -> list[tuple[Any, ...]]:
    """Kind, number, name, key of the address and what stands beside, in one statement."""
    rows = [_columns(kind, ROWS[kind]().filter(pk__in=ids[kind])) for kind in ROWS if ids.get(kind)]
    return list(rows[0].union(*rows[1:], all=True)) if rows else []


def _columns(kind: str, rows: QuerySet[Any]) -> Any:
    text = CharField()
    name, key, beside = (Cast(one, text) for one in COLUMNS[kind]())
    return (
        rows.order_by()
        .annotate(found_kind=Value(kind, text), found_name=name, found_key=key, found_beside=beside)
        .values_list("found_kind", "pk", "found_name", "found_key", "found_beside")
    )


def _open_places() -> QuerySet[Place]:
    today = clock.today()
    return Place.objects.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=today))


ROWS: dict[str, Callable[[], QuerySet[Any]]] = {
    "place": _open_places,
    "programme": public_programmes,
    "honour": lambda: candidates_public().filter(state__in=EVER_HONOURED),
}
COLUMNS: dict[str, Callable[[], tuple[Any, Any, Any]]] = {
    "place": lambda: (label(), F("code"), label("village")),
    "programme": lambda: (label(), F("pk"), label("host")),
    "honour": lambda: (
        Coalesce("person__name", label("organisation")), F("pk"), label("selection"),
    ),
}  # fmt: skip


def _leads_to(kind: str, address: str) -> Callable[[str, str, str], Hit]:
    def hit(name: str, key: str, beside: str) -> Hit:
        return Hit(kind, name, reverse(address, args=[key]), beside, NOTHING)

    return hit


NAMED = {
    "place": _leads_to("place", "front:place_page"),
    "programme": _leads_to("programme", "front:programme"),
    "honour": _leads_to("honour", "front:honours_story"),
}
