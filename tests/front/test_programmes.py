"""What is on, as residents find it; a seat asked for with or without an account, waited for, given back."""

import re
import shutil
import subprocess
from datetime import timedelta

import pytest
from icalendar import Calendar

from touyan.programmes import acts
from touyan.programmes.models import Attendance, Booking, Certificate
from touyan.programmes.papers.font import chinese
from touyan.programmes.reads.by_code import calendar_of, poster_of, receipt_of, thanks_of
from touyan.programmes.states import Eligibility, Kind
from touyan.town.models import Consent, Person

pytestmark = pytest.mark.django_db
GUEST = {"name": "陶桂花", "phone": "139 0000 4321"}


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


def books(client, session, **typed):
    return client.post(f"/programmes/sessions/{session.pk}/book/", typed or GUEST)


def titles(page):
    return re.findall(r'class="card-title"><a href="([^"]+)"', page.content.decode())


def test_the_list_begins_with_what_is_next_and_leaves_out_what_is_over_or_not_public(
    client, put_on
):
    later, sooner = put_on(begins=timedelta(days=9)), put_on(begins=timedelta(days=1))
    put_on(begins=-timedelta(days=3))
    put_on(public=False)
    page = client.get("/programmes/")
    assert titles(page) == [f"/programmes/sessions/{s.pk}/" for s in (sooner, later)]


@pytest.mark.parametrize(
    ("wish", "found"),
    [
        ("kind=symposium", 1),
        ("kind=lecture", 2),
        ("kind=made-up", 3),
        ("q=溺水", 2),
        ("q=Water", 2),
        ("q=讲师甲", 1),
        ("q=没有", 0),
    ],
)
def test_the_list_is_narrowed_by_kind_and_words(client, put_on, wish, found):
    put_on()
    put_on(speaker="讲师甲")
    put_on(kind=Kind.SYMPOSIUM, name="夜谈会", name_en="")
    assert len(titles(client.get(f"/programmes/?{wish}"))) == found


def test_the_list_is_narrowed_by_village(client, put_on, baihua, paibei):
    put_on()
    at = put_on(host=paibei)
    page = client.get(f"/programmes/?village={paibei.code}")
    assert titles(page) == [f"/programmes/sessions/{at.pk}/"]


