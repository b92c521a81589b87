"""Who may act for whom: granted by guardians, barred, revoked, with a code for one evening."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils.translation import override

from touyan.kernel import clock
from touyan.kernel.models import Entry
from touyan.kernel.refused import Refused
from touyan.town import acts
from touyan.town.acts import Registered
from touyan.town.models import Authority, Consent, Person, Role
from touyan.town.rules import FOUNDER, acts_for, consented, guards, is_live, lacking_consent

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture(autouse=True)
def _now():
    with override("en"), clock.at(datetime(2021, 9, 13, 9, tzinfo=ZONE).astimezone(UTC)):
        yield


@pytest.fixture
def guardian(somebody, baihua):
    return somebody("guardian", name="家长汪洁", phone="13900007788", village=baihua)


@pytest.fixture
def child(guardian):
    return acts.add_child(by=guardian, name="汪小满", child_until=date(2026, 5, 1)).about


@pytest.fixture
def clerk(somebody, baihua):
    return somebody("clerk", "clerk", baihua)


@pytest.fixture
def elder(somebody, baihua):
    return somebody("elder", name="唐秀英", phone="13900006021", village=baihua)


def test_whoever_makes_a_child_known_is_its_guardian(child, guardian, resident):
    assert guards(guardian, child)
    assert not guards(resident, child)
    assert (child.is_child, child.village) == (True, guardian.village)


def test_the_same_child_again_is_the_same_child(child, guardian):
    again = acts.add_child(by=guardian, name="汪小满", child_until=date(2026, 5, 1))
    assert (again.repeated, again.about) == (True, child)


def test_nobody_becomes_guardian_of_somebody_elses_child(child, resident):
    other = acts.add_child(by=resident, name="汪小满", child_until=date(2026, 5, 1)).about
    assert other != child
    assert not guards(resident, child)
    with pytest.raises(Refused, match="Only the office"):
        acts.grant_authority(by=resident, subject=child, kind="guardian", holder=resident)


@pytest.mark.parametrize("until", [date(2021, 9, 13), date(2035, 10, 1)])
def test_a_child_is_under_fourteen(guardian, until):
    with pytest.raises(Refused, match="turns fourteen"):
        acts.add_child(by=guardian, name="汪小禾", child_until=until)


def test_a_child_grows_up_on_the_day(child):
    with clock.at(datetime(2026, 4, 30, 23, 59, tzinfo=ZONE)):
        assert child.is_child
    with clock.at(datetime(2026, 5, 1, tzinfo=ZONE)):
        assert not child.is_child


def test_a_second_guardian_is_named_by_the_clerk_of_the_place(
    child, guardian, resident, clerk, other_secretary
):
    for somebody in (guardian, other_secretary):
        with pytest.raises(Refused):
            acts.grant_authority(by=somebody, subject=child, kind="guardian", holder=resident)
    acts.grant_authority(by=clerk, subject=child, kind="guardian", holder=resident)
    assert guards(resident, child)


def test_only_a_guardian_says_who_collects(child, guardian, clerk, resident):
    for somebody in (clerk, resident, FOUNDER):
        with pytest.raises(Refused, match="Only a guardian"):
            acts.grant_authority(by=somebody, subject=child, kind="collect", name="奶奶")
    row = acts.grant_authority(by=guardian, subject=child, kind="collect", name=" 奶奶 ").about
    assert (row.name, is_live(row)) == ("奶奶", True)


def test_an_adult_lets_others_book_by_themselves_or_through_the_clerk(elder, clerk, resident):
    with pytest.raises(Refused, match="Only the person themselves"):
        acts.grant_authority(by=resident, subject=elder, kind="book", holder=resident)
    acts.grant_authority(by=clerk, subject=elder, kind="book", holder=resident)
    assert acts_for(resident, elder, "book")
    assert not acts_for(resident, elder, "guardian", "collect")


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"name": "  "}, "a name is needed"),
        ({"name": "奶奶", "valid_until": date(2021, 9, 12)}, "before it begins"),
    ],
)
def test_an_authority_that_makes_no_sense_is_refused(child, guardian, said, why):
    with pytest.raises(Refused, match=why):
        acts.grant_authority(by=guardian, subject=child, kind="collect", **said)


def test_an_authority_lasts_from_its_first_day_to_its_last(child, guardian):
    row = acts.grant_authority(
        by=guardian, subject=child, kind="collect", name="舅舅",
        valid_from=date(2021, 9, 14), valid_until=date(2021, 9, 15),
    ).about  # fmt: skip
    live = [is_live(row, date(2021, 9, day)) for day in (13, 14, 15, 16)]
    assert live == [False, True, True, False]


def test_what_is_revoked_ends_at_once_and_once(child, guardian):
    row = acts.grant_authority(by=guardian, subject=child, kind="collect", name="舅舅").about
    acts.issue_code(by=guardian, authority=row)
    row = acts.revoke(by=guardian, authority=row).about
    assert (is_live(row), row.code, row.code_until) == (False, "", None)
    assert acts.revoke(by=guardian, authority=row).repeated


def test_a_code_has_six_digits_is_void_tonight_and_lies_sealed(child, guardian):
    row = acts.grant_authority(by=guardian, subject=child, kind="collect", name="舅舅").about
    event = acts.issue_code(by=guardian, authority=row)
    assert len(event.made) == 6
    assert event.made.isdigit()
    assert event.about.code_until == datetime(2021, 9, 13, 23, 59, 59, tzinfo=ZONE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT code, holder_name FROM town_authority WHERE id = %s", [row.pk])
        told = " ".join(cursor.fetchone())
    assert event.made not in told
    assert "舅舅" not in told
    assert event.made not in str(list(Entry.objects.values_list("data", flat=True)))


def test_codes_are_for_collecting_and_for_those_who_may(child, guardian, resident):
    books = acts.grant_authority(by=guardian, subject=child, kind="book", holder=resident).about
    barred = acts.bar(by=guardian, subject=child, name="某人").about
    for row in (books, barred):
        with pytest.raises(Refused, match="may not collect"):
            acts.issue_code(by=guardian, authority=row)
    with pytest.raises(Refused):
        acts.issue_code(by=resident, authority=books)


def test_the_database_wants_one_name_for_whoever_may(child, guardian, resident):
    row = acts.grant_authority(by=guardian, subject=child, kind="collect", name="舅舅").about
    for holder, name in ((resident, "舅舅"), (None, ""), (child, "")):
        row.holder, row.holder_name = holder, name
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()


# Consent ---------------------------------------------------------------------------------------


def test_a_guardian_agrees_for_a_child_and_an_adult_for_themselves(
    child, guardian, elder, resident
):
    with pytest.raises(Refused, match="Only a guardian can agree"):
        acts.give_consent(by=resident, subject=child, purpose="child_care")
    with pytest.raises(Refused, match="for themselves"):
        acts.give_consent(by=resident, subject=elder, purpose="photo")
    acts.give_consent(by=guardian, subject=child, purpose="child_care")
    acts.give_consent(by=elder, subject=elder, purpose="photo")
    assert (consented(child, "child_care"), consented(child, "photo")) == (True, False)


def test_a_clerk_writes_down_what_was_agreed_to_and_a_stranger_does_not(elder, clerk, resident):
    with pytest.raises(Refused):
        acts.give_consent(by=resident, subject=elder, purpose="diet", given_by=elder)
    with pytest.raises(Refused, match="for themselves"):
        acts.give_consent(by=clerk, subject=elder, purpose="diet")
    event = acts.give_consent(by=clerk, subject=elder, purpose="diet", given_by=elder)
    assert (event.about.given_by, event.entry.by) == (elder, f"person:{clerk.pk} as clerk")


def test_consent_taken_back_is_over_and_can_be_given_again(elder):
    first = acts.give_consent(by=elder, subject=elder, purpose="photo").about
    assert acts.give_consent(by=elder, subject=elder, purpose="photo").repeated
    acts.withdraw_consent(by=elder, consent=first)
    assert not consented(elder, "photo")
    acts.give_consent(by=elder, subject=elder, purpose="photo")
    assert consented(elder, "photo")
    assert Consent.objects.count() == 2


def test_nobody_takes_back_what_is_not_theirs(elder, clerk):
    row = acts.give_consent(by=elder, subject=elder, purpose="photo").about
    with pytest.raises(Refused):
        acts.withdraw_consent(by=clerk, consent=row)


def test_another_wording_is_asked_for_again(elder, monkeypatch):
    acts.give_consent(by=elder, subject=elder, purpose="photo")
    monkeypatch.setitem(acts.consenting.CONSENT_VERSIONS, "photo", "2022-1")
    assert not consented(elder, "photo")


def test_who_has_not_agreed_is_known_in_one_statement(
    elder, resident, guardian, django_assert_num_queries
):
    acts.give_consent(by=elder, subject=elder, purpose="photo")
    with django_assert_num_queries(1):
        assert lacking_consent([elder, resident, guardian], "photo") == [resident, guardian]


# Registers -------------------------------------------------------------------------------------


def test_a_register_makes_many_people_known_each_with_a_chain(town, baihua, admin):
    branch = baihua.children.get()
    lines = [Registered("万平", village=baihua, phone="13900001111", roles=[(branch, "member")]),
             Registered("单晓雯", roles=[(branch, "member"), (branch, "volunteer")])]  # fmt: skip
    made = acts.register(by=FOUNDER, town=town, people=lines, since=date(2021, 1, 1)).made
    assert [(one.name, one.initials) for one in made] == [("万平", "wp"), ("单晓雯", "sxw")]
    assert Role.objects.filter(organisation=branch, role="member").count() == 2
    assert [Entry.objects.filter(about=f"person:{one.pk}").count() for one in made] == [1, 1]
    assert Person.objects.filter(phone_tail_blind=made[0].phone_tail_blind).get() == made[0]
    assert not made[0].has_usable_password()


def test_a_register_is_the_administrators(town, resident):
    with pytest.raises(Refused):
        acts.register(by=resident, town=town, people=[Registered("万平")], since=date(2021, 1, 1))
    assert not Person.objects.filter(name="万平").exists()


def test_members_see_no_office_and_hear_nothing_of_it(somebody, baihua):
    branch = baihua.children.get()
    person = somebody("member", "member", branch)
    volunteer = somebody("volunteer", "volunteer", branch)
    assert (person.in_office, volunteer.in_office) == (False, False)


def test_authorities_end_with_their_subject(child, guardian):
    acts.grant_authority(by=guardian, subject=child, kind="collect", name="舅舅")
    child.delete()
    assert Authority.objects.count() == 0


# While a secret is changed ---------------------------------------------------------------------


def test_whoever_was_made_known_before_a_secret_was_changed_is_known(clerk, baihua, change_secret):
    who = {"by": clerk, "village": baihua, "name": "周桂英", "phone": "13900001234"}
    known = acts.make_known(**who).about
    change_secret()
    again = acts.make_known(**who)
    assert (again.repeated, again.about) == (True, known)
    other = acts.make_known(**{**who, "phone": "13900005678"})
    assert (other.repeated, other.about == known) == (False, False)


@pytest.mark.parametrize("phone", ["13900004321", ""])
def test_this_evenings_code_stays_the_same_while_a_secret_is_changed(
    child, guardian, change_secret, phone
):
    said = {"by": guardian, "subject": child, "name": "王奶奶", "phone": phone}
    first = acts.let_collect_today(**said)
    change_secret()
    again = acts.let_collect_today(**said)
    assert (again.repeated, again.made) == (True, first.made)
