"""The door: 200 people, three devices, one of them without signal, each retry sent twice: 200 rows."""

import json
import time
from datetime import timedelta
from itertools import chain
from uuid import uuid4

import pytest

from touyan.kernel import clock
from touyan.kernel.models import Entry
from touyan.programmes import acts
from touyan.programmes.models import Attendance
from touyan.programmes.reads.by_code import badge_of
from touyan.town.models import Notice
from touyan.town.rules import consented

pytestmark = pytest.mark.django_db


def note(person, **more):
    return {"nonce": str(uuid4()), "person": person.pk, "at": clock.now().isoformat(), **more}


def send(browser, session, lines):
    """What a device sends, and the state of each line as it is answered."""
    answer = browser.post(
        f"/desk/programmes/sessions/{session.pk}/check-ins/",
        json.dumps({"lines": lines}),
        content_type="application/json",
    )
    assert answer.status_code == 200
    return [line["state"] for line in answer.json()["answers"]]


def portions(lines, size=20):
    return [lines[start : start + size] for start in range(0, len(lines), size)]


def test_two_hundred_people_three_devices_one_offline_every_retry_twice_are_two_hundred_rows(
    as_, secretary, dispatcher, somebody, baihua, on_now, many
):
    session, people = on_now(capacity=300), many(200)
    with clock.at(session.starts_at - timedelta(hours=1)):
        for person in people[:50]:
            acts.book(by=person, session=session, person=person)
    colleague = somebody("colleague", "officer", baihua)
    shares = {
        secretary: [note(one, method="roster") for one in people[:90]],
        dispatcher: [
            note(one, method="scanner") for one in people[60:150]
        ],  # both saw thirty of them
        colleague: [note(one, method="scanner") for one in people[140:]],
    }
    began, answers = time.monotonic(), []
    for who in (secretary, dispatcher):
        for some in portions(shares[who]):
            answers += send(as_(who), session, some) + send(as_(who), session, some)
    # The third had no signal: all that it noted comes at once, twice, after the others.
    answers += send(as_(colleague), session, shares[colleague])
    answers += send(as_(colleague), session, shares[colleague])
    assert time.monotonic() - began < 60
    assert set(answers) == {"here"}
    rows = Attendance.objects.filter(session=session)
    assert (rows.count(), rows.values("person").distinct().count()) == (200, 200)
    assert {row.person_id for row in rows} == {person.pk for person in people}
    assert rows.filter(booking__isnull=False).count() == 50
    assert Entry.objects.filter(name="programmes.arrive").count() == 200
    sent = {line["nonce"] for line in chain(*shares.values())}
    assert {str(row.nonce) for row in rows} <= sent


def test_a_line_that_is_refused_keeps_no_other_from_being_noted(as_, secretary, on_now, many):
    session, (first, second) = on_now(), many(2)
    tomorrow = (clock.now() + timedelta(days=1)).isoformat()
    nobody = {"nonce": str(uuid4()), "person": 999_999, "at": clock.now().isoformat()}
    answers = send(as_(secretary), session, [note(first, at=tomorrow), nobody, note(second)])
    assert answers == ["refused", "refused", "here"]
    assert Attendance.objects.get().person == second


def test_a_nonce_that_was_used_for_somebody_else_is_refused(as_, secretary, on_now, many):
    session, (first, second) = on_now(), many(2)
    line = note(first)
    assert send(as_(secretary), session, [line]) == ["here"]
    assert send(as_(secretary), session, [{**line, "person": second.pk}]) == ["refused"]
    assert Attendance.objects.get().person == first


def test_leaving_is_noted_once_and_only_for_whoever_is_there(as_, secretary, on_now, many):
    session, (first, second) = on_now(), many(2)
    send(as_(secretary), session, [note(first)])
    leaving = note(first, left=True)
    assert send(as_(secretary), session, [leaving, note(second, left=True)]) == ["left", "refused"]
    assert send(as_(secretary), session, [leaving]) == ["left"]
    row = Attendance.objects.get()
    assert (row.person, row.left_at is None) == (first, False)


