"""The town as everybody may read it: organisations, categories, places, what is on, news, figures."""

from datetime import date, datetime
from typing import Annotated

from django.utils.translation import gettext_noop as _
from pydantic import BaseModel, Field

from touyan.api.v1.shapes.codes import Day, OneOf
from touyan.api.v1.shapes.orders import Asked, Code, Listed, Named, UrgencyCode
from touyan.programmes.states import Kind, SessionState, State
from touyan.town.states import OrganisationKind, PlaceKind

OrganisationCode = Annotated[str, OneOf(OrganisationKind.values)]
PlaceCode = Annotated[str, OneOf(PlaceKind.values)]
KindCode = Annotated[str, OneOf(Kind.values)]
ProgrammeState = Annotated[str, OneOf(State.values)]
SessionCode = Annotated[str, OneOf(SessionState.values)]
Next = Annotated[
    str | None, Field(description=_("Send it as `after` for the next page; null on the last."))
]
OfTown = Annotated[Code | None, Field(description=_("Code of a town."))]
OfVillage = Annotated[Code | None, Field(description=_("Code of a village or community."))]


class Link(BaseModel):
    name: str
    href: str
    label: str


class Root(BaseModel):
    name: str
    version: str
    links: list[Link]


class OrganisationWishes(Listed):
    kind: OrganisationCode | None = None
    below: Annotated[
        Code | None, Field(description=_("Code of an organisation: it and what is below it."))
    ] = None


class Organisation(BaseModel):
    code: str
    kind: OrganisationCode
    kind_label: str
    name: str
    name_en: str | None
    parent: Annotated[str | None, Field(description=_("Code of the organisation above it."))]
    phone: Annotated[str | None, Field(description=_("Of its desk, never of a person."))]


class Organisations(BaseModel):
    items: list[Organisation]
    next: Next


class CategoryWishes(Asked):
    town: OfTown = None


class Category(BaseModel):
    code: str
    name: str
    name_zh: str
    name_en: str | None
    urgency: UrgencyCode
    keywords: list[str]
    town: str


class Categories(BaseModel):
    items: list[Category]


class PlaceWishes(Listed):
    kind: PlaceCode | None = None
    village: OfVillage = None
    town: OfTown = None


class Place(BaseModel):
    code: str
    kind: PlaceCode
    kind_label: str
    name: str
    village: Named
    latitude: Annotated[float | None, Field(description="WGS-84")]
    longitude: Annotated[float | None, Field(description="WGS-84")]
    hours: str | None
    spaces: int | None
    accessible_spaces: int | None
    opened_on: date | None
    verified_at: Annotated[
        datetime | None, Field(description=_("When the office last found that all of it is right."))
    ]
    page: str


class Places(BaseModel):
    items: list[Place]
    next: Next


class ProgrammeWishes(Listed):
    kind: KindCode | None = None
    village: OfVillage = None


class Session(BaseModel):
    id: int
    programme: int
    name: str
    kind: KindCode
    host: Named
    village: Named | None
    place: Named | None
    where: str | None
    starts_at: datetime
    ends_at: datetime
    state: SessionCode
    speaker: str | None
    capacity: Annotated[
        int | None, Field(description=_("Seats; null where there is room for everybody."))
    ]
    taken: Annotated[int, Field(description=_("Seats that are booked."))]
    page: str


class Sessions(BaseModel):
    items: list[Session]
    next: Next


class ProgrammeLine(BaseModel):
    id: int
    name: str
    kind: KindCode
    kind_label: str
    state: ProgrammeState
    about: str | None
    host: Named
    village: Named | None
    place: Named | None
    where: str | None
    starts_on: date
    ends_on: date | None
    page: str


class Programme(ProgrammeLine):
    sessions: Annotated[
        list[Session],
        Field(description=_("Those that are not over, the next first; fifty at most.")),
    ]


class Programmes(BaseModel):
    items: list[ProgrammeLine]
    next: Next


class NewsWishes(Listed):
    theme: Annotated[
        str | None, Field(max_length=40, description=_("Only pieces on this theme."))
    ] = None


class Piece(BaseModel):
    id: int
    kind: str
    title: str
    summary: str | None
    source: str | None
    theme: str | None
    dated_at: datetime
    image: str | None
    page: str


class News(BaseModel):
    items: list[Piece]
    next: Next


class Article(Piece):
    html: Annotated[str, Field(description=_("Cleaned: no script, no style."))]
    editor: Annotated[str | None, Field(description=_("Who answers for it."))]
    revised_at: datetime | None


class FigureWishes(Asked):
    organisation: Annotated[
        Code | None,
        Field(description=_("Code of an organisation; the first town where it is left out.")),
    ] = None
    since: Annotated[
        Day | None, Field(description=_("First day; the first of this year where it is left out."))
    ] = None
    until: Annotated[Day | None, Field(description=_("Last day; today where it is left out."))] = (
        None
    )


class FigureScope(BaseModel):
    organisation: str
    name: str
    since: date
    until: date


class Rate(BaseModel):
    numerator: int
    denominator: int | None
    share: str
    out_of: str
    left_out: str


class Declared(BaseModel):
    """A number that somebody answers for, beside what was counted."""

    value: int
    at_least: bool
    organisation: str
    since: date
    until: date
    source: str
    signer: str


class Figure(BaseModel):
    value: Annotated[
        int | None, Field(description=_("Null where nobody counts it and nobody declared it."))
    ]
    unit: str
    label: str
    definition: Annotated[str, Field(description=_("What counts and what does not."))]
    version: int
    counted: bool
    parts: dict[str, int]
    rate: Rate | None = None
    declared: list[Declared] | None = None


class Figures(BaseModel):
    scope: FigureScope
    figures: dict[str, Figure]
