"""The town's ledgers: organisations, people with their roles, the calendar, places; in and out of Excel."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from touyan.kernel import clock
from touyan.kernel.ledgers import (
    Column,
    Kind,
    Line,
    Progress,
    code,
    day,
    differs,
    label,
    number,
    one_of,
    text,
    whole,
    yes,
)
from touyan.kernel.refused import Refused
from touyan.kernel.sealed import blinds
from touyan.kernel.sheets import Problem
from touyan.kernel.working_time import DAY
from touyan.town import acts
from touyan.town.models import CalendarDay, Organisation, Person, Place, Role
from touyan.town.reads import home_town
from touyan.town.rules import FOUNDER, fits_place, same_name
from touyan.town.states import (
    COUNTY,
    PLACES_PEOPLE_LIVE,
    TOWN,
    OrganisationKind,
    PlaceKind,
    RoleCode,
)

Options = Mapping[str, Any]


def _by_code() -> dict[str, Organisation]:
    return {row.code: row for row in Organisation.objects.select_related("town")}


def _unknown(lines: list[Line], column: str, heading: str) -> Iterator[Problem]:
    """Rows that name an organisation which does not stand in the town."""
    known = set(_by_code())
    for line in lines:
        code = line.said[column]
        if code and code not in known:
            yield Problem(
                line.number, heading, _("“{code}” is no organisation's code").format(code=code)
            )


# Of which town -----------------------------------------------------------------------------------

OF_TOWN = Column("town", ("乡镇代码", "town"), text(30))
"""Stands last in ledgers whose rows are a town's own: a county's towns all go out in one."""


def towns() -> dict[str, Organisation]:
    """By code; the first of the county where a row does not say."""
    rows = {row.code: row for row in Organisation.objects.filter(kind=TOWN)}
    home = home_town()
    return {**rows, "": home} if home else rows


def unknown_towns(lines: list[Line], options: Options) -> Iterator[Problem]:
    known, heading = towns(), OF_TOWN.headings[0]
    for line in lines:
        code = line.said["town"] or ""
        if code not in known:
            why = _("“{code}” is no town's code") if code else _("There is no town yet.")
            yield Problem(line.number, heading, why.format(code=code))


# Organisations ---------------------------------------------------------------------------------


def _load_organisations(lines: list[Line], options: Options, progress: Progress) -> int:
    known, made = _by_code(), 0
    for done, line in enumerate(lines, 1):
        said = {name: value or "" for name, value in line.said.items()}
        parent, ended_on = known.get(said.pop("parent")), said.pop("ended_on")
        if said["code"] not in known:
            added = acts.add_organisation(by=FOUNDER, parent=parent, **said).about
            if ended_on:
                acts.change_organisation(by=FOUNDER, organisation=added, ended_on=ended_on)
            known[added.code], made = added, made + 1
        progress(done, len(lines))
    return made


def _check_organisations(lines: list[Line], options: Options) -> Iterator[Problem]:
    above: set[str] = set(_by_code())
    for line in lines:
        parent = line.said["parent"]
        if not parent and line.said["kind"] != COUNTY:
            yield Problem(line.number, "上级代码", _("is empty; only a county stands alone"))
        if parent and parent not in above:
            yield Problem(
                line.number,
                "上级代码",
                _("“{code}” must stand above, or in the town already").format(code=parent),
            )
        if (line.said["ended_on"] or clock.today()) > clock.today():
            yield Problem(line.number, "停用日期", _("lies in the future"))
        above.add(line.said["code"])


def _dump_organisations() -> Iterator[Sequence[Any]]:
    for row in Organisation.objects.select_related("parent").order_by("path"):
        yield (
            row.code,
            row.parent.code if row.parent else "",
            label(OrganisationKind(row.kind)),
            row.name,
            row.name_en,
            row.phone,
            row.ended_on,
        )


# People and their roles ------------------------------------------------------------------------


def _load_people(lines: list[Line], options: Options, progress: Progress) -> int:
    known, made = _by_code(), 0
    for done, line in enumerate(lines, 1):
        made += _person(line.said, known[line.said["organisation"]])
        progress(done, len(lines))
    return made


def _person(said: dict[str, Any], organisation: Organisation) -> bool:
    login, town = said["login"] or "", _town_of(organisation)
    person = Person.objects.filter(login=login).first() if login else None
    person = person or _holder(said, organisation) or _namesake(said, town, login)
    if person is None:
        person = acts.add_person(
            by=FOUNDER, town=town, name=said["name"], login=login, phone=said["phone"] or ""
        ).about
    role = Role.objects.filter(
        person=person, organisation=organisation, role=said["role"], starts_on=said["starts_on"]
    ).first()
    if role is not None:
        return _ended(role, said["ends_on"])
    acts.grant_role(
        by=FOUNDER, person=person, organisation=organisation, role=said["role"],
        starts_on=said["starts_on"], ends_on=said["ends_on"],
    )  # fmt: skip
    return True


def _town_of(organisation: Organisation) -> Organisation:
    """Whoever has a role on the county belongs to its town all the same, as the first administrator does."""
    town = organisation if organisation.kind == TOWN else organisation.town or home_town()
    if town is None:
        raise Refused(_("There is no town yet to which these people could belong."))
    return town


def _ended(role: Role, ends_on: date | None) -> bool:
    """A ledger that says until when ends a role; an older one neither prolongs it nor opens it again."""
    return (
        ends_on is not None and not acts.end_role(by=FOUNDER, role=role, ends_on=ends_on).repeated
    )


def _holder(said: dict[str, Any], organisation: Organisation) -> Person | None:
    """Who has this very role by this name: of two without a login and a number, the one whom the row is about."""
    rows = Role.objects.filter(
        person__name=said["name"], person__login=said["login"] or None, person__is_active=True,
        organisation=organisation, role=said["role"], starts_on=said["starts_on"],
    ).select_related("person")  # fmt: skip
    if phone := said["phone"] or "":
        rows = rows.filter(person__phone_blind__in=["", *blinds(phone, "phone")])
    row = rows.order_by("-person__phone_blind", "person_id").first()
    return row.person if row else None


def _namesake(said: dict[str, Any], town: Organisation, login: str) -> Person | None:
    """Who is in the town by this name already; two with telephone numbers of their own are two people."""
    rows = Person.objects.filter(
        name=said["name"], town=town, login=login or None, child_until__isnull=True, is_active=True
    ).order_by("id")
    if phone := said["phone"] or "":
        theirs = rows.filter(phone_blind__in=blinds(phone, "phone")).first()
        return theirs or rows.filter(phone_blind="").first()
    return rows.first()


def _check_people(lines: list[Line], options: Options) -> Iterator[Problem]:
    yield from _unknown(lines, "organisation", "单位代码")
    wanted = {line.said["login"] for line in lines} - {None}
    called = dict(Person.objects.filter(login__in=wanted).values_list("login", "name"))
    for line in lines:
        login, name = line.said["login"], line.said["name"]
        if login and not same_name(called.setdefault(login, name), name):
            why = _("“{login}” is somebody else's: {name}'s").format(
                login=login, name=called[login]
            )
            yield Problem(line.number, "登录名", why)
        if why_not := _wrong_end(line.said):
            yield Problem(line.number, "结束日期", why_not)


def _wrong_end(said: dict[str, Any]) -> str | None:
    ends_on = said["ends_on"]
    if ends_on is None and said["role"] == RoleCode.TEACHER:
        return _("Say until when a teacher is cleared to look after children.")
    if ends_on is not None and ends_on < said["starts_on"] - DAY:
        return _("The last day lies before the first.")
    return None


def _dump_people() -> Iterator[Sequence[Any]]:
    """Names and roles; telephone numbers do not leave, and whoever was erased does not come back."""
    rows = Role.objects.filter(person__is_active=True).select_related("person", "organisation")
    rows = rows.order_by("organisation__path", "id")
    for row in rows:
        yield (
            row.person.name,
            row.person.login or "",
            "",
            label(RoleCode(row.role)),
            row.organisation.code,
            row.starts_on,
            row.ends_on,
        )


# The calendar ----------------------------------------------------------------------------------


def _load_days(lines: list[Line], options: Options, progress: Progress) -> int:
    of, made = towns(), 0
    known = {(row.town_id, row.day): row for row in CalendarDay.objects.all()}
    for done, line in enumerate(lines, 1):
        said = dict(line.said)
        town = of[said.pop("town") or ""]
        row = known.get((town.pk, said["day"]))
        if row is None or differs(row, said):
            acts.set_day(by=FOUNDER, town=town, **said)
            known[town.pk, said["day"]] = CalendarDay(town=town, **said)
            made += 1
        progress(done, len(lines))
    return made


def _dump_days() -> Iterator[Sequence[Any]]:
    for row in CalendarDay.objects.select_related("town").order_by("town__path", "day"):
        yield row.day, "是" if row.working else "否", row.source, row.town.code


# Places ----------------------------------------------------------------------------------------


def _load_places(lines: list[Line], options: Options, progress: Progress) -> int:
    known, made = _by_code(), 0
    there = set(Place.objects.values_list("code", flat=True))
    for done, line in enumerate(lines, 1):
        said = {name: value for name, value in line.said.items() if value is not None}
        village = known[said.pop("village")]
        if said["code"] not in there:
            acts.add_place(by=FOUNDER, village=village, **said)
            made += 1
        progress(done, len(lines))
    return made


def _dump_places() -> Iterator[Sequence[Any]]:
    for row in Place.objects.select_related("village").order_by("code"):
        yield (
            row.code,
            row.village.code,
            label(PlaceKind(row.kind)),
            row.name,
            row.name_en,
            row.latitude,
            row.longitude,
            row.hours,
            row.spaces,
            row.accessible_spaces,
            row.opened_on,
        )


def _check_places(lines: list[Line], options: Options) -> Iterator[Problem]:
    there = set(Place.objects.values_list("code", flat=True))
    lines = [line for line in lines if line.said["code"] not in there]
    known, seen = _by_code(), set[str]()
    headings = {column.name: column.headings[0] for column in KINDS["places"].columns}
    for line in lines:
        for column, why in _wrong_of_place(line.said, seen, known):
            yield Problem(line.number, headings[column], why)
        seen.add(line.said["code"])


def _wrong_of_place(
    said: dict[str, Any], seen: set[str], known: dict[str, Organisation]
) -> Iterator[tuple[str, str]]:
    """Which column of a place that is not there yet, and what is wrong with it."""
    facts = {name: value for name, value in said.items() if name != "village" and value is not None}
    if wrong := fits_place(Place(**facts)):
        yield wrong
    if said["code"] in seen:
        yield "code", _("“{ref}” stands twice").format(ref=said["code"])
    if said["code"] in known:
        yield "code", _("“{code}” is an organisation's code").format(code=said["code"])
    village = known.get(said["village"])
    if village is None or village.kind not in PLACES_PEOPLE_LIVE:
        yield "village", _("“{code}” is no village's code").format(code=said["village"])


KINDS: dict[str, Kind] = {
    "organisations": Kind(
        [
            Column("code", ("代码", "code"), code(30), required=True),
            Column("parent", ("上级代码", "parent"), text(30)),
            Column("kind", ("类别", "kind"), one_of(OrganisationKind), required=True),
            Column("name", ("名称", "name"), text(80), required=True),
            Column("name_en", ("英文名称", "name_en"), text(80)),
            Column("phone", ("服务电话", "phone"), text(20)),
            Column("ended_on", ("停用日期", "ended_on"), day),
        ],
        _load_organisations,
        _dump_organisations,
        _check_organisations,
    ),
    "people": Kind(
        [
            Column("name", ("姓名", "name"), text(60), required=True),
            Column("login", ("登录名", "login"), text(40)),
            Column("phone", ("手机", "phone"), text(20)),
            Column("role", ("角色", "role"), one_of(RoleCode), required=True),
            Column("organisation", ("单位代码", "organisation"), text(30), required=True),
            Column("starts_on", ("开始日期", "from"), day, required=True),
            Column("ends_on", ("结束日期", "to"), day),
        ],
        _load_people,
        _dump_people,
        _check_people,
    ),
    "calendar": Kind(
        [
            Column("day", ("日期", "day"), day, required=True),
            Column("working", ("是否上班", "working"), yes, required=True),
            Column("source", ("依据", "source"), text(120), required=True),
            OF_TOWN,
        ],
        _load_days,
        _dump_days,
        unknown_towns,
    ),
    "places": Kind(
        [
            Column("code", ("代码", "code"), code(30), required=True),
            Column("village", ("村社区代码", "village"), text(30), required=True),
            Column("kind", ("类别", "kind"), one_of(PlaceKind), required=True),
            Column("name", ("名称", "name"), text(80), required=True),
            Column("name_en", ("英文名称", "name_en"), text(80)),
            Column("latitude", ("纬度", "latitude"), number(-90, 90)),
            Column("longitude", ("经度", "longitude"), number(-180, 180)),
            Column("hours", ("开放时间", "hours"), text(80)),
            Column("spaces", ("车位", "spaces"), whole(0, 100_000)),
            Column("accessible_spaces", ("无障碍车位", "accessible_spaces"), whole(0, 100_000)),
            Column("opened_on", ("启用日期", "opened_on"), day),
        ],
        _load_places,
        _dump_places,
        _check_places,
    ),
}
"""Every ledger of the town, by the name that `touyan import` and `touyan export` use."""
