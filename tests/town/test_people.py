"""People, their roles, and who may change them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from touyan.kernel import clock
from touyan.kernel.models import Entry
from touyan.kernel.refused import Refused
from touyan.town import acts
from touyan.town.models import Person, Role
from touyan.town.reads import person_signed_in, staff_of
from touyan.town.rules import FOUNDER, stands_in, works_here

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


def at(text: str):
    """On the town's clock; the kernel's tells the same moment in UTC."""
    return clock.at(datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC))


def roles(person: Person) -> list[str]:
    return [role.role for role in Person.objects.get(pk=person.pk).roles_today]


def test_a_role_is_in_force_from_its_first_day_to_its_last_on_the_towns_clock(somebody, baihua):
    person = somebody("li")
    acts.grant_role(
        by=FOUNDER, person=person, organisation=baihua, role="secretary",
        starts_on=date(2021, 9, 17), ends_on=date(2021, 9, 18),
    )  # fmt: skip
    for moment, held in (
        ("2021-09-16 23:59", []),
        ("2021-09-17 00:00", ["secretary"]),
        ("2021-09-18 23:59", ["secretary"]),
        ("2021-09-19 00:00", []),
    ):
        with at(moment):
            assert roles(person) == held


def test_a_role_reaches_its_subtree_and_not_a_neighbour(secretary, town, baihua, paibei):
    branch = baihua.children.get()
    assert secretary.holds("secretary", baihua.path)
    assert secretary.holds("secretary", branch.path)
    assert not secretary.holds("secretary", paibei.path)
    assert not secretary.holds("secretary", town.path)
    assert not secretary.holds("dispatcher", baihua.path)


def test_a_code_that_begins_like_another_is_not_below_it(somebody, town):
    acts.add_organisation(by=FOUNDER, parent=town, code="A1", kind="village", name="甲")
    longer = acts.add_organisation(
        by=FOUNDER, parent=town, code="A10", kind="village", name="乙"
    ).about
    person = somebody("li", "secretary", town.children.get(code="A1"))
    assert not person.holds("secretary", longer.path)


def test_somebody_signs_in_with_all_their_roles_in_one_query(secretary, town):
    acts.grant_role(
        by=FOUNDER,
        person=secretary,
        organisation=town,
        role="dispatcher",
        starts_on=date(2020, 1, 1),
    )
    with CaptureQueriesContext(connection) as queries:
        person = person_signed_in(secretary.pk)
        assert [role.organisation.code for role in person.roles_today] == [
            "340121103003",
            "340121103",
        ]
    assert len(queries) == 1


def test_whoever_is_not_active_is_not_signed_in(secretary):
    Person.objects.filter(pk=secretary.pk).update(is_active=False)
    assert person_signed_in(secretary.pk) is None


def test_the_journal_says_in_which_role(secretary, resident):
    assert secretary.signed == f"person:{secretary.pk} as secretary"
    assert resident.signed == f"person:{resident.pk}"


def test_only_an_administrator_from_here_or_above_changes_people(
    admin, secretary, somebody, baihua, town
):
    grant = {"organisation": baihua, "role": "clerk", "starts_on": date(2021, 1, 1)}
    person = somebody("li")
    village_admin = somebody("wang", "admin", baihua)
    for by in (secretary, person):
        with pytest.raises(Refused, match="administrator"):
            acts.grant_role(by=by, person=person, **grant)
    with pytest.raises(Refused, match="administrator"):
        acts.grant_role(by=village_admin, person=person, **grant | {"organisation": town})
    acts.grant_role(by=village_admin, person=person, **grant)
    assert roles(person) == ["clerk"]
    with pytest.raises(Refused, match="administrator"):
        acts.add_person(by=village_admin, town=town, name="某人")
    assert acts.add_person(by=admin, town=town, name="某人").about.has_usable_password() is False


def test_a_refused_change_leaves_no_trace(secretary, town):
    people, entries = Person.objects.count(), Entry.objects.count()
    with pytest.raises(Refused):
        acts.add_person(by=secretary, town=town, name="某人")
    assert (Person.objects.count(), Entry.objects.count()) == (people, entries)


def test_passwords_are_set_by_oneself_or_an_administrator(admin, secretary, resident):
    acts.set_password(by=resident, person=resident, password="a new long one")
    acts.set_password(by=admin, person=secretary, password="another long one")
    assert Person.objects.get(pk=secretary.pk).check_password("another long one")
    with pytest.raises(Refused, match="administrator"):
        acts.set_password(by=secretary, person=resident, password="mine now")


def test_nobody_reaches_up_by_setting_a_superiors_password(admin, somebody, town):
    county_admin = somebody("county", "admin", town.parent)
    with pytest.raises(Refused, match="administrator"):
        acts.set_password(by=admin, person=county_admin, password="mine now")
    acts.set_password(by=county_admin, person=admin, password="another long one")


def test_a_password_is_never_in_the_journal(resident):
    acts.set_password(by=resident, person=resident, password="a new long one")
    assert Entry.objects.get(name="town.set_password").data == {}


def test_a_role_ends_on_a_day_and_stays_on_record(admin, secretary):
    role = secretary.roles.get()
    with pytest.raises(Refused, match="before it began"):
        acts.end_role(by=admin, role=role, ends_on=date(2019, 12, 30))
    acts.end_role(by=admin, role=role, ends_on=date(2020, 12, 31))
    assert (Role.objects.get(pk=role.pk).ends_on, roles(secretary)) == (date(2020, 12, 31), [])


def test_the_same_role_is_not_granted_twice(admin, secretary, baihua):
    with pytest.raises(IntegrityError):
        acts.grant_role(
            by=admin,
            person=secretary,
            organisation=baihua,
            role="secretary",
            starts_on=date(2020, 1, 1),
        )


def test_logins_are_unique_and_never_empty(somebody, town):
    somebody("li")
    with pytest.raises(IntegrityError):
        somebody("li")
    acts.add_person(by=FOUNDER, town=town, name="无账号一")
    acts.add_person(by=FOUNDER, town=town, name="无账号二")
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create(name="空", login="")


def test_a_telephone_number_is_sealed_and_found_by_its_digest(somebody):
    person = somebody("li", phone="13900001234")
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM town_person WHERE id = %s", [person.pk])
        assert "13900001234" not in cursor.fetchone()[0]
    assert Person.objects.get(phone_blind=person.phone_blind).phone == "13900001234"


def test_who_may_be_named_in_a_unit(officer, roads, secretary, baihua):
    branch = baihua.children.get()
    assert list(staff_of(roads)) == [officer]
    assert (works_here(officer, roads), works_here(officer, branch)) == (True, False)
    assert (stands_in(secretary, baihua), stands_in(secretary, branch)) == (True, True)
    assert (stands_in(officer, branch), works_here(secretary, branch)) == (False, True)
