"""Who somebody is, and what they may do, is what the journal says: nobody gets in behind its back."""

from datetime import date, timedelta

import pytest
from django.db.models import F

from touyan.kernel import clock, journal
from touyan.kernel.models import Entry
from touyan.town import acts
from touyan.town.models import Organisation, Person, Role
from touyan.town.rules import FOUNDER

pytestmark = pytest.mark.django_db


def named() -> list[str]:
    """What each fault is about."""
    return [fault.partition(": ")[0] for fault in journal.faults()]


def test_what_the_acts_did_is_whole(secretary: Person, admin: Person, baihua: Organisation):
    acts.end_role(by=FOUNDER, role=secretary.roles.get(), ends_on=date(2030, 1, 1))
    many = [acts.Registered(name="党员甲", village=baihua, roles=[(baihua, "member")])]
    acts.register(by=FOUNDER, town=baihua.town, people=many, since=date(2021, 1, 1))
    assert named() == []


def test_a_role_that_nobody_gave_is_named(resident: Person, town: Organisation):
    role = Role.objects.create(
        person=resident, organisation=town, role="admin", starts_on=date(2021, 1, 1)
    )
    assert named() == [f"role:{role.pk}"]


@pytest.mark.parametrize(
    "change",
    [
        {"role": "admin"},
        {"ends_on": date(2099, 1, 1)},
        {"starts_on": F("starts_on") - timedelta(1)},
    ],
)
def test_a_role_that_was_altered_is_named(secretary: Person, change: dict[str, object]):
    role = secretary.roles.get()
    Role.objects.filter(pk=role.pk).update(**change)
    assert named() == [f"role:{role.pk}"]


@pytest.mark.parametrize(
    "change", [{"by": "person:999"}, {"at": F("at") - timedelta(1)}, {"data": {}}]
)
def test_an_entry_about_a_person_that_was_altered_is_named(
    secretary: Person, change: dict[str, object]
):
    Entry.objects.filter(about=f"person:{secretary.pk}", seq=1).update(**change)
    assert f"person:{secretary.pk}" in named()


def test_what_became_personal_later_is_shed_too(resident: Person):
    entry = Entry.objects.get(about=f"person:{resident.pk}", name="town.add_person")
    entry.salts = {}
    entry.digest = journal.digest_of(entry, "")
    entry.save()
    journal.shed_all([entry.about])
    entry.refresh_from_db()
    assert (entry.data, sorted(entry.shed)) == ({}, ["login", "name"])
    assert list(journal.faults()) == []


def test_what_an_act_wrote_that_is_not_there_any_more_is_shed_by_its_salts(resident: Person):
    entry = journal.write(
        name="town.add_person", about=f"person:{resident.pk}", by="founder", at=clock.now(),
        data={"name": "汪奶奶", "kind": "wreath"}, town_code="", first=False,
    )  # fmt: skip
    entry.name = "town.wreathe"
    before = Entry.objects.get(about=entry.about, seq=entry.seq - 1)
    entry.digest = journal.digest_of(entry, before.digest)
    entry.save()
    journal.shed_all([entry.about])
    entry.refresh_from_db()
    assert (entry.data, sorted(entry.shed)) == ({"kind": "wreath"}, ["name"])
    assert list(journal.faults()) == []
