"""Every query about the town."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.core.cache import cache
from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from touyan.kernel import clock
from touyan.kernel.models import Entry
from touyan.kernel.prepared import Prepared
from touyan.kernel.working_time import WorkingTime
from touyan.town.models import CalendarDay, Consent, Notice, Organisation, Person, Place, Role
from touyan.town.states import (
    HEARERS,
    OFFICE_ROLES,
    PLACES_PEOPLE_LIVE,
    TOWN,
    UNITS,
    OrganisationKind,
)


def person_signed_in(pk: int) -> Person | None:
    """The person with the roles in force: one query where there are any, as every desk page needs both."""
    roles = Role.held_today(pk)
    person = roles[0].person if roles else Person.objects.filter(pk=pk, is_active=True).first()
    if person is not None:
        person.__dict__["roles_today"] = roles
    return person


def home_town() -> Organisation | None:
    """The first town of the installation: what the front page speaks for."""
    return Organisation.objects.filter(kind=TOWN, ended_on__isnull=True).order_by("id").first()


def towns() -> list[int]:
    """The numbers of all towns here."""
    found = Organisation.objects.filter(kind=TOWN, ended_on__isnull=True).order_by("id")
    return list(found.values_list("pk", flat=True))


def villages(town: Organisation | int) -> QuerySet[Organisation]:
    return _villages(town if isinstance(town, int) else town.pk).all()


@lru_cache(maxsize=1000)
def _villages(town_id: int) -> QuerySet[Organisation]:
    """The question, never an answer: every form of the residents asks it of the same town."""
    return Organisation.objects.filter(
        parent=town_id, kind__in=PLACES_PEOPLE_LIVE, ended_on__isnull=True
    ).order_by("code")


def village_of(town_id: int, code: str) -> Organisation | None:
    """One of them by its code, with its town, which an order asks for."""
    return next(iter(_BY_CODE(town_id, code)), None)


_BY_CODE = Prepared(
    lambda town, code: villages(town).filter(code=code).select_related("town"),
    7_000_001, "a code",
)  # fmt: skip


def village_names(town_id: int) -> list[tuple[int, str]]:
    """The number and the name of each, as people write it: without what a seal says after it."""
    rows = Organisation.objects.filter(parent=town_id, kind__in=PLACES_PEOPLE_LIVE)
    return [
        (pk, name.removesuffix("居民委员会").removesuffix("村民委员会"))
        for pk, name in rows.order_by("code").values_list("pk", "name")
    ]


def village(code: str) -> Organisation | None:
    return (
        Organisation.objects.filter(code=code, kind__in=PLACES_PEOPLE_LIVE, ended_on__isnull=True)
        .select_related("parent", "town")
        .first()
    )


def place(code: str) -> Place | None:
    return Place.objects.filter(code=code).select_related("village", "village__parent").first()


def branch_of(village: Organisation) -> Organisation | None:
    """The branch that accepts what is asked for in this village: its first."""
    return next(iter(_FIRST_BRANCH(village)), None)


_FIRST_BRANCH = Prepared(
    lambda village: Organisation.objects.filter(
        parent=village, kind=OrganisationKind.BRANCH, ended_on__isnull=True
    ).order_by("code")[:1],
    71,
)


def branches(town: Organisation) -> QuerySet[Organisation]:
    return (
        Organisation.objects.filter(
            path__startswith=town.path, kind=OrganisationKind.BRANCH, ended_on__isnull=True
        )
        .select_related("parent")
        .order_by("code")
    )


def units(town: Organisation) -> QuerySet[Organisation]:
    """Whom the town can dispatch to, besides branches."""
    return Organisation.objects.filter(parent=town, kind__in=UNITS, ended_on__isnull=True).order_by(
        "code"
    )


def dispatchable(town: Organisation) -> QuerySet[Organisation]:
    return Organisation.objects.filter(
        Q(parent=town, kind__in=UNITS)
        | Q(path__startswith=town.path, kind=OrganisationKind.BRANCH),
        ended_on__isnull=True,
    ).order_by("kind", "code")


def staff_of(organisation: Organisation) -> QuerySet[Person]:
    """The people who may be named as holders within an organisation; within a branch, those of its village too."""
    places = Q(organisation=organisation)
    if organisation.kind == OrganisationKind.BRANCH:
        places |= Q(organisation=organisation.parent_id, organisation__kind__in=PLACES_PEOPLE_LIVE)
    return (
        Person.objects.filter(
            roles__in=Role.in_force().filter(places, role__in=OFFICE_ROLES),
            is_active=True,
        )
        .distinct()
        .order_by("name")
    )


def agreement(person: Person, purpose: str) -> Consent | None:
    """What they agreed to for one purpose and have not taken back."""
    return agreements(person).get(purpose)


def agreements(person: Person) -> dict[str, Consent]:
    """Purpose → what they agreed to and have not taken back; in whichever wording, the latest."""
    rows = Consent.objects.filter(subject=person, withdrawn_at__isnull=True)
    return {row.purpose: row for row in rows.select_related("town", "subject").order_by("at")}


def visible_to(person: Person) -> QuerySet[Organisation]:
    """The organisations a person's roles reach."""
    scope = Q(pk__in=[])
    for role in person.roles_today:
        scope |= Q(path__startswith=role.organisation.path)
    return Organisation.objects.filter(scope).order_by("path")