def test_pages_follow_one_another_without_gap_or_repetition(client, put_on):
    put = [put_on(begins=timedelta(days=1, minutes=n // 2)) for n in range(45)]
    seen, address = [], "/programmes/"
    while address:
        page = client.get(address)
        seen += titles(page)
        more = page.content.decode().split('rel="next" href="')
        address = (
            "/programmes/" + more[1].split('"')[0].replace("&amp;", "&") if len(more) > 1 else ""
        )
    assert sorted(seen) == sorted(f"/programmes/sessions/{s.pk}/" for s in put)
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize(
    "after",
    ["x", "_1", "2021-09-13_1", "9999-12-31T23:59:59+00:00_1", "2021-09-13T10:00:00+08:00_٣"],
)
def test_a_page_that_begins_nowhere_begins_at_the_top(client, put_on, after):
    put_on()
    assert len(titles(client.get("/programmes/", {"after": after}))) == 1


def test_programmes_have_pages_of_their_own(client, put_on):
    session = put_on()
    listed = client.get("/programmes/?show=programmes")
    assert titles(listed) == [f"/programmes/{session.programme_id}/"]
    assert titles(client.get(f"/programmes/{session.programme_id}/")) == [
        f"/programmes/sessions/{session.pk}/"
    ]


def test_what_is_not_public_is_not_found(client, put_on):
    session = put_on(public=False)
    paths = (
        f"/programmes/{session.programme_id}/",
        f"/programmes/sessions/{session.pk}/",
        f"/programmes/{session.programme_id}/calendar.ics",
    )
    assert [client.get(path).status_code for path in paths] == [404] * 3


@pytest.mark.parametrize("count", [3, 60])
def test_every_page_costs_at_most_six_queries(
    client, put_on, many, resident, count, django_assert_max_num_queries
):
    session = put_on(capacity=100)
    for number in range(count):
        other = put_on(begins=timedelta(days=3, hours=number))
        acts.book(by=resident, session=other, person=resident)
    for person in many(min(count, 30)):
        acts.book(by=person, session=session, person=person)
    booking = acts.book(by=resident, session=session, person=resident).about
    client.force_login(resident)
    for path in (
        "/programmes/",
        "/programmes/?show=programmes",
        f"/programmes/{session.programme_id}/",
        f"/programmes/sessions/{session.pk}/",
        f"/programmes/r/{receipt_of(booking)}/",
        "/programmes/mine/",
        "/programmes/calendar.ics",
        f"/programmes/mine/{calendar_of(resident)}/calendar.ics",
        f"/programmes/check-in/{poster_of(session)}/",
    ):
        client.get(path)
        with django_assert_max_num_queries(6):
            assert client.get(path).status_code == 200


# A seat ----------------------------------------------------------------------------------------


def test_somebody_without_an_account_has_a_seat_by_name_and_number(client, put_on):
    session = put_on(capacity=2)
    answer = books(client, session)
    booking = Booking.objects.get()
    assert (answer.status_code, answer["Location"]) == (
        303,
        f"/programmes/r/{receipt_of(booking)}/?done=new",
    )
    guest = booking.person
    assert (guest.name, guest.phone, guest.login, booking.state) == (
        "陶桂花",
        "13900004321",
        None,
        "confirmed",
    )
    assert "1 seat left" in client.get(f"/programmes/sessions/{session.pk}/").content.decode()


def test_the_same_name_and_number_again_is_the_same_person_and_does_not_open_the_receipt(
    client, put_on
):
    session = put_on()
    books(client, session)
    answer = books(client, session)
    assert (answer.status_code, Booking.objects.count(), Person.objects.count()) == (409, 1, 1)
    assert receipt_of(Booking.objects.get()) not in answer.content.decode()


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "", "phone": "13900004321"},
        {"name": "陶", "phone": "12"},
        {"name": "陶", "phone": ""},
    ],
)
def test_a_seat_needs_a_name_and_a_number(client, put_on, typed):
    assert books(client, put_on(), **typed).status_code == 422
    assert Booking.objects.count() == 0


def test_with_an_account_it_is_one_button(client, put_on, resident):
    session = put_on()
    client.force_login(resident)
    answer = books(client, session, x="1")
    assert (
        answer["Location"]
        == f"/programmes/r/{receipt_of(Booking.objects.get(person=resident))}/?done=new"
    )
    assert "My place" in client.get(f"/programmes/sessions/{session.pk}/").content.decode()


def test_the_waiting_list_is_said_plainly_and_moves_up(client, put_on, many, resident):
    session = put_on(capacity=1)
    first, second = many(2)
    kept = acts.book(by=first, session=session, person=first).about
    acts.book(by=second, session=session, person=second)
    client.force_login(resident)
    assert (
        "Full: you can wait for a seat"
        in client.get(f"/programmes/sessions/{session.pk}/").content.decode()
    )
    receipt = books(client, session, x="1")["Location"].partition("?")[0]
    assert "You are number 2 on the waiting list." in client.get(receipt).content.decode()
    client.post(f"/programmes/r/{receipt_of(kept)}/cancel/")
    assert "You are number 1 on the waiting list." in client.get(receipt).content.decode()


def test_a_seat_given_back_is_gone_and_giving_it_back_twice_changes_nothing(client, put_on):
    session = put_on(capacity=1)
    receipt = books(client, session)["Location"].partition("?")[0]
    answers = [client.post(f"{receipt}cancel/").status_code for _ in range(2)]
    session.refresh_from_db()
    assert (answers, session.confirmed, Booking.objects.get().state) == ([303, 303], 0, "cancelled")


