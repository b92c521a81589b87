"""The figures of programmes: what took place, who came, which services were done.

Public figures say how many, never who: the columns of their records name no child and no elder.
"""

from datetime import date

from django.db import models
from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from touyan.kernel.figures import (
    Column,
    Count,
    Distinct,
    Figure,
    Node,
    Rows,
    Scope,
    Source,
    Split,
    Stock,
    Sum,
)
from touyan.kernel.lifecycle import Words
from touyan.programmes.models import Attendance, Session
from touyan.programmes.reads.year import SERVED
from touyan.programmes.states import (
    CHILDREN,
    SERVICES_WANTED,
    Kind,
    SessionState,
)
from touyan.town.models import Organisation, Role
from touyan.town.states import COUNTY, PLACES_PEOPLE_LIVE, TOWN, RoleCode

COLUMN_OF: dict[str, str] = {
    COUNTY: "town__parent",
    TOWN: "town",
    **dict.fromkeys(PLACES_PEOPLE_LIVE, "village"),
}
"""How a row says that it is of an organisation of this kind; of other kinds it is the host."""


def _inside(organisation: Node, path: str = "") -> Q:
    column = COLUMN_OF.get(organisation.kind, "host")
    # An attendance has its own town; village and host are its session's.
    prefix = "" if column.startswith("town") else path
    return Q(**{f"{prefix}{column}": organisation.pk})


def _split(scope: Scope, village: str) -> Split:
    here = Organisation.objects.filter(path__startswith=scope.organisation.path)
    if scope.organisation.kind == COUNTY:
        return Split("town", here.filter(kind=TOWN))
    return Split(village, here.filter(kind__in=PLACES_PEOPLE_LIVE))


class Held(Source):
    """Sessions that took place, by the day on which they began."""

    model = Session
    day = "day"
    related = ("programme", "host", "village")
    columns = (
        Column(_("Programme"), lambda row: row.programme.label),
        Column(_("Day"), lambda row: row.day),
        Column(_("Host"), lambda row: row.host.label),
        Column(_("Village or community"), lambda row: row.village.label if row.village else ""),
        Column(_("Speaker"), lambda row: row.speaker),
    )

    def inside(self, organisation: Node) -> Q:
        return _inside(organisation)

    def splits(self, scope: Scope) -> dict[str, Split]:
        return {"organisation": _split(scope, "village")}

    def everything(self) -> Rows:
        return Session.objects.filter(state=SessionState.HELD)


class There(Source):
    """Who came, as it stands after corrections, by the day of the session."""

    model = Attendance
    day = "day"
    related = ("session__programme", "session__host", "session__village")
    columns = (
        Column(_("Programme"), lambda row: row.session.programme.label),
        Column(_("Day"), lambda row: row.day),
        Column(_("Host"), lambda row: row.session.host.label),
        Column(
            _("Village or community"),
            lambda row: row.session.village.label if row.session.village else "",
        ),
        Column(_("Minutes"), lambda row: row.minutes),
    )

    def inside(self, organisation: Node) -> Q:
        return _inside(organisation, "session__")

    def splits(self, scope: Scope) -> dict[str, Split]:
        return {"organisation": _split(scope, "session__village")}

    def everything(self) -> Rows:
        return Attendance.objects.filter(standing=True)


class Members(Stock):
    """Members as they stood at the end of the period, each with the services they did in it."""

    model = Role
    day = "starts_on"
    related = ("organisation",)
    columns = (
        Column(_("Branch"), lambda row: row.organisation.label),
        Column(_("Services"), lambda row: row.services, office=True),
    )

    def inside(self, organisation: Node) -> Q:
        return Q(organisation__path__startswith=organisation.path)

    def splits(self, scope: Scope) -> dict[str, Split]:
        here = Organisation.objects.filter(path__startswith=scope.organisation.path)
        if scope.organisation.kind == COUNTY:
            return {"organisation": Split("organisation__town", here.filter(kind=TOWN))}
        villages = here.filter(kind__in=PLACES_PEOPLE_LIVE)
        return {"organisation": Split("organisation__parent", villages)}

    def rows(self, scope: Scope) -> Rows:
        return members(scope.since, scope.until).filter(self.inside(scope.organisation))


def members(since: date, until: date) -> QuerySet[Role]:
    """Every member's role at the end of a period, with the services that they did in it."""
    done = (
        Attendance.objects.filter(
            SERVED, standing=True, person=OuterRef("person"), day__gte=since,
            day__lte=until,
        )
        .order_by()
        .values("person")
        .annotate(n=models.Count("id"))
        .values("n")
    )  # fmt: skip
    return (
        Role.in_force(until)
        .filter(role=RoleCode.MEMBER)
        .annotate(services=Coalesce(Subquery(done), Value(0)))
    )