def test_what_was_noted_offline_keeps_its_own_time(as_, secretary, on_now, many):
    session, (person,) = on_now(), many(1)
    at = clock.now() - timedelta(minutes=7)
    send(as_(secretary), session, [note(person, at=at.isoformat())])
    assert Attendance.objects.get().arrived_at == at


def test_whoever_forgets_to_check_out_left_with_the_session_unconfirmed(
    as_, secretary, on_now, many
):
    session, (person,) = on_now(), many(1)
    send(as_(secretary), session, [note(person)])
    with clock.at(session.ends_at + timedelta(hours=1)):
        acts.close_session(by=clock.CLOCK, session=session)
    row = Attendance.objects.get()
    assert (row.left_at, row.forgotten, row.confirmed_at) == (session.ends_at, True, None)
    assert row.minutes <= 60


@pytest.mark.parametrize(
    "body",
    [
        "", "[]", "{}", '{"lines": []}', '{"lines": 3}', '{"lines": [3]}', '{"lines": [{}]}',
        '{"lines": [{"nonce": "x", "person": 1, "at": "2021-09-13T10:00:00+08:00"}]}',
        '{"lines": [{"nonce": "6f9619ff-8b86-4011-b42d-00c04fc964ff", "person": "1", "at": "2021-09-13T10:00:00+08:00"}]}',
        '{"lines": [{"nonce": "6f9619ff-8b86-4011-b42d-00c04fc964ff", "person": 1, "at": "2021-09-13T10:00:00"}]}',
        '{"lines": [{"nonce": "6f9619ff-8b86-4011-b42d-00c04fc964ff", "person": 1, "at": "9999-09-13T10:00:00+08:00"}]}',
        '{"lines": [{"nonce": "6f9619ff-8b86-4011-b42d-00c04fc964ff", "person": 1, "at": "2021-09-13T10:00:00+08:00", "method": "order"}]}',
        json.dumps({"lines": [{}] * 201}),
    ],
)  # fmt: skip
def test_what_is_no_list_of_lines_is_not_read(as_, secretary, on_now, body):
    address = f"/desk/programmes/sessions/{on_now().pk}/check-ins/"
    answer = as_(secretary).post(address, body, content_type="application/json")
    assert (answer.status_code, Attendance.objects.count()) == (400, 0)


def test_a_list_tells_as_little_as_tells_people_apart(as_, secretary, put_on, somebody):
    session = put_on()
    person = somebody("zhou", name="周桂英", phone="13900001234")
    booking = acts.book(by=person, session=session, person=person).about
    answer = as_(secretary).get(f"/desk/programmes/sessions/{session.pk}/list.json")
    assert answer.json()["people"] == [
        {
            "person": person.pk, "name": "周*英", "initials": "zgy", "unit": "",
            "badges": [badge_of(booking)], "here": False, "left": False,
        }
    ]  # fmt: skip
    assert "no-store" in answer["Cache-Control"]


def test_a_badge_that_was_printed_outlives_another_key(as_, secretary, put_on, somebody, settings):
    browser, session = as_(secretary), put_on()
    person = somebody("zhou", name="周桂英")
    printed = badge_of(acts.book(by=person, session=session, person=person).about)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a newer key of more than thirty characters"
    browser.force_login(secretary)
    answer = browser.get(f"/desk/programmes/sessions/{session.pk}/list.json")
    (line,) = answer.json()["people"]
    assert (line["badges"][1], line["badges"][0] == printed) == (printed, False)


def test_a_branch_that_did_not_book_is_on_the_list_that_names_it(
    as_, secretary, put_on, many, branch
):
    session, people = put_on(), many(3)
    address = f"/desk/programmes/sessions/{session.pk}/list.json"
    assert as_(secretary).get(address).json()["people"] == []
    listed = as_(secretary).get(f"{address}?with={branch.code}").json()["people"]
    assert [line["person"] for line in listed if line["unit"] == branch.name][:3] == [
        p.pk for p in people
    ]