def working_time(town_id: int, around: datetime) -> WorkingTime:
    """The town's working calendar near a moment: what any date counted from there can need."""
    year = around.year
    days = dict(_CALENDAR(town_id, date(year - 1, 12, 1), date(year + 1, 12, 31)))
    # The State Council publishes a year at a time, and each has days off in October: before those stand here,
    # somebody has only begun to write that year down.
    whole = [day.year for day, working in days.items() if day.month == 10 and not working]
    return WorkingTime(days, published_until=date(max(whole, default=year - 1), 12, 31))


def working_between(town_id: int, first: date, last: date) -> WorkingTime:
    """The town's working calendar of a stretch of days, for counting how many of them were worked."""
    days = dict(_CALENDAR(town_id, first, last))
    return WorkingTime(days, published_until=date(last.year, 12, 31))


_CALENDAR = Prepared(
    lambda town, first, last: CalendarDay.objects.filter(
        town=town, day__gte=first, day__lte=last
    ).values_list("day", "working"),
    71, date(1971, 1, 1), date(1972, 1, 1),
)  # fmt: skip


def notices_for(person: Person, now: datetime) -> QuerySet[Notice]:
    """What the person, or an organisation where they have a role, has not seen yet, newest first."""
    # What names its reader is theirs, also where their role else only reads: a leader who decides.
    heard_by = [role for role in person.roles_today if role.role in HEARERS]
    mine = Q(person=person) | Q(person__isnull=True, organisation_id__in=_here(heard_by))
    return Notice.objects.filter(
        mine,
        organisation_id__in=_here(person.roles_today),
        seen_at__isnull=True,
        not_before__lte=now,
    ).order_by("-not_before", "-id")


def _here(roles: Iterable[Role]) -> set[int]:
    """A secretary's role stands on the village; what its branch should hear is for them."""
    return {pk for role in roles for pk in (role.organisation_id, *role.works_at)}


def own_notices(person: Person, now: datetime, about: str) -> QuerySet[Notice]:
    """What one person alone has not seen yet of one kind of thing, on their own pages; newest first."""
    mine = Notice.objects.filter(person=person, organisation__isnull=True, seen_at__isnull=True)
    return mine.filter(about__startswith=f"{about}:", not_before__lte=now).order_by("-id")


def site() -> dict[str, str]:
    """What the pages say of themselves: whose town this is and whom to telephone. Kept for a minute."""
    known: dict[str, str] | None = cache.get("site")
    if known is None:
        town = home_town()
        known = {
            "name": town.name if town else "头雁",
            "name_en": (town.name_en or town.name) if town else "Touyan",
            "phone": town.phone if town else "",
            "path": town.path if town else "",
            "pk": str(town.pk) if town else "",
            "code": town.code if town else "",
        }
        cache.set("site", known, 60)
        cache.set("site-last", known, None)
    return known


def as_read(known: dict[str, str]) -> dict[str, str]:
    """The same with the town's name in the language of whoever reads the page."""
    return {**known, "name": known["name_en"] if get_language() == "en" else known["name"]}


def villages_here() -> list[Organisation]:
    """The villages of that town, to choose from. Kept for a minute too."""
    known: list[Organisation] | None = cache.get("villages")
    if known is None:
        town = home_town()
        known = list(villages(town)) if town else []
        cache.set("villages", known, 60)
    return known


def site_last_known() -> dict[str, str]:
    """The same without asking the database, for when it does not answer."""
    unknown = {"name": "头雁", "name_en": "Touyan", "phone": "", "path": "", "pk": "", "code": ""}
    known: dict[str, str] = cache.get("site-last", unknown)
    return known


def demonstration_logins() -> list[str]:
    """Who could sign in with the password that the documentation prints."""
    rows = Person.objects.filter(demonstration=True, login__isnull=False).order_by("id")
    return [login for login in rows.values_list("login", flat=True) if login]


def names_of_children() -> list[str]:
    """Of everybody under 14 whom the town knows today: what no page may print."""
    today = clock.today()
    children = Person.objects.filter(child_until__gt=today, is_active=True)
    return list(children.values_list("name", flat=True).distinct().order_by("name"))


# What `touyan check` compares ------------------------------------------------------------------


def role_faults() -> Iterator[str]:
    """Every role was given by an act, and ends when an act said: a role is what lets somebody in."""
    given, ends = _roles_told()
    rows = Role.objects.order_by("id").values_list(
        "pk", "person_id", "role", "organisation__code", "starts_on", "ends_on"
    )
    for pk, person, role, code, since, until in rows.iterator(chunk_size=2000):
        if (person, role, code, since.isoformat()) not in given:
            yield f"role:{pk}: {role} of person:{person} on {code} stands in the tables but nobody gave it"
        elif (until.isoformat() if until else None) not in ends[person, role, code]:
            yield f"role:{pk}: {role} of person:{person} on {code} ends on {until}, which nobody said"


def _roles_told() -> tuple[set[tuple[int, str, str, str]], dict[tuple[int, str, str], set[Any]]]:
    """What the journal says of roles: (person, role, organisation, since), and when each may end."""
    given: set[tuple[int, str, str, str]] = set()
    ends: dict[tuple[int, str, str], set[Any]] = defaultdict(set)
    names = ["town.grant_role", "town.end_role", "town.register"]
    rows = Entry.objects.filter(name__in=names, about__startswith="person:")
    for about, data in rows.values_list("about", "data").iterator(chunk_size=2000):
        person = int(about.partition(":")[2])
        for one in data.get("roles", [data]):
            key = (person, one["role"], one["organisation"])
            ends[key].add(data.get("to"))
            if "from" in data:
                given.add((*key, data["from"]))
    return given, ends
