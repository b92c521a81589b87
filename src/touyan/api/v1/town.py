"""The town as everybody may read it: organisations, categories, places, what is on, the news."""

from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from ninja import Query, Router

from touyan.api.v1 import marks
from touyan.api.v1.shapes import town as shapes
from touyan.api.v1.told import moment, moment_if_any, named, named_one
from touyan.kernel import clock
from touyan.newsroom import reads as newsroom
from touyan.newsroom.models import Published
from touyan.newsroom.states import LISTED
from touyan.orders.models import Category
from touyan.programmes.models import Programme, Session
from touyan.programmes.reads.offered import Wish, coming, offered
from touyan.programmes.reads.scope import SESSION_NAMES, public, sessions_public
from touyan.town.models import Organisation, Place
from touyan.town.reads import home_town
from touyan.town.reads import place as place_of

router = Router(tags=["town"])
SESSIONS_MOST = 50


def _said(text: str) -> str | None:
    return text or None


# Organisations and categories ------------------------------------------------------------------


@router.get(
    "/organisations", response=shapes.Organisations, url_name="organisations",
    operation_id="list_organisations",
)  # fmt: skip
def list_organisations(
    request: HttpRequest, wishes: Query[shapes.OrganisationWishes]
) -> shapes.Organisations:
    """Counties, towns, villages, branches and units, each after the one above it."""
    rows = Organisation.objects.filter(ended_on__isnull=True).select_related("parent")
    if wishes.kind:
        rows = rows.filter(kind=wishes.kind)
    if wishes.below:
        rows = rows.filter(path__startswith=_path_of(wishes.below))
    found, following = marks.by_text(rows, "path", wishes.after, wishes.size)
    return shapes.Organisations(items=[_organisation(one) for one in found], next=following)


def _path_of(code: str) -> str:
    path = Organisation.objects.filter(code=code).values_list("path", flat=True).first()
    if path is None:
        raise Http404
    return path


@router.get(
    "/organisations/{slug:code}", response=shapes.Organisation, url_name="organisation",
    operation_id="read_organisation",
)  # fmt: skip
def read_organisation(request: HttpRequest, code: str) -> shapes.Organisation:
    """One organisation by its code."""
    rows = Organisation.objects.filter(ended_on__isnull=True).select_related("parent")
    row = rows.filter(code=code).first()
    if row is None:
        raise Http404
    return _organisation(row)


def _organisation(row: Organisation) -> shapes.Organisation:
    return shapes.Organisation(
        code=row.code, kind=row.kind, kind_label=row.get_kind_display(), name=row.label,
        name_en=_said(row.name_en), parent=row.parent.code if row.parent else None,
        phone=_said(row.phone),
    )  # fmt: skip


@router.get(
    "/categories", response=shapes.Categories, url_name="categories",
    operation_id="list_categories",
)  # fmt: skip
def list_categories(
    request: HttpRequest, wishes: Query[shapes.CategoryWishes]
) -> shapes.Categories:
    """What orders are about, town by town."""
    rows = Category.objects.filter(ended_on__isnull=True).select_related("town").order_by("id")
    if wishes.town:
        rows = rows.filter(town__code=wishes.town)
    return shapes.Categories(items=[_category(one) for one in rows])


def _category(row: Category) -> shapes.Category:
    words = [word.strip() for word in row.keywords.split("；")]
    return shapes.Category(
        code=row.code, name=row.label, name_zh=row.name, name_en=_said(row.name_en),
        urgency=row.urgency, keywords=[word for word in words if word], town=row.town.code,
    )  # fmt: skip


# Places ----------------------------------------------------------------------------------------


@router.get("/places", response=shapes.Places, url_name="places", operation_id="list_places")
def list_places(request: HttpRequest, wishes: Query[shapes.PlaceWishes]) -> shapes.Places:
    """Places that are open, by their codes."""
    today = clock.today()
    rows = Place.objects.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=today))
    said = {"kind": wishes.kind, "village__code": wishes.village, "town__code": wishes.town}
    rows = rows.filter(**{column: value for column, value in said.items() if value})
    rows = rows.select_related("village")
    found, following = marks.by_text(rows, "code", wishes.after, wishes.size)
    return shapes.Places(items=[_place(one) for one in found], next=following)


@router.get(
    "/places/{slug:code}", response=shapes.Place, url_name="place", operation_id="read_place"
)
def read_place(request: HttpRequest, code: str) -> shapes.Place:
    """One place by the code on its plaque."""
    row = place_of(code)
    if row is None:
        raise Http404
    return _place(row)


def _place(row: Place) -> shapes.Place:
    return shapes.Place(
        code=row.code, kind=row.kind, kind_label=row.get_kind_display(), name=row.label,
        village=named_one(row.village), latitude=row.latitude, longitude=row.longitude,
        hours=_said(row.hours), spaces=row.spaces, accessible_spaces=row.accessible_spaces,
        opened_on=row.opened_on, verified_at=moment_if_any(row.verified_at),
        page=f"{settings.BASE_URL}{reverse('front:place_page', args=[row.code])}",
    )  # fmt: skip