def test_what_was_called_off_says_so_to_whoever_has_a_seat(client, put_on, resident, secretary):
    session = put_on()
    client.force_login(resident)
    receipt = books(client, session, x="1")["Location"].partition("?")[0]
    acts.call_off(by=secretary, session=session, reason="下雨")
    for address in (receipt, f"/programmes/sessions/{session.pk}/"):
        page = client.get(address).content.decode()
        said = ("It does not take place" in page, "Called off" in page, ">Cancelled<" in page)
        assert said == (True, True, False)
    assert books(client, session, x="1").status_code == 409
    mine = client.get("/programmes/mine/").content.decode()
    assert (f'href="{receipt}"' in mine, "Called off" in mine) == (True, True)


@pytest.mark.parametrize("receipt", ["1-aaaa", "x", "1", "1-" + "0" * 24, "٣-" + "0" * 24])
def test_a_guessed_receipt_opens_nothing(client, put_on, receipt):
    books(client, put_on())
    assert client.get(f"/programmes/r/{receipt}/").status_code == 404


def test_guessing_is_slowed_down(client, put_on):
    books(client, put_on())
    answers = [client.get(f"/programmes/r/1-{n:024}/").status_code for n in range(21)]
    assert (set(answers[:20]), answers[20]) == ({404}, 429)


def test_what_is_for_members_takes_no_guests(client, put_on, member, resident):
    session = put_on(eligibility=Eligibility.MEMBERS)
    assert books(client, session).status_code == 409
    client.force_login(resident)
    assert books(client, session, x="1").status_code == 409
    client.force_login(member)
    assert books(client, session, x="1").status_code == 303
    assert Booking.objects.get().person == member


def test_bookings_close_when_the_organiser_says(client, put_on):
    session = put_on(begins=timedelta(minutes=90), cutoff_minutes=120)
    page = client.get(f"/programmes/sessions/{session.pk}/").content.decode()
    assert ("Bookings have closed" in page, 'id="book"' in page) == (True, False)
    assert books(client, session).status_code == 409


def test_a_photo_is_agreed_to_by_whoever_is_on_it(client, put_on):
    receipt = books(client, put_on(kind=Kind.PORTRAIT, name="为老人照相"))["Location"].partition(
        "?"
    )[0]
    assert "May your photo be shown?" in client.get(receipt).content.decode()
    client.post(f"{receipt}photo/")
    consent = Consent.objects.get()
    assert (consent.purpose, consent.subject, consent.given_by) == (
        "photo",
        Booking.objects.get().person,
        consent.subject,
    )
    assert "May your photo be shown?" not in client.get(receipt).content.decode()


def test_who_has_no_account_takes_back_on_the_same_page_that_their_photo_is_shown(client, put_on):
    receipt = books(client, put_on(kind=Kind.PORTRAIT, name="为老人照相"))["Location"].partition(
        "?"
    )[0]
    assert client.post(f"{receipt}photo/back/").status_code == 404
    client.post(f"{receipt}photo/")
    assert f'action="{receipt}photo/back/"' in client.get(receipt).content.decode()
    answer = client.post(f"{receipt}photo/back/")
    assert (answer.status_code, Consent.objects.get().withdrawn_at is None) == (303, False)
    page = client.get(answer["Location"]).content.decode()
    assert "Your photo is shown no more" in page
    assert "May your photo be shown?" in page


def test_nobody_is_asked_for_a_photo_at_a_lecture(client, put_on):
    receipt = books(client, put_on())["Location"].partition("?")[0]
    assert client.post(f"{receipt}photo/").status_code == 404
    assert Consent.objects.count() == 0


# Calendars -------------------------------------------------------------------------------------


def test_every_feed_holds_what_it_says(client, put_on, resident):
    session, other = put_on(), put_on(begins=timedelta(days=4))
    booking = acts.book(by=resident, session=other, person=resident).about
    feeds = {
        "/programmes/calendar.ics": [session, other],
        f"/programmes/{session.programme_id}/calendar.ics": [session],
        f"/programmes/mine/{calendar_of(resident)}/calendar.ics": [other],
        f"/programmes/r/{receipt_of(booking)}/calendar.ics": [other],
    }
    for address, sessions in feeds.items():
        answer = client.get(address)
        events = Calendar.from_ical(answer.content).walk("VEVENT")
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        assert [str(e["UID"]) for e in events] == [
            f"session-{s.pk}@340121103.touyan" for s in sessions
        ]
        assert [e.decoded("DTSTART") for e in events] == [
            s.starts_at.replace(microsecond=0) for s in sessions
        ]


