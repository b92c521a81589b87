"""Children in care, beyond the term: what is told, taken back, waited for, and erased."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.conf import settings as conf
from django.utils import timezone
from PIL import Image

from tests.children import make_class, make_session
from tests.kernel.pictures import RED, saved
from touyan.conf import environment
from touyan.kernel import clock, evidence, journal, search
from touyan.kernel.acts import about
from touyan.kernel.clock import CLOCK
from touyan.kernel.models import Entry, Evidence
from touyan.kernel.refused import Refused
from touyan.programmes import acts, tasks
from touyan.programmes.acts.children import ERASED
from touyan.programmes.models import Attendance, Booking, Enrolment, Waiting
from touyan.programmes.states import BookingState, Method
from touyan.town import acts as town_acts
from touyan.town.models import Authority, Consent, Notice, Person
from touyan.town.rules import FOUNDER
from touyan.town.states import AuthorityKind, Purpose

pytestmark = pytest.mark.django_db


@pytest.fixture
def mother(somebody, baihua) -> Person:
    return somebody("mother", name="周妈妈", phone="13900005678", village=baihua)


@pytest.fixture
def room(baihua):
    return make_class(baihua, capacity=1)


@pytest.fixture
def agreed(mother):
    def make(name: str = "周小宝", guardian: Person | None = None) -> Person:
        whose = guardian or mother
        until = date(clock.now().year + 5, 9, 1)
        child = town_acts.add_child(by=whose, name=name, child_until=until).about
        for purpose in (Purpose.CHILD_CARE, Purpose.DIET):
            town_acts.give_consent(by=whose, subject=child, purpose=purpose)
        return child

    return make


def enrolled(mother, room, child, *allergies: str) -> bool:
    return acts.ask_for_place(
        by=mother, programme=room, person=child, weekdays="12345", allergies=allergies
    )


def test_the_line_keeps_its_order_and_nobody_passes(mother, room, agreed):
    children = [agreed(f"孩子{n}") for n in range(3)]
    assert [enrolled(mother, room, child) for child in children] == [True, False, False]
    assert enrolled(mother, room, children[1]) is False
    assert [row.person for row in Waiting.objects.order_by("id")] == children[1:]
    with clock.at(clock.now() + timedelta(days=1)):
        first = Enrolment.objects.get()
        acts.end_enrolment(by=mother, enrolment=first, last_day=first.starts_on)
        assert enrolled(mother, room, children[2]) is False
        assert enrolled(mother, room, children[1]) is True
        assert list(journal.faults()) == []


def test_whoever_stops_waiting_lets_the_next_one_up(mother, room, agreed):
    children = [agreed(f"孩子{n}") for n in range(3)]
    for child in children:
        enrolled(mother, room, child)
    acts.stop_waiting(by=mother, waiting=Waiting.objects.get(person=children[1]))
    again = acts.stop_waiting(by=mother, waiting=Waiting.objects.get(person=children[1]))
    assert again.repeated
    with clock.at(clock.now() + timedelta(days=1)):
        first = Enrolment.objects.get()
        acts.end_enrolment(by=mother, enrolment=first, last_day=first.starts_on)
        assert enrolled(mother, room, children[2]) is True


def test_nobody_waits_where_there_is_a_place(mother, room, agreed):
    with pytest.raises(Refused, match="There is a place"):
        acts.wait_for_place(
            by=mother, programme=room, person=agreed(), starts_on=room.starts_on, weekdays=""
        )


def test_a_consent_taken_back_ends_the_class_from_the_next_session_that_has_not_begun(
    mother, room, agreed, teacher
):
    child = agreed()
    enrolled(mother, room, child)
    today, later = make_session(room), make_session(room, begun=-timedelta(days=1))
    acts.arrive(by=teacher, session=today, person=child, method=Method.ROSTER)
    acts.book_by_rule(by=CLOCK, session=later)
    consent = Consent.objects.get(purpose=Purpose.CHILD_CARE)
    town_acts.withdraw_consent(by=mother, consent=consent)
    enrolment = Enrolment.objects.get()
    assert enrolment.ends_on == timezone.localdate(today.starts_at)
    assert Booking.objects.get().state == BookingState.CANCELLED
    known = Authority.objects.get(holder=mother)
    gone = acts.leave(by=teacher, attendance=Attendance.objects.get(), collector=known, known=True)
    assert gone.about.left_at is not None
    assert list(journal.faults()) == []


def test_health_is_in_no_list_once_its_consent_is_taken_back(mother, room, agreed):
    child, other = agreed(), agreed("周大宝")
    enrolled(mother, room, child, "peanut")
    enrolled(mother, room, other, "egg")
    acts.book_by_rule(by=CLOCK, session=make_session(room, begun=-timedelta(days=1)))
    for consent in Consent.objects.filter(purpose=Purpose.DIET):
        town_acts.withdraw_consent(by=mother, consent=consent)
    kept = [row.options for model in (Enrolment, Booking, Waiting) for row in model.objects.all()]
    assert kept == [{}, {}, {}]


def test_which_foods_is_written_in_no_journal(mother, room, agreed):
    child = agreed()
    enrolled(mother, room, child, "peanut")
    acts.say_allergies(by=mother, enrolment=Enrolment.objects.get(), allergies=["shellfish"])
    told = [str(entry.data) for entry in Entry.objects.all()]
    assert [line for line in told if "peanut" in line or "shellfish" in line] == []


def test_only_guardians_are_told_and_each_once(mother, room, agreed, teacher, somebody):
    father = somebody("father", name="周爸爸")
    child = agreed()
    town_acts.grant_authority(by=FOUNDER, subject=child, kind=AuthorityKind.GUARDIAN, holder=father)
    enrolled(mother, room, child)
    session = make_session(room)
    for _ in range(2):
        acts.arrive(by=teacher, session=session, person=child, method=Method.ROSTER)
    told = Notice.objects.filter(about__startswith="attendance:").order_by("person")
    assert [row.person for row in told] == [mother, father]


def test_guardians_hear_of_a_place_that_the_office_gave_and_not_of_what_they_did(
    mother, room, agreed, clerk
):
    enrolled(mother, room, agreed())
    assert Notice.objects.count() == 0
    wider = make_class(room.host, name="快乐儿童之家")
    acts.enrol(
        by=clerk,
        programme=wider,
        person=Person.objects.get(name="周小宝"),
        starts_on=wider.starts_on,
    )
    told = Notice.objects.get()
    assert (told.person, told.event, told.organisation) == (mother, "programmes.enrol", None)


def leave_the_class(mother, room, child):
    """A child that came, had a photo and a collector, and left the class a day later."""
    enrolled(mother, room, child, "peanut")
    session = make_session(room)
    acts.arrive(by=FOUNDER, session=session, person=child, method=Method.ROSTER)
    known = town_acts.let_collect_today(
        by=mother, subject=child, name="王奶奶", phone="13900004321"
    )
    acts.leave(
        by=FOUNDER, attendance=Attendance.objects.get(), collector=known.about, code=known.made
    )
    picture = evidence.reencoded(photo())
    evidence.keep(picture, owner=about(child), by="founder", town_code="")
    search.put("person", child.pk, child.name, {"o1"})
    enrolment = Enrolment.objects.get()
    with clock.at(clock.now() + timedelta(days=1)):
        acts.end_enrolment(by=mother, enrolment=enrolment, last_day=enrolment.starts_on)
    return known.about


def photo():
    return BytesIO(saved(Image.new("RGB", (64, 48), RED), "JPEG"))


KEPT_DAYS = conf.CHILDREN_KEPT_DAYS


def test_half_a_year_after_the_last_class_nobody_can_tell_who_the_child_was(mother, room, agreed):
    child = agreed("周小宝独一无二")
    collector = leave_the_class(mother, room, child)
    with clock.at(clock.now() + timedelta(days=KEPT_DAYS - 1)):
        assert tasks.erase_children() == 0
    with clock.at(clock.now() + timedelta(days=KEPT_DAYS + 3)):
        assert [tasks.erase_children(), tasks.erase_children()] == [1, 0]
    child.refresh_from_db()
    collector.refresh_from_db()
    assert (child.name, child.initials, child.village, child.is_active) == (ERASED, "", None, False)
    assert (collector.name, collector.holder_phone, collector.holder_phone_blind) == (
        ERASED,
        "",
        "",
    )
    assert Evidence.objects.filter(owner=about(child)).count() == 0
    assert search.ids("person", "独一无二") == []
    told = [str(entry.data) for entry in Entry.objects.all()]
    assert [line for line in told if "独一无二" in line or "王奶奶" in line] == []
    assert {row["options"] == {} for row in Enrolment.objects.values("options")} == {True}
    assert Attendance.objects.filter(person=child).count() == 1
    assert list(journal.faults()) == []


def test_a_demonstration_still_knows_its_children_of_2021(
    mother, room, agreed, settings, monkeypatch
):
    leave_the_class(mother, room, agreed())
    monkeypatch.delenv("TOUYAN_CHILDREN_KEPT_DAYS")
    settings.CHILDREN_KEPT_DAYS = environment.kept_days("TOUYAN_CHILDREN_KEPT_DAYS", 180, 30)
    with clock.at(clock.now() + timedelta(days=KEPT_DAYS * 10)):
        assert tasks.erase_children() == 0


def test_a_child_who_is_still_in_a_class_is_not_erased(mother, room, agreed, baihua):
    child = agreed()
    leave_the_class(mother, room, child)
    long = clock.today() + timedelta(days=KEPT_DAYS + 30)
    enrolled(mother, make_class(baihua, name="快乐儿童之家", ends_on=long), child)
    with clock.at(clock.now() + timedelta(days=KEPT_DAYS + 3)):
        assert tasks.erase_children() == 0


def test_nobody_but_the_town_itself_erases_a_child(mother, room, agreed, clerk):
    child = agreed()
    for somebody in (mother, clerk):
        with pytest.raises(Refused):
            acts.erase_child(by=somebody, person=child)