def test_the_page_at_the_door_names_nobody(as_, secretary, on_now, many):
    session, people = on_now(), many(3)
    acts.record(by=secretary, session=session, people=[acts.Came(one) for one in people])
    page = as_(secretary).get("/desk/programmes/check-in/").content.decode()
    assert [one.name for one in (*people, secretary) if one.name in page] == []


# The same at a table ---------------------------------------------------------------------------


def test_all_here_but_the_unticked(as_, secretary, on_now, many, branch):
    session, people = on_now(), many(20)
    browser, address = as_(secretary), f"/desk/programmes/sessions/{session.pk}/roster/"
    page = browser.get(f"{address}?with={branch.code}").content.decode()
    assert page.count('name="person"') == page.count(" checked>") == 20
    ticked = [one.pk for one in people[2:]]
    for _ in range(2):
        browser.post(address, {"with": branch.code, "person": ticked})
    rows = Attendance.objects.filter(session=session)
    assert sorted(rows.values_list("person", flat=True)) == sorted(ticked)
    assert set(rows.values_list("method", flat=True)) == {"roster"}


def test_nobody_of_elsewhere_is_ticked(as_, secretary, on_now, many, somebody, branch):
    session, stranger = on_now(), somebody("stranger")
    address = f"/desk/programmes/sessions/{session.pk}/roster/"
    as_(secretary).post(address, {"with": branch.code, "person": [stranger.pk]})
    assert Attendance.objects.count() == 0


def test_somebody_on_no_list_is_noted_by_name(as_, secretary, on_now):
    session = on_now()
    address = f"/desk/programmes/sessions/{session.pk}/roster/walk-in/"
    assert as_(secretary).post(address, {"name": ""}).status_code == 422
    as_(secretary).post(address, {"name": "路过的老乡"})
    assert Attendance.objects.get().person.name == "路过的老乡"


def test_a_photo_is_agreed_to_on_paper_before_the_clerk(
    as_, somebody, baihua, secretary, on_now, many
):
    session, (person,) = on_now(kind="portrait", name="为老人照相"), many(1)
    acts.record(by=secretary, session=session, people=[acts.Came(person)])
    address = f"/desk/programmes/sessions/{session.pk}/consent/"
    assert as_(secretary).post(address, {"person": person.pk}).status_code == 409
    with_register = somebody("clerk", "clerk", baihua.town)
    assert (
        "No photo consent"
        in as_(with_register)
        .get(f"/desk/programmes/sessions/{session.pk}/roster/?with=all")
        .content.decode()
    )
    assert as_(with_register).post(address, {"person": person.pk}).status_code == 303
    assert person.consents.get().purpose == "photo"


def test_who_telephones_that_their_photo_is_shown_no_more_is_heard_where_it_was_taken(
    as_, somebody, baihua, secretary, on_now, many
):
    session, (person, other) = on_now(kind="portrait", name="为老人照相"), many(2)
    acts.record(by=secretary, session=session, people=[acts.Came(person), acts.Came(other)])
    clerk, at = (
        as_(somebody("clerk", "clerk", baihua.town)),
        f"/desk/programmes/sessions/{session.pk}",
    )
    said = {"person": person.pk}
    assert clerk.post(f"{at}/consent/back/", said).status_code == 404
    clerk.post(f"{at}/consent/", said)
    everybody = f"{at}/roster/?with=all"
    page = clerk.get(everybody).content.decode()
    assert (page.count(">No photo consent<"), f"{at}/consent/back/" in page) == (1, True)
    assert as_(secretary).post(f"{at}/consent/back/", said).status_code == 409
    assert clerk.post(f"{at}/consent/back/", said).status_code == 303
    assert not consented(person, "photo")
    page = clerk.get(everybody).content.decode()
    assert (page.count(">No photo consent<"), f"{at}/consent/back/" in page) == (2, False)
    told = Notice.objects.get(event="town.withdraw_consent")
    assert (told.organisation, told.about) == (session.host, f"session:{session.pk}")
    heard = as_(secretary).get("/desk/notices/").content.decode()
    assert "portrait may be shown no more" in heard
    assert f'href="{at}/"' in heard
    assert person.name not in heard