def test_a_guessed_calendar_is_not_found(client, resident):
    code = calendar_of(resident)
    assert client.get(f"/programmes/mine/{code[:-1]}x/calendar.ics").status_code == 404


# The poster at the door ------------------------------------------------------------------------


def test_a_guest_comes_and_leaves_by_the_poster(client, on_now):
    session = on_now()
    address = f"/programmes/check-in/{poster_of(session)}/"
    assert "I am here" in client.get(address).content.decode()
    assert client.post(address, GUEST).status_code == 303
    row = Attendance.objects.get()
    assert (row.person.name, row.method, row.left_at) == ("陶桂花", "poster", None)
    assert "I am leaving" in client.get(address).content.decode()
    client.post(address, {"leave": "1"})
    row.refresh_from_db()
    assert row.left_at is not None
    assert "Thank you for coming" in client.get(address).content.decode()


def test_the_same_check_in_sent_twice_is_one_row(client, on_now, resident):
    session = on_now()
    client.force_login(resident)
    sent = {"nonce": "6f9619ff-8b86-4011-b42d-00c04fc964ff"}
    for _ in range(2):
        client.post(f"/programmes/check-in/{poster_of(session)}/", sent)
    assert Attendance.objects.get().person == resident


def test_whoever_booked_by_name_and_number_is_found_at_the_poster(client, put_on):
    session = put_on(begins=timedelta(minutes=20))
    books(client, session)
    client.post(
        f"/programmes/check-in/{poster_of(session)}/", {"name": " 陶桂花 ", "phone": "13900004321"}
    )
    assert Attendance.objects.get().booking == Booking.objects.get()


def test_a_name_and_a_number_open_no_door_that_is_for_members(client, on_now, somebody, branch):
    member = somebody("member", "member", branch, name="党员甲", phone="13900001234")
    party = on_now(kind=Kind.PARTY_CLASS, eligibility=Eligibility.MEMBERS)
    address = f"/programmes/check-in/{poster_of(party)}/"
    typed = {"name": "党员甲", "phone": "13900001234"}
    refused = client.post(address, typed)
    assert (refused.status_code, Attendance.objects.count()) == (409, 0)
    open_to_all = on_now()
    client.post(f"/programmes/check-in/{poster_of(open_to_all)}/", typed)
    assert client.post(address, {}).status_code == 409, "nor does the name kept from next door"
    client.force_login(member)
    assert client.post(address, {}).status_code == 303


def test_nobody_checks_in_days_before(client, put_on):
    session = put_on()
    answer = client.post(f"/programmes/check-in/{poster_of(session)}/", GUEST)
    assert (answer.status_code, Attendance.objects.count()) == (409, 0)


def test_a_guessed_poster_and_a_class_of_children_have_no_check_in_page(client, on_now):
    assert client.get("/programmes/check-in/1-000000000000000000000000/").status_code == 404
    guarded = on_now(kind=Kind.AFTER_SCHOOL, eligibility=Eligibility.CHILDREN)
    assert client.get(f"/programmes/check-in/{poster_of(guarded)}/").status_code == 404


# My year ---------------------------------------------------------------------------------------


def served(session, person, minutes=30):
    row = acts.arrive(by=person, session=session, person=person, method="poster").about
    return acts.leave(by=person, attendance=row).about


def test_ones_own_year_needs_a_sign_in(client, town):
    answer = client.get("/programmes/mine/")
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/?next=/programmes/mine/")


