"""The town's places as everybody finds them: a list, a plan drawn from their coordinates, one place."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Case, IntegerField, Q, QuerySet, When
from django.http import Http404
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _

from touyan.kernel import clock
from touyan.kernel.coordinates import Point, to_gcj02
from touyan.orders.models import Order
from touyan.orders.reads import public
from touyan.orders.states import OPEN
from touyan.town.models import Organisation, Place
from touyan.town.reads import place as place_of
from touyan.town.states import PlaceKind

LOOKED_FOR = (
    PlaceKind.TOILET, PlaceKind.PARKING, PlaceKind.ACCESSIBLE, PlaceKind.CANTEEN, PlaceKind.CENTRE,
    PlaceKind.STATION, PlaceKind.GROUND, PlaceKind.TRAIL, PlaceKind.BASE, PlaceKind.FIRE_STATION,
    PlaceKind.OTHER, PlaceKind.PATH, PlaceKind.LAMP, PlaceKind.NOTICE_BOARD,
)  # fmt: skip
"""What somebody out of doors wants to find comes first; what is known by its plaque alone, last."""
KINDS = [(str(kind), kind.label) for kind in LOOKED_FOR]
RANK = Case(
    *(When(kind=kind, then=rank) for rank, kind in enumerate(LOOKED_FOR)),
    output_field=IntegerField(),
)
PAGE, SHORTEST = 25, 2
WIDTH, HEIGHT, EDGE = 640, 400, 30
NARROWING = 0.85
"""Of a degree of longitude against one of latitude, at the latitude of 32°."""


@dataclass(frozen=True)
class Asked:
    """What somebody looks for; what is not on offer is left out."""

    words: str = ""
    kind: str = ""
    village: str = ""

    @property
    def is_too_short(self) -> bool:
        return 0 < len(self.words) < SHORTEST

    def query(self, **more: str) -> str:
        said = {"q": self.words, "kind": self.kind, "village": self.village, **more}
        return urlencode({name: value for name, value in said.items() if value})


def asked(sent: dict[str, str], here: list[Organisation]) -> Asked:
    words = sent.get("q", "").replace("\x00", "").strip()[:40]
    kind, village = sent.get("kind", ""), sent.get("village", "")
    return Asked(
        words,
        kind if kind in PlaceKind.values else "",
        village if village in {one.code for one in here} else "",
    )


def found(wanted: Asked, town: Organisation) -> QuerySet[Place]:
    """Those that are open: kind after kind, within it by their codes."""
    today = clock.today()
    rows = Place.objects.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=today), town=town)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.village:
        rows = rows.filter(village__code=wanted.village)
    if len(wanted.words) >= SHORTEST:
        rows = rows.filter(Q(name__icontains=wanted.words) | Q(name_en__icontains=wanted.words))
    return rows.select_related("village").annotate(rank=RANK).order_by("rank", "code")


def page_of(rows: QuerySet[Place], after: str) -> tuple[list[Place], str]:
    """One page, and the mark after which the next begins: the kind and the code of its last."""
    kind, _dot, code = after.replace("\x00", "")[:60].partition(".")
    if kind in PlaceKind.values:
        rank = LOOKED_FOR.index(PlaceKind(kind))
        rows = rows.filter(Q(rank__gt=rank) | Q(rank=rank, code__gt=code))
    some = list(rows[: PAGE + 1])
    last = some[PAGE - 1] if len(some) > PAGE else None
    return some[:PAGE], f"{last.kind}.{last.code}" if last else ""


@dataclass(frozen=True)
class Dot:
    place: Place
    number: int
    """In the list below the plan."""
    x: float
    y: float


def plan(places: list[Place]) -> list[Dot]:
    """Where each lies beside the others, north above: nothing but their coordinates is needed."""
    known = [
        (number, one, one.longitude * NARROWING, -one.latitude)
        for number, one in enumerate(places, 1)
        if one.latitude is not None and one.longitude is not None
    ]
    if not known:
        return []
    left, right = min(x for *_one, x, _y in known), max(x for *_one, x, _y in known)
    top, bottom = min(y for *_one, y in known), max(y for *_one, y in known)
    scale = min((WIDTH - 2 * EDGE) / (right - left or 1), (HEIGHT - 2 * EDGE) / (bottom - top or 1))
    return [
        Dot(
            one,
            number,
            round(WIDTH / 2 + (x - (left + right) / 2) * scale, 1),
            round(HEIGHT / 2 + (y - (top + bottom) / 2) * scale, 1),
        )
        for number, one, x, y in known
    ]


def on_map(places: list[Place]) -> dict[str, Any] | None:
    """What the map is drawn from, in the coordinates of its tiles; None where the town has set none."""
    tiles = settings.MAP_TILES
    if tiles is None:
        return None
    points = []
    for number, one in enumerate(places, 1):
        if one.latitude is None or one.longitude is None:
            continue
        here = Point(one.latitude, one.longitude)
        north, east = to_gcj02(here) if tiles.is_gcj02 else here
        href = reverse("front:place_page", args=[one.code])
        points.append(
            {"number": number, "name": one.label, "href": href, "north": north, "east": east}
        )
    if not points:
        return None
    return {
        "tiles": tiles.address, "attribution": escape(tiles.attribution), "deepest": tiles.deepest,
        "points": points,
    }  # fmt: skip


def one(code: str) -> Place:
    place = place_of(code.replace("\x00", ""))
    if place is None:
        raise Http404
    return place


def is_closed(place: Place) -> bool:
    return place.closed_on is not None and place.closed_on <= clock.today()


def orders_about(place: Place) -> list[Order]:
    """Those that everybody may read, newest first."""
    return list(public().filter(place=place).select_related("category").order_by("-id")[:10])


def is_reported(place: Place) -> bool:
    """Whether something is open about it; what, only those orders say that everybody may read."""
    return Order.objects.filter(place=place, state__in=OPEN, hidden=False).exists()


def ways(place: Place) -> list[tuple[str, str]]:
    """Links that open a map app at the place. All of them want GCJ-02, and Baidu is told so."""
    if place.latitude is None or place.longitude is None:
        return []
    north, east = (f"{n:.6f}" for n in to_gcj02(Point(place.latitude, place.longitude)))
    amap = {"position": f"{east},{north}", "name": place.name, "coordinate": "gaode"}
    baidu = {
        "location": f"{north},{east}", "title": place.name, "content": place.village.name,
        "output": "html", "coord_type": "gcj02",
    }  # fmt: skip
    tencent = {"marker": f"coord:{north},{east};title:{place.name};addr:{place.village.name}"}
    return [
        (_("Amap"), f"https://uri.amap.com/marker?{urlencode(amap)}"),
        (_("Baidu Maps"), f"https://api.map.baidu.com/marker?{urlencode(baidu)}"),
        (_("Tencent Maps"), f"https://apis.map.qq.com/uri/v1/marker?{urlencode(tencent)}"),
    ]
