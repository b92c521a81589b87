"""Which of a figure's records somebody may open: a number reaches further than what people wrote."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Model, Q, QuerySet

from touyan.figures.models import Declared
from touyan.figures.reads.whose import READERS
from touyan.kernel.figures import Figure, Rows, Scope, records
from touyan.orders import reads as orders
from touyan.orders.models import Order
from touyan.orders.reads.reach import SEE_ORDERS
from touyan.plans.models import Activity, Plan, Platform, Requirement, Workstream
from touyan.programmes.models import Attendance, Session
from touyan.programmes.reads import scope as programmes
from touyan.projects.models import Project
from touyan.projects.reads import scope as projects
from touyan.selections.models import Candidate, Selection, TourStop
from touyan.selections.reads import scope as selections
from touyan.town.models import Person, Role
from touyan.town.states import RoleCode


@dataclass(frozen=True)
class Sight:
    """Who may open records of one kind: which rows, and by which roles all of a place's."""

    rows: Callable[[Person], QuerySet[Any]] | None
    """None where whoever reads the number may open what it counts."""
    roles: Collection[str]


def _attendances(person: Person) -> QuerySet[Attendance]:
    return Attendance.objects.filter(session__in=programmes.sessions_visible_to(person))


def _members(person: Person) -> QuerySet[Role]:
    """Who did how much is between a member and the branch."""
    theirs = Q(pk__in=[])
    for role in person.roles_today:
        if role.role == RoleCode.SECRETARY:
            theirs |= Q(organisation__path__startswith=role.organisation.path)
    return Role.objects.filter(theirs)


PLANS: tuple[type[Model], ...] = (Plan, Workstream, Activity, Requirement, Platform)
"""What a plan sets out is nobody's secret; who did how much is not among its records."""
SIGHTS: Mapping[type[Model], Sight] = {
    Order: Sight(orders.visible_to, SEE_ORDERS),
    Session: Sight(programmes.sessions_visible_to, programmes.SEES),
    Attendance: Sight(_attendances, programmes.SEES),
    Role: Sight(_members, {RoleCode.SECRETARY}),
    **{model: Sight(None, READERS) for model in PLANS},
    Project: Sight(None, READERS),
    Selection: Sight(None, READERS),
    Candidate: Sight(None, READERS),
    TourStop: Sight(None, READERS),
    Declared: Sight(None, READERS),
}
"""By kind of record; a kind that is not here is counted and not listed."""
PUBLIC: Mapping[type[Model], Callable[[], QuerySet[Any]] | None] = {
    Order: orders.public,
    **dict.fromkeys(PLANS),
    Project: projects.public,
    Selection: selections.public,
    Candidate: selections.candidates_public,
    TourStop: selections.stops_public,
    Declared: None,
}
"""What everyone may open."""
NONE = "-"
"""How an address says: without a category."""


def visible(person: Person, model: type[Model]) -> Rows:
    """Every record of a kind that somebody may open."""
    if model not in SIGHTS:
        return QuerySet(model).none()
    rows = SIGHTS[model].rows
    return QuerySet(model).all() if rows is None else rows(person)


def seen(person: Person, figure: Figure, scope: Scope, category: str = "") -> Rows:
    """The figure's records that this person may open, newest first; of one category where it is named."""
    rows, sight = records(figure, scope), SIGHTS.get(figure.source.model)
    if sight is None:
        return rows.none()
    if sight.rows is not None:
        rows = rows & sight.rows(person)
    return rows.filter(_of_category(figure, scope, category)) if category else rows


def newest(rows: Rows, figure: Figure, scope: Scope, enough: int, mark: date | None) -> Rows:
    """The same rows, narrowed to the places and days in which the next page lies, where sums are kept that know them.

    A rare figure then costs no more than a common one. Only for whoever sees all of its records.
    """
    upto = replace(scope, until=min(scope.until, mark)) if mark else scope
    if upto.until < scope.since:
        return rows.none()
    return figure.source.narrowed(figure, upto, rows, enough, skipping=mark)


def _of_category(figure: Figure, scope: Scope, category: str) -> Q:
    told = figure.source.splits(scope).get("category")
    if told is None:
        return Q()
    if category == NONE:
        return Q(**{f"{told.column}__isnull": True})
    return Q(**{f"{told.column}__code": category})


def seen_by_all(figure: Figure, scope: Scope) -> Rows:
    """The figure's records that everyone may open, newest first."""
    rows, model = records(figure, scope), figure.source.model
    if model not in PUBLIC:
        return rows.none()
    everyones = PUBLIC[model]
    return rows if everyones is None else rows & everyones()


def sees_all(person: Person, figure: Figure, scope: Scope) -> bool:
    """Whether a role of theirs opens records of the whole scope."""
    sight = SIGHTS.get(figure.source.model)
    return sight is not None and person.works_in(scope.organisation.path, *sight.roles)
