"""Briefs and their templates, scoped."""

from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from typing import Any

from django.db.models import F, Prefetch, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from touyan.figures.models import Brief, BriefTemplate, Declared, Mark, Snapshot
from touyan.kernel.facts import Facts
from touyan.town.models import Organisation, Person
from touyan.town.states import COUNTY, PLACES_PEOPLE_LIVE, TOWN, RoleCode

BRIEFERS = (RoleCode.LEADER, RoleCode.DISPATCHER, RoleCode.ADMIN)
"""Roles that write the briefs of their subtree."""
KINDS = (COUNTY, TOWN, *PLACES_PEOPLE_LIVE)
HEAVY = ("document", "text")


def digest_of(document: bytes | memoryview) -> str:
    return sha256(bytes(document)).hexdigest()


def briefed_by(person: Person) -> list[Organisation]:
    """Where the person writes briefs: the places of their roles."""
    return [role.organisation for role in person.roles_today if role.role in BRIEFERS]


def places_briefed(person: Person) -> QuerySet[Organisation]:
    """The county, towns and villages that they can write about, from the top."""
    reached = Q(pk__in=[])
    for place in briefed_by(person):
        reached |= Q(path__startswith=place.path, kind__in=KINDS) | Q(pk=place.pk)
    return Organisation.objects.filter(reached, ended_on__isnull=True).order_by("path")


# Templates -------------------------------------------------------------------------------------


def templates(person: Person) -> QuerySet[BriefTemplate]:
    """The newest version of each template that they can use: of their places, and of those above."""
    scope = Q(pk__in=[])
    for place in briefed_by(person):
        scope |= Q(organisation__path__startswith=place.path) | Q(
            organisation__code__in=_above(place)
        )
    return newest(BriefTemplate.objects.filter(scope)).order_by("organisation__path", "name")


def _above(place: Organisation) -> list[str]:
    return place.path.strip("/").split("/")


def newest(templates: QuerySet[BriefTemplate]) -> QuerySet[BriefTemplate]:
    number = Window(
        RowNumber(), partition_by=[F("organisation"), F("name")], order_by=F("version").desc()
    )
    rows = templates.annotate(newest=number).filter(newest=1)
    return rows.select_related("organisation").defer("document")


def template_named(name: str, organisation: Organisation) -> BriefTemplate | None:
    """The template of this name that a place uses: its own, else that of the place above."""
    mine = BriefTemplate.objects.filter(name=name, organisation__code__in=_above(organisation))
    rows = list(newest(mine))
    return max(rows, key=lambda row: len(row.organisation.path), default=None)


def template_of(person: Person, number: int) -> BriefTemplate | None:
    """Any version of a template that they can use."""
    scope = Q(pk__in=[])
    for place in briefed_by(person):
        scope |= Q(organisation__path__startswith=place.path) | Q(
            organisation__code__in=_above(place)
        )
    return BriefTemplate.objects.filter(scope, pk=number).select_related("organisation").first()


def versions(template: BriefTemplate) -> QuerySet[BriefTemplate]:
    same = BriefTemplate.objects.filter(organisation=template.organisation, name=template.name)
    return same.order_by("-version").defer("document")


def last_version(organisation: Organisation, name: str) -> int:
    rows = BriefTemplate.objects.filter(organisation=organisation, name=name)
    found: int | None = rows.order_by("-version").values_list("version", flat=True).first()
    return found or 0


# Briefs ----------------------------------------------------------------------------------------


def briefs(person: Person) -> QuerySet[Brief]:
    """The briefs of the places where they write any, without the documents themselves."""
    scope = Q(pk__in=[])
    for place in briefed_by(person):
        scope |= Q(organisation__path__startswith=place.path)
    rows = Brief.objects.filter(scope).select_related("organisation", "drafted_by", "signed_by")
    return rows.defer(*HEAVY)


def brief_of(person: Person, number: int) -> Brief | None:
    """A brief with what its page shows; the Word file only where it is asked for."""
    marks = Prefetch(
        "marks", Mark.objects.order_by("paragraph", "id").select_related("explained_by")
    )
    rows = briefs(person).select_related("template").defer(None).prefetch_related(marks, "numbers")
    return rows.defer("document", "template__document").filter(pk=number).first()


def brief_with(key: Any) -> Brief | None:
    return Brief.objects.filter(key=key).select_related("organisation").first() if key else None


def locked(brief: Brief) -> Brief:
    return (
        Brief.objects.select_for_update(of=("self",))
        .select_related("organisation", "template")
        .get(pk=brief.pk)
    )


def names_elsewhere(organisation: Organisation) -> frozenset[str]:
    """What the places below are called, also for short: what a sentence says of them is not of the whole."""
    below = Organisation.objects.filter(path__startswith=organisation.path).exclude(
        pk=organisation.pk
    )
    names = set(below.values_list("name", flat=True))
    short = {name.removesuffix("社区").removesuffix("村").removesuffix("镇") for name in names}
    return frozenset(name for name in names | short if len(name) > 1)


def declarations(snapshots: list[Snapshot]) -> dict[int, Declared]:
    """Snapshot → what somebody declared, for numbers that nobody counted."""
    kind = Declared._meta.model_name  # noqa: SLF001 - Django documents _meta as its API
    last = {row.pk: row.ids[-1] for row in snapshots if row.kind == kind and row.count}
    rows = Declared.objects.in_bulk(last.values())
    return {pk: rows[number] for pk, number in last.items()}


# What `touyan check` compares ------------------------------------------------------------------

facts = Facts({Brief: ("state", "digest", "template_id", "edited", "signed_by_id")})


def faults() -> Iterator[str]:
    """Every document that is not what was kept, as a sentence."""
    for kind in (Brief, BriefTemplate):
        rows = kind.objects.order_by("id").values_list("pk", "document", "digest")
        for pk, document, digest in rows.iterator(chunk_size=50):
            if digest_of(document) != digest:
                yield f"{kind.__name__.lower()}:{pk}: its Word file is not what was kept"


def day_in_words(day: date) -> str:
    """As a Chinese document writes it, whatever language the page has."""
    return f"{day.year}年{day.month}月{day.day}日"