# What is on ------------------------------------------------------------------------------------


@router.get(
    "/programmes", response=shapes.Programmes, url_name="programmes",
    operation_id="list_programmes",
)  # fmt: skip
def list_programmes(
    request: HttpRequest, wishes: Query[shapes.ProgrammeWishes]
) -> shapes.Programmes:
    """Public programmes, the newest first."""
    rows = offered(_wish(wishes))
    found, following = marks.by_number(rows, wishes.after, wishes.size)
    items = [shapes.ProgrammeLine(**_programme(one)) for one in found]
    return shapes.Programmes(items=items, next=following)


def _wish(wishes: shapes.ProgrammeWishes) -> Wish:
    return Wish(kind=wishes.kind or "", village=wishes.village or "")


@router.get(
    "/programmes/{int:number}", response=shapes.Programme, url_name="programme",
    operation_id="read_programme",
)  # fmt: skip
def read_programme(request: HttpRequest, number: int) -> shapes.Programme:
    """One public programme with its coming sessions."""
    row = public().select_related("host", "village", "place").filter(pk=number).first()
    if row is None:
        raise Http404
    rows: QuerySet[Session] = sessions_public().filter(programme=row, ends_at__gt=clock.now())
    rows = rows.select_related(*SESSION_NAMES).order_by("starts_at", "id")[:SESSIONS_MOST]
    return shapes.Programme(**_programme(row), sessions=[_session(one) for one in rows])


@router.get(
    "/sessions", response=shapes.Sessions, url_name="sessions", operation_id="list_sessions"
)
def list_sessions(request: HttpRequest, wishes: Query[shapes.ProgrammeWishes]) -> shapes.Sessions:
    """Public sessions that are not over, the next first."""
    rows = coming(_wish(wishes))
    found, following = marks.by_moment(rows, "starts_at", wishes.after, wishes.size)
    return shapes.Sessions(items=[_session(one) for one in found], next=following)


def _programme(row: Programme) -> dict[str, Any]:
    return {
        "id": row.pk, "name": row.label, "kind": row.kind, "kind_label": row.get_kind_display(),
        "state": row.state, "about": _said(row.about), "host": named_one(row.host),
        "village": named(row.village), "place": named(row.place), "where": _said(row.where),
        "starts_on": row.starts_on, "ends_on": row.ends_on,
        "page": f"{settings.BASE_URL}{reverse('front:programme', args=[row.pk])}",
    }  # fmt: skip


def _session(row: Session) -> shapes.Session:
    return shapes.Session(
        id=row.pk, programme=row.programme_id, name=row.programme.label, kind=row.programme.kind,
        host=named_one(row.host), village=named(row.village), place=named(row.place),
        where=_said(row.where), starts_at=moment(row.starts_at), ends_at=moment(row.ends_at),
        state=row.state, speaker=_said(row.speaker), capacity=row.capacity, taken=row.confirmed,
        page=f"{settings.BASE_URL}{reverse('front:session', args=[row.pk])}",
    )  # fmt: skip


# News ------------------------------------------------------------------------------------------


@router.get("/news", response=shapes.News, url_name="news", operation_id="list_news")
def list_news(request: HttpRequest, wishes: Query[shapes.NewsWishes]) -> shapes.News:
    """What the town has published, the newest first."""
    town = home_town()
    if town is None:
        return shapes.News(items=[], next=None)
    rows = newsroom.listed(town.pk, wishes.theme or "").defer("html", "words")
    found, following = marks.by_moment(rows, "listed_at", wishes.after, wishes.size, newest=True)
    return shapes.News(items=[shapes.Piece(**_piece(one)) for one in found], next=following)


@router.get(
    "/news/{int:number}", response=shapes.Article, url_name="piece", operation_id="read_piece"
)
def read_piece(request: HttpRequest, number: int) -> shapes.Article:
    """One published piece, as cleaned HTML."""
    row = newsroom.piece(number)
    if row is None or not row.is_out or row.kind not in LISTED:
        raise Http404
    return shapes.Article(
        **_piece(row), html=row.html, editor=_said(row.responsible_editor),
        revised_at=moment_if_any(row.revised_at),
    )  # fmt: skip


def _piece(row: Published) -> dict[str, Any]:
    return {
        "id": row.pk, "kind": row.kind, "title": row.title, "summary": _said(row.summary),
        "source": _said(row.source), "theme": _said(row.theme), "dated_at": moment(row.dated_at),
        "image": f"{settings.BASE_URL}{row.image}" if row.image else None,
        "page": f"{settings.BASE_URL}{reverse('front:article', args=[row.pk])}",
    }  # fmt: skip