def test_a_member_reads_what_is_asked_what_was_done_and_where_the_next_is(
    client, on_now, put_on, member
):
    served(on_now(kind=Kind.VOLUNTEERING, name="清理河道", name_en=""), member)
    served(on_now(), member)
    next_one = put_on(kind=Kind.VOLUNTEERING, name="为老人理发")
    put_on(begins=timedelta(days=1))
    client.force_login(member)
    page = client.get("/programmes/mine/").content.decode()
    assert "1 of 2" in page
    assert "1 time is left this year." in page
    assert f"/programmes/sessions/{next_one.pk}/" in page
    assert "清理河道" in page


def test_nothing_is_asked_of_a_resident(client, resident):
    client.force_login(resident)
    assert "What is asked of me" not in client.get("/programmes/mine/").content.decode()


def test_whoever_was_served_says_so_with_one_tap_and_no_account(client, on_now, member):
    row = served(on_now(kind=Kind.VOLUNTEERING, name="清理河道", name_en=""), member)
    address = f"/programmes/thanks/{thanks_of(row)}/"
    assert "Yes, it was done" in client.get(address).content.decode()
    row.refresh_from_db()
    assert row.served_at is None
    client.post(f"{address}say/")
    row.refresh_from_db()
    assert row.served_at is not None


def test_nobody_thanks_themselves(client, on_now, member):
    row = served(on_now(kind=Kind.VOLUNTEERING), member)
    client.force_login(member)
    assert client.post(f"/programmes/thanks/{thanks_of(row)}/say/").status_code == 409
    row.refresh_from_db()
    assert row.served_at is None


# The certificate -------------------------------------------------------------------------------


@pytest.fixture
def confirmed(on_now, member, secretary):
    """Half an hour of service, confirmed by its host."""
    session = on_now(kind=Kind.VOLUNTEERING, name="清理河道", name_en="")
    row = acts.arrive(by=member, session=session, person=member, method="poster").about
    acts.leave(by=member, attendance=row, at=row.arrived_at)
    Attendance.objects.filter(pk=row.pk).update(minutes=30)
    return acts.confirm_hours(by=secretary, session=session, attendances=[row])


def certified(client, person):
    client.force_login(person)
    return client.post("/programmes/mine/certificate/")


def test_nothing_unconfirmed_is_certified(client, on_now, member):
    served(on_now(kind=Kind.VOLUNTEERING), member)
    answer = certified(client, member)
    assert (answer.status_code, Certificate.objects.count()) == (409, 0)


def test_the_same_service_is_the_same_certificate(client, confirmed, member):
    addresses = {certified(client, member)["Location"] for _ in range(2)}
    made = Certificate.objects.get()
    assert addresses == {f"/programmes/mine/certificates/{made.code}/"}
    assert (made.services, made.minutes) == (1, 30)


def test_a_certificate_is_a_pdf_with_its_words_for_oneself_alone(
    client, confirmed, member, resident
):
    address = certified(client, member)["Location"]
    answer = client.get(address)
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    client.force_login(resident)
    assert client.get(address).status_code == 404


@pytest.mark.skipif(
    shutil.which("pdftotext") is None or chinese() is None,
    reason="needs pdftotext and a Chinese font",
)
def test_the_paper_says_who_how_long_and_where_it_is_checked(client, confirmed, member, tmp_path):
    client.cookies["django_language"] = "zh-hans"
    answer = client.get(certified(client, member)["Location"])
    (tmp_path / "paper.pdf").write_bytes(answer.content)
    text = subprocess.run(
        ["pdftotext", tmp_path / "paper.pdf", "-"], capture_output=True, text=True, check=True
    ).stdout
    code = Certificate.objects.get().code
    for words in (
        "志愿服务证明",
        "党员万平",
        "0 小时 30 分钟",
        "吴山镇",
        f"/programmes/certificates/{code}/",
    ):
        assert words in text


def test_anybody_checks_a_certificate_without_reading_the_whole_name(client, confirmed, member):
    certified(client, member)
    client.logout()
    client.cookies["django_language"] = "en"
    code = Certificate.objects.get().code
    page = client.get(f"/programmes/certificates/{code}/").content.decode()
    assert ("党***" in page, member.name in page, "0 h 30 min" in page) == (True, False, True)
    assert client.get("/programmes/certificates/222222222222/").status_code == 404
