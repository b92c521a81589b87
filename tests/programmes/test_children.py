"""A child leaves only with somebody named, not barred, who brings tonight's code or is known."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.programmes.conftest import moment
from touyan.kernel import clock, journal
from touyan.kernel.clock import CLOCK
from touyan.kernel.models import Entry
from touyan.kernel.refused import Refused
from touyan.programmes import acts, tasks
from touyan.programmes.models import Attendance, Enrolment, Session
from touyan.programmes.reads import children
from touyan.town import acts as town_acts
from touyan.town.models import Authority, Person
from touyan.town.rules import FOUNDER, is_barred

pytestmark = pytest.mark.django_db

EVENING = "2021-09-13 17:40"


@pytest.fixture
def enrolment(after_school, child, guardian, monday) -> Enrolment:
    return acts.enrol(
        by=guardian, programme=after_school, person=child, starts_on=date(2021, 9, 13)
    ).about


@pytest.fixture
def session(enrolment, after_school) -> Session:
    with clock.at(moment("2021-09-13 08:00")):
        made = acts.plan_sessions(by=CLOCK, programme=after_school).made
        acts.book_by_rule(by=CLOCK, session=made[0])
        return made[0]


@pytest.fixture
def here(session, child, teacher) -> Attendance:
    """The child arrived at 16:35 on Monday."""
    with clock.at(moment("2021-09-13 16:35")):
        return acts.arrive(by=teacher, session=session, person=child, method="roster").about


def leave(here, teacher, at=EVENING, **more):
    with clock.at(moment(at)):
        return acts.leave(by=teacher, attendance=here, **more)


def code_for(collector, guardian, at="2021-09-13 17:00") -> str:
    with clock.at(moment(at)):
        made: str = town_acts.issue_code(by=guardian, authority=collector).made
    return made


def is_here(here) -> bool:
    here.refresh_from_db()
    return here.left_at is None


def test_a_child_does_not_leave_alone(here, teacher):
    with pytest.raises(Refused, match="somebody whom the guardian has named"):
        leave(here, teacher)
    assert is_here(here)


def test_a_child_leaves_with_whoever_brings_tonights_code(here, teacher, collector, guardian):
    code = code_for(collector, guardian)
    row = leave(here, teacher, collector=collector, code=code).about
    assert (row.collector, row.minutes) == (collector, 65)
    used = Entry.objects.filter(about=f"authority:{collector.pk}").order_by("seq").last()
    assert (used.name, used.data) == ("programmes.leave", {"used_for": row.pk})
    assert list(journal.faults()) == []


@pytest.mark.parametrize("code", ["", "000000x", "12345"])
def test_whoever_comes_for_the_first_time_without_the_code_is_not_given_the_child(
    here, teacher, collector, guardian, code
):
    code_for(collector, guardian)
    with pytest.raises(Refused):
        leave(here, teacher, collector=collector, code=code, known=True)
    assert is_here(here)


def test_a_code_is_spent_by_its_use(here, session, child, teacher, collector, guardian):
    code = code_for(collector, guardian)
    leave(here, teacher, collector=collector, code=code)
    collector.refresh_from_db()
    assert (collector.code, collector.code_until) == ("", None)
    with clock.at(moment("2021-09-14 16:35")):
        tuesday = Session.objects.get(day=date(2021, 9, 14))
        acts.book_by_rule(by=CLOCK, session=tuesday)
        again = acts.arrive(by=teacher, session=tuesday, person=child, method="roster").about
    with pytest.raises(Refused, match="code is not right"):
        leave(again, teacher, "2021-09-14 17:40", collector=collector, code=code, known=True)
    # By now staff know her face.
    leave(again, teacher, "2021-09-14 17:41", collector=collector, known=True)


def test_a_code_is_void_at_the_end_of_the_day(here, teacher, collector, guardian):
    code = code_for(collector, guardian)
    with pytest.raises(Refused, match="code is not right"):
        leave(here, teacher, "2021-09-14 00:00", collector=collector, code=code)


def test_a_guardian_whom_the_teacher_knows_needs_no_code(here, teacher, guardian, child):
    row = Authority.objects.get(subject=child, kind="guardian")
    with pytest.raises(Refused, match="six-digit code"):
        leave(here, teacher, collector=row)
    leave(here, teacher, collector=row, known=True)


@pytest.mark.parametrize("written", ["汪 奶奶", "汪　奶奶", "汪·奶奶"])
def test_a_bar_beats_every_grant_however_the_person_was_written_down(
    here, teacher, child, guardian, collector, written
):
    code = code_for(collector, guardian)
    with clock.at(moment("2021-09-13 17:10")):
        town_acts.bar(by=guardian, subject=child, name=written)
    with pytest.raises(Refused, match="must not collect"):
        leave(here, teacher, collector=collector, code=code)
    assert is_here(here)


def test_a_bar_finds_the_same_telephone_under_another_name(
    here, teacher, child, guardian, collector
):
    code = code_for(collector, guardian)
    town_acts.bar(by=guardian, subject=child, name="某某", phone="13900005566")
    with pytest.raises(Refused, match="must not collect"):
        leave(here, teacher, collector=collector, code=code)


def test_a_bar_finds_the_same_telephone_while_a_secret_is_changed(child, guardian, settings):
    town_acts.bar(by=guardian, subject=child, name="某某", phone="13900005566")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = (
        "a new secret of more than fifty characters, for which somebody threw dice"
    )
    row = town_acts.grant_authority(
        by=guardian, subject=child, kind="collect", name="汪奶奶", phone="+86 139 0000 5566"
    ).about
    assert is_barred(row)


def test_what_was_revoked_a_minute_ago_is_revoked(here, teacher, collector, guardian):
    code = code_for(collector, guardian)
    town_acts.revoke(by=guardian, authority=collector)
    with pytest.raises(Refused, match="may not collect the child today"):
        leave(here, teacher, collector=collector, code=code)
    assert is_here(here)


def test_an_authority_for_another_child_or_another_thing_opens_nothing(
    here, teacher, guardian, child, somebody
):
    other = town_acts.add_child(by=guardian, name="汪小禾", child_until=date(2027, 5, 1)).about
    theirs = Authority.objects.get(subject=other, kind="guardian")
    books = town_acts.grant_authority(by=guardian, subject=child, kind="book", name="邻居").about
    for authority in (theirs, books):
        with pytest.raises(Refused, match="not for collecting this child"):
            leave(here, teacher, collector=authority, known=True)
    assert is_here(here)


@given(
    barred=st.booleans(),
    revoked=st.booleans(),
    until=st.sampled_from([None, date(2021, 9, 12), date(2021, 9, 13)]),
    used=st.booleans(),
    known=st.booleans(),
    proof=st.sampled_from(["", "right", "wrong", "stale"]),
)
def test_no_child_leaves_without_a_live_authority(
    here, teacher, guardian, child, barred, revoked, until, used, known, proof
):
    """Every combination: gone if, and only if, named for today, unbarred, and proven."""
    Attendance.objects.filter(pk=here.pk).update(left_at=None, minutes=0, collector=None)
    Authority.objects.exclude(kind="guardian").delete()
    with clock.at(moment("2021-09-01 09:00")):
        row = town_acts.grant_authority(
            by=guardian, subject=child, kind="collect", name="舅舅", valid_until=until
        ).about
        if barred:
            town_acts.bar(by=guardian, subject=child, name="舅舅")
    code_until = moment("2021-09-12 23:59" if proof == "stale" else "2021-09-13 23:59")
    Authority.objects.filter(pk=row.pk).update(
        code="424242", code_until=code_until,
        revoked_at=moment("2021-09-13 17:00") if revoked else None,
        last_used_at=moment("2021-09-10 17:40") if used else None,
    )  # fmt: skip
    typed = {"": "", "right": "424242", "wrong": "424243", "stale": "424242"}[proof]
    may = not barred and not revoked and until != date(2021, 9, 12)
    proven = proof == "right" or (proof == "" and known and used)
    try:
        leave(here, teacher, collector=row, code=typed, known=known)
    except Refused:
        assert not (may and proven)
    else:
        assert (may, proven) == (True, True)
    assert is_here(here) is not (may and proven)


def test_the_clock_never_sends_a_child_home(here, session):
    with clock.at(moment("2021-09-13 18:01")):
        assert tasks.close_ended() == 0
        assert tasks.close_ended() == 0
    session.refresh_from_db()
    assert (is_here(here), session.closed_at, session.state) == (True, None, "held")
    assert (
        Entry.objects.filter(about=f"session:{session.pk}", name="programmes.close_session").count()
        == 1
    )


def test_no_list_and_no_correction_sends_a_child_home(here, session, teacher):
    with clock.at(moment(EVENING)):
        with pytest.raises(Refused, match="guardian has named"):
            acts.record(
                by=teacher, session=session,
                people=[acts.Came(_other(here), moment("2021-09-13 16:40"), moment(EVENING))],
            )  # fmt: skip
        row = acts.correct(
            by=teacher, attendance=here, reason="误", left_at=moment("2021-09-13 17:00")
        ).about
    assert row.left_at is None


def _other(here) -> Person:
    """A second child on the same list."""
    other = Person.objects.create(name="汪小禾", town=here.town)
    acts_booking = here.booking
    acts_booking.pk, acts_booking.person = None, other
    acts_booking.save(force_insert=True)
    Session.objects.filter(pk=here.session_id).update(confirmed=2)
    return other


def test_whoever_is_not_on_the_list_is_not_noted_as_here(session, teacher, guardian):
    stranger = town_acts.add_child(by=guardian, name="汪小禾", child_until=date(2027, 5, 1)).about
    with clock.at(moment("2021-09-13 16:35")), pytest.raises(Refused, match="not on the list"):
        acts.arrive(by=teacher, session=session, person=stranger, method="roster")


def test_a_guardian_excuses_a_child_until_it_begins(session, child, guardian, teacher):
    booking = session.bookings.get()
    acts.excuse(by=guardian, booking=booking, reason="发烧")
    assert acts.excuse(by=guardian, booking=booking).repeated
    booking.refresh_from_db()
    assert booking.state == "excused"
    assert acts.book_by_rule(by=CLOCK, session=session).repeated
    assert list(journal.faults()) == []


def test_nobody_else_excuses_a_child(session, resident, secretary):
    for somebody in (resident, secretary):
        with pytest.raises(Refused, match="You can book for yourself"):
            acts.excuse(by=somebody, booking=session.bookings.get())


def test_enrolling_a_child_needs_its_guardian_and_the_guardians_consent(
    after_school, guardian, resident, monday
):
    child = town_acts.add_child(by=guardian, name="汪小禾", child_until=date(2027, 5, 1)).about
    said = {"programme": after_school, "person": child, "starts_on": date(2021, 9, 13)}
    with pytest.raises(Refused, match="Only a guardian"):
        acts.enrol(by=resident, **said)
    with pytest.raises(Refused, match="agree to the care") as refused:
        acts.enrol(by=guardian, **said)
    assert refused.value.field == "consent"
    town_acts.give_consent(by=guardian, subject=child, purpose="child_care")
    assert acts.enrol(by=guardian, **said).about.person == child


def test_consent_taken_back_keeps_nobody_enrolled_anew(after_school, child, guardian, monday):
    town_acts.withdraw_consent(by=guardian, consent=child.consents.get())
    with pytest.raises(Refused, match="agree to the care"):
        acts.enrol(by=guardian, programme=after_school, person=child, starts_on=date(2021, 9, 13))


@pytest.mark.parametrize("who", ["secretary", "dispatcher", "other_secretary", "officer"])
def test_an_office_without_the_role_neither_reads_nor_keeps_the_list(
    request, who, session, enrolment
):
    """The village's own secretary puts the class on, and still does not see who is in it."""
    somebody = request.getfixturevalue(who)
    for record in (session, enrolment, enrolment.programme):
        with pytest.raises(Refused, match="Only those who look after them"):
            acts.look(by=somebody, record=record, what="roster")