HOW_MANY, HELD_IN, PEOPLE = Count(), _("sessions"), _("people")
SESSIONS, ATTENDANCES, MEMBERS = Held(), There(), Members()


def _held(
    name: str,
    label: Words,
    definition: Words,
    kind: Kind,
    *,
    total: Count | Distinct = HOW_MANY,
    unit: Words = HELD_IN,
    names: tuple[str, ...] = (),
) -> Figure:
    return Figure(
        key=f"programmes.{name}", label=label, definition=definition, unit=unit, source=SESSIONS,
        where=Q(programme__kind=kind), total=total, public=True, names=names,
    )  # fmt: skip


def _came(
    name: str,
    label: Words,
    definition: Words,
    where: Q,
    *,
    total: Count | Distinct | Sum = HOW_MANY,
    unit: Words = PEOPLE,
    names: tuple[str, ...] = (),
) -> Figure:
    return Figure(
        key=f"programmes.{name}", label=label, definition=definition, unit=unit,
        source=ATTENDANCES, where=where, total=total, public=True, names=names,
    )  # fmt: skip


ALL: tuple[Figure, ...] = (
    _held(
        "lectures", _("Lectures"),
        _("Sessions of lectures that took place in the period."),
        Kind.LECTURE, names=("宣讲", "宣讲活动", "专题宣讲"),
    ),
    _held(
        "party_classes", _("Party classes"),
        _("Sessions of party classes that took place in the period."),
        Kind.PARTY_CLASS, names=("党课",),
    ),
    _held(
        "symposiums", _("Symposiums"),
        _("Symposiums that took place in the period."),
        Kind.SYMPOSIUM, names=("座谈会",),
    ),
    _held(
        "outreach_events", _("Outreach events"),
        _("Events at service centres and practice stations that took place in the period."),
        Kind.OUTREACH, names=("宣传教育活动", "宣传活动"),
    ),
    _held(
        "portrait_villages", _("Villages with a portrait day"),
        _("Villages and communities in which a portrait day took place in the period, each once."),
        Kind.PORTRAIT, total=Distinct("village"), unit=_("villages and communities"),
        names=("百年留影", "留影"),
    ),
    _held(
        "canteen_sites", _("Places with a canteen"),
        _("Villages and communities whose canteen was open on at least one day of the period."),
        Kind.CANTEEN, total=Distinct("village"), unit=_("villages and communities"),
        names=("大食堂", "助餐"),
    ),
    _came(
        "study_trip_members", _("Members on study trips"),
        _("Party members who came on a study trip in the period, each once."),
        Q(
            session__programme__kind=Kind.STUDY_TRIP,
            person__in=Role.objects.filter(role=RoleCode.MEMBER).values("person"),
        ),
        total=Distinct("person"), names=("红色寻迹", "外出党员"),
    ),
    _came(
        "children", _("Children looked after"),
        _("Children who came to after-school or full-day care in the period, each once."),
        Q(session__programme__kind__in=CHILDREN), total=Distinct("person"), unit=_("children"),
        names=("托管儿童", "儿童"),
    ),
    _came(
        "meals", _("Meals served"),
        _("Meals handed over at or from a canteen in the period."),
        Q(session__programme__kind=Kind.CANTEEN), unit=_("meals"), names=("餐次", "用餐"),
    ),
    _came(
        "services", _("Volunteer services"),
        _("Each time somebody served in the period: at a volunteer service, or as a volunteer anywhere."),
        SERVED, unit=_("services"), names=("志愿服务",),
    ),
    _came(
        "service_minutes", _("Time served"),
        _(
            "Minutes between arriving and leaving of each volunteer service in the period, within the "
            "session; one of which nobody noted the end counts to the end of the session."
        ),
        SERVED, total=Sum("minutes"), unit=_("minutes"), names=("服务时长",),
    ),
    Figure(
        key="programmes.members", label=_("Party members"),
        definition=_("Party members of the branches at the end of the period."),
        unit=PEOPLE, source=MEMBERS, total=Distinct("person"), names=("党员",),
    ),
    Figure(
        key="programmes.members_below_two_services", label=_("Members below two services"),
        definition=_(
            "Party members at the end of the period who did fewer than two volunteer services in it. "
            "Only they themselves and their branch see who."
        ),
        unit=PEOPLE, source=MEMBERS, where=Q(services__lt=SERVICES_WANTED),
        total=Distinct("person"), names=("志愿服务不足2次",),
    ),
)  # fmt: skip
"""What `conf/wiring.py` enters among the town's figures."""
