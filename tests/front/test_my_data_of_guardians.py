"""Guardians and their own data: a bar is not slipped out of by a new name, and nobody waits for ever."""

from datetime import timedelta

import pytest

from touyan.kernel import clock, journal
from touyan.programmes.reads.children import guarded
from touyan.town import acts
from touyan.town.models import Authority, Erasure, Person
from touyan.town.rules import FOUNDER, is_barred
from touyan.town.states import AuthorityKind
from touyan.town.tasks import erase_asked

pytestmark = pytest.mark.django_db

LATER = timedelta(days=8)
NAME, NUMBER = "周妈妈", "13900001234"


@pytest.fixture
def mother(client, guardian):
    client.force_login(guardian)
    client.cookies["django_language"] = "en"
    return client


def correct(client, **said):
    said = {"name": NAME, "phone": NUMBER, "village": "", **said}
    return client.post("/account/data/correct/", said)


@pytest.mark.parametrize("new", [{"name": "周别名"}, {"phone": "13900009999"}])
@pytest.mark.parametrize("known", ["by name and number", "by account"])
def test_whoever_is_kept_from_a_child_does_not_slip_out_by_a_new_name_or_number(
    mother, guardian, child, new, known
):
    who = {"holder": guardian} if known == "by account" else {"name": NAME, "phone": NUMBER}
    correct(mother)
    acts.bar(by=FOUNDER, subject=child, **who)
    response = correct(mother, **new)
    assert response.status_code == 422
    assert "ask the office to correct it" in response.content.decode()
    person = Person.objects.get(pk=guardian.pk)
    assert (person.name, person.phone) == (NAME, NUMBER)
    assert guarded(person) == []


def test_once_the_bar_was_lifted_the_name_is_corrected(mother, guardian, child):
    correct(mother)
    bar = acts.bar(by=FOUNDER, subject=child, name=NAME, phone=NUMBER).about
    acts.revoke(by=FOUNDER, authority=bar)
    assert correct(mother, name="周别名").status_code == 303
    assert Person.objects.get(pk=guardian.pk).name == "周别名"


def test_somebody_elses_bar_keeps_nobody_from_correcting_their_name(mother, guardian, child):
    correct(mother)
    acts.bar(by=FOUNDER, subject=child, name="王某", phone="13855554444")
    assert correct(mother, name="周别名").status_code == 303


def ask(person) -> Erasure:
    return acts.ask_erasure(by=person, subject=person).about


def erased_later() -> int:
    with clock.at(clock.now() + LATER):
        return erase_asked()


def test_who_guards_a_child_waits(guardian, child):
    ask(guardian)
    assert erased_later() == 0


@pytest.mark.parametrize("how", ["grown", "ended", "barred by account", "barred by number"])
def test_whoever_guards_nobody_any_more_does_not_wait_for_ever(guardian, child, how, mother):
    correct(mother)
    if how == "grown":
        Person.objects.filter(pk=child.pk).update(child_until=clock.today())
    elif how == "ended":
        yesterday = clock.today() - timedelta(days=1)
        Authority.objects.filter(holder=guardian).update(
            valid_from=yesterday, valid_until=yesterday
        )
    elif how == "barred by account":
        acts.bar(by=FOUNDER, subject=child, holder=guardian)
    else:
        acts.bar(by=FOUNDER, subject=child, name="另写的名", phone=NUMBER)
    ask(guardian)
    assert erased_later() == 1
    assert not Person.objects.get(pk=guardian.pk).is_active
    assert Person.objects.get(pk=child.pk).name == "周小宝"


def test_a_bar_by_number_alone_is_found_while_a_secret_is_changed(
    mother, guardian, child, change_secret
):
    correct(mother)
    acts.bar(by=FOUNDER, subject=child, name="另写的名", phone=NUMBER)
    change_secret()
    guardian.refresh_from_db()
    guardian.save()
    ask(guardian)
    assert erased_later() == 1


def test_whoever_is_kept_from_a_child_does_not_slip_out_by_being_erased(mother, guardian, child):
    correct(mother)
    bar = acts.bar(by=FOUNDER, subject=child, holder=guardian).about
    ask(guardian)
    assert erased_later() == 1
    bar.refresh_from_db()
    assert (bar.holder, bar.name, bar.phone, bar.revoked_at) == (None, NAME, NUMBER, None)
    again = acts.grant_authority(
        by=FOUNDER, subject=child, kind=AuthorityKind.GUARDIAN, holder=acts.make_known(
            by=FOUNDER, village=guardian.village, name="另写的名", phone=NUMBER
        ).about,
    ).about  # fmt: skip
    assert is_barred(again)
    assert list(journal.faults()) == []


def test_many_who_have_to_wait_keep_nobody_back(somebody, baihua):
    people = [somebody(f"p{n}", name=f"居民{n}", village=baihua) for n in range(3)]
    for person in people[:-1]:
        acts.grant_role(
            by=FOUNDER, person=person, organisation=baihua, role="member", starts_on=clock.today()
        )
    erasures = [ask(person) for person in people]
    with clock.at(clock.now() + LATER):
        # One is looked at each time, whichever: in sixty times the third nearly certainly is.
        assert sum(erase_asked(portion=1) for _ in range(60)) == 1
    assert Erasure.objects.get(done_at__isnull=False) == erasures[-1]