def test_each_look_at_a_list_is_kept_once_in_a_while(session, teacher):
    for at in ("16:00", "16:05", "16:11"):
        with clock.at(moment(f"2021-09-13 {at}")):
            acts.look(by=teacher, record=session, what="roster")
    looks = Entry.objects.filter(about=f"session:{session.pk}", name="programmes.look")
    assert list(looks.values_list("by", flat=True)) == [f"person:{teacher.pk} as teacher"] * 2


def test_a_teachers_clearance_has_a_last_day(somebody, baihua):
    with pytest.raises(Refused, match="until when"):
        town_acts.grant_role(
            by=FOUNDER, person=somebody("new"), organisation=baihua, role="teacher",
            starts_on=date(2021, 9, 1),
        )  # fmt: skip


def test_a_teacher_whose_clearance_has_run_out_gives_out_no_child(here, somebody, baihua, child):
    former = somebody("former")
    town_acts.grant_role(
        by=FOUNDER, person=former, organisation=baihua, role="teacher",
        starts_on=date(2021, 1, 1), ends_on=date(2021, 9, 12),
    )  # fmt: skip
    guardian_row = Authority.objects.get(subject=child, kind="guardian")
    with pytest.raises(Refused, match="cannot check people out"):
        leave(here, former, collector=guardian_row, known=True)


def test_a_collector_is_listed_once_while_a_secret_is_changed(child, guardian, change_secret):
    said = {"by": guardian, "subject": child, "kind": "collect", "name": "汪奶奶"}
    town_acts.grant_authority(**said, phone="13900005566")
    change_secret()
    town_acts.grant_authority(**said, phone="13900005566")
    town_acts.grant_authority(**said, phone="13900007777")
    phones = [row.phone for row in children.collectors(child)]
    assert phones == ["13900007777", "13900005566"]
