"""Programmes at the desk: put on, dated, opened, held; who may see which; difficulties; a branch's year."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from tests.desk.reading import said
from touyan.kernel import clock
from touyan.kernel.models import Entry
from touyan.orders.models import Order
from touyan.programmes import acts
from touyan.programmes.models import Attendance, Programme, Session
from touyan.programmes.states import Eligibility, Kind, State

pytestmark = pytest.mark.django_db


def typed(**more):
    """What an organiser fills in."""
    return {
        "kind": "lecture", "name": "防溺水宣讲", "starts_on": "2026-11-01", "minutes": "60",
        "eligibility": "everyone", **more,
    }  # fmt: skip


def test_an_organiser_puts_something_on_sets_a_date_and_opens_it(as_, secretary, baihua):
    browser = as_(secretary)
    answer = browser.post(
        "/desk/programmes/new/", typed(host=baihua.pk, public="on", capacity="40")
    )
    programme = Programme.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/desk/programmes/{programme.pk}/")
    assert (programme.state, programme.host, programme.capacity, programme.public) == (
        State.DRAFT,
        baihua,
        40,
        True,
    )
    day = clock.today() + timedelta(days=3)
    dated = {
        "day": day.isoformat(),
        "at": "14:00",
        "minutes": "90",
        "speaker": "韩医生",
        "capacity": "30",
    }
    assert browser.post(f"/desk/programmes/{programme.pk}/sessions/", dated).status_code == 303
    session = Session.objects.get()
    assert (
        timezone.localtime(session.starts_at).strftime("%H:%M"),
        session.speaker,
        session.capacity,
    ) == ("14:00", "韩医生", 30)
    assert session.ends_at - session.starts_at == timedelta(minutes=90)
    browser.post(f"/desk/programmes/{programme.pk}/open/")
    programme.refresh_from_db()
    assert programme.state == State.OPEN


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"minutes": "0"}, "minutes"),
        ({"starts_on": "x"}, "starts_on"),
        ({"weekdays": ["9"]}, "weekdays"),
        ({"weekdays": ["1"]}, "at"),
        ({"ends_on": "2026-10-01"}, "ends_on"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_kept(
    as_, secretary, baihua, wrong, field
):
    answer = as_(secretary).post("/desk/programmes/new/", typed(host=baihua.pk, **wrong))
    assert answer.status_code in (409, 422)
    assert f'id="id_{field}-error"' in answer.content.decode()
    assert Programme.objects.count() == 0


def test_nobody_puts_something_on_for_another_village(as_, other_secretary, baihua):
    answer = as_(other_secretary).post("/desk/programmes/new/", typed(host=baihua.pk))
    assert (answer.status_code, Programme.objects.count()) == (422, 0)


def test_a_programme_is_changed_by_those_who_put_it_on(as_, secretary, other_secretary, put_on):
    programme = put_on().programme
    address = f"/desk/programmes/{programme.pk}/edit/"
    assert as_(other_secretary).post(address, typed(name="改名")).status_code == 404
    assert as_(secretary).post(address, typed(name="改名")).status_code == 303
    programme.refresh_from_db()
    assert programme.name == "改名"


def test_a_weekly_rule_is_planned_two_weeks_ahead_once(as_, secretary, put_on):
    session = put_on(weekdays="12345", at="16:30")
    addresses = [f"/desk/programmes/{session.programme_id}/plan/"] * 2
    browser = as_(secretary)
    for address in addresses:
        browser.post(address)
    first = session.programme.sessions.filter(by_rule=True).count()
    assert first in (9, 10, 11)
    assert Session.objects.count() == first + 1


def test_only_those_of_the_place_see_it(
    as_, put_on, secretary, other_secretary, dispatcher, officer, resident
):
    session = put_on(public=False)
    for path in (
        f"programmes/{session.programme_id}/",
        f"programmes/sessions/{session.pk}/",
        f"programmes/sessions/{session.pk}/roster/",
        f"programmes/sessions/{session.pk}/list.json",
    ):
        answers = [
            as_(who).get(f"/desk/{path}").status_code
            for who in (secretary, dispatcher, other_secretary, officer, resident)
        ]
        assert answers == [200, 200, 404, 404, 404], path


def test_a_leader_reads_what_is_on_but_no_list_of_people(as_, somebody, town, put_on):
    leader, session = somebody("leader", "leader", town), put_on()
    paths = ("", "roster/", "list.json", "hours/", "poster/", "seats/")
    answers = [
        as_(leader).get(f"/desk/programmes/sessions/{session.pk}/{path}").status_code
        for path in paths
    ]
    assert answers == [200, 404, 404, 404, 404, 404]


def test_the_lists_of_children_are_not_here(as_, put_on, secretary, somebody, baihua):
    session = put_on(kind=Kind.AFTER_SCHOOL, eligibility=Eligibility.CHILDREN)
    clerk = somebody("clerk", "clerk", baihua)
    paths = ("roster/", "list.json", "hours/", "poster/")
    for who in (secretary, clerk):
        answers = [
            as_(who).get(f"/desk/programmes/sessions/{session.pk}/{path}").status_code
            for path in paths
        ]
        assert answers == [404] * 4


def test_it_took_place_and_who_spoke_is_kept(as_, secretary, on_now):
    session = on_now()
    as_(secretary).post(
        f"/desk/programmes/sessions/{session.pk}/hold/",
        {"speaker": "韩医生", "note": "来了不少人。"},
    )
    session.refresh_from_db()
    assert (session.state, session.speaker, session.note, session.held_by) == (
        "held",
        "韩医生",
        "来了不少人。",
        secretary,
    )


def test_what_has_not_begun_did_not_take_place(as_, secretary, put_on):
    session = put_on()
    answer = as_(secretary).post(f"/desk/programmes/sessions/{session.pk}/hold/", {})
    assert (answer.status_code, "It has not begun yet." in said(answer)) == (409, True)


def test_calling_off_needs_a_reason_and_frees_everybody(as_, secretary, put_on, resident):
    session = put_on()
    booking = acts.book(by=resident, session=session, person=resident).about
    browser, address = as_(secretary), f"/desk/programmes/sessions/{session.pk}/call-off/"
    assert browser.post(address, {"reason": ""}).status_code == 422
    assert browser.post(address, {"reason": "下大雨。"}).status_code == 303
    booking.refresh_from_db()
    assert booking.state == "cancelled"


def test_seats_are_held_and_given_back(as_, secretary, put_on, branch):
    session = put_on(capacity=10)
    browser, address = as_(secretary), f"/desk/programmes/sessions/{session.pk}/seats/"
    until = timezone.localtime(clock.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    held = {"organisation": branch.pk, "seats": "11", "until": until}
    assert browser.post(address, held).status_code == 409
    assert browser.post(address, held | {"seats": "8"}).status_code == 303
    assert session.seats.get().seats == 8
    browser.post(f"{address}{branch.code}/release/")
    assert session.seats.count() == 0


# A difficulty ----------------------------------------------------------------------------------


def test_a_difficulty_becomes_one_order_and_both_know_of_the_other(as_, secretary, put_on, baihua):
    session = put_on(kind=Kind.SYMPOSIUM, name="夜谈会")
    browser, key = as_(secretary), str(uuid4())
    sent = {"words": "水渠堵了三年没人管。", "village": baihua.pk, "key": key}
    for _ in range(2):
        assert (
            browser.post(f"/desk/programmes/sessions/{session.pk}/difficulty/", sent).status_code
            == 303
        )
    order = Order.objects.get()
    entries = Entry.objects.filter(about=f"session:{session.pk}", name="programmes.hear_difficulty")
    assert [entry.data["order"] for entry in entries] == [order.ref]
    assert (
        f'data-ref="{order.ref}"'
        in browser.get(f"/desk/programmes/sessions/{session.pk}/").content.decode()
    )
    assert (
        f"/desk/programmes/sessions/{session.pk}/"
        in browser.get(f"/desk/orders/{order.ref}/").content.decode()
    )


def test_an_order_that_somebody_may_not_see_is_not_shown_with_the_symposium(
    as_, dispatcher, secretary, put_on, paibei, town
):
    session = put_on(kind=Kind.SYMPOSIUM, name="夜谈会")
    sent = {"words": "牌碑的桥窄。", "village": paibei.pk, "key": str(uuid4())}
    as_(dispatcher).post(f"/desk/programmes/sessions/{session.pk}/difficulty/", sent)
    order = Order.objects.get()
    pages = [
        as_(who).get(f"/desk/programmes/sessions/{session.pk}/").content.decode()
        for who in (dispatcher, secretary)
    ]
    assert [order.ref in page for page in pages] == [True, False]


def test_no_difficulty_is_raised_at_a_lecture(as_, secretary, put_on, baihua):
    session = put_on()
    sent = {"words": "水渠堵了。", "village": baihua.pk, "key": str(uuid4())}
    assert (
        as_(secretary).post(f"/desk/programmes/sessions/{session.pk}/difficulty/", sent).status_code
        == 404
    )
    assert Order.objects.count() == 0


# A branch's year -------------------------------------------------------------------------------


def test_a_branch_reads_who_of_its_own_is_below(as_, secretary, member, many, on_now, baihua):
    idle, busy = many(2)
    for number in range(2):
        session = on_now(kind=Kind.VOLUNTEERING, name=f"清理河道{number}")
        acts.record(by=secretary, session=session, people=[acts.Came(busy)])
    page = said(as_(secretary).get("/desk/programmes/year/"))
    assert (idle.name in page, member.name in page, busy.name in page) == (True, True, False)
    assert busy.name in said(as_(secretary).get("/desk/programmes/year/?show=all"))


def test_the_branchs_year_stands_below_programmes(as_, secretary):
    page = as_(secretary).get("/desk/programmes/year/").content.decode()
    assert '<a href="/desk/programmes/" aria-current="page"' in page
    assert '<a class="back" href="/desk/programmes/"' in page


def test_nobody_reads_the_year_of_another_branch(
    as_, secretary, other_secretary, dispatcher, admin, branch
):
    address = f"/desk/programmes/year/?branch={branch.code}"
    answers = [
        as_(who).get(address).status_code for who in (secretary, other_secretary, dispatcher, admin)
    ]
    assert answers == [200, 404, 404, 404]


# Hours -----------------------------------------------------------------------------------------


def test_the_host_confirms_hours_and_nobody_their_own(as_, secretary, member, on_now):
    session = on_now(kind=Kind.VOLUNTEERING, name="清理河道")
    rows = {
        who: acts.arrive(by=who, session=session, person=who, method="poster").about
        for who in (member, secretary)
    }
    for who, row in rows.items():
        acts.leave(by=who, attendance=row)
    browser, address = as_(secretary), f"/desk/programmes/sessions/{session.pk}/hours/"
    ticked = re.findall(r'name="row" value="(\d+)"', browser.get(address).content.decode())
    assert ticked == [str(rows[member].pk)]
    browser.post(address, {"row": ticked})
    rows[member].refresh_from_db()
    assert rows[member].confirmed_by == secretary
    assert browser.post(address, {"row": [rows[secretary].pk]}).status_code == 409


@pytest.mark.parametrize("count", [3, 60])
def test_every_page_costs_at_most_six_statements(
    as_, secretary, put_on, on_now, many, queries, branch, count
):
    session = on_now(kind=Kind.SYMPOSIUM, capacity=200)
    portrait = on_now(kind=Kind.PORTRAIT)
    for number in range(count):
        put_on(begins=timedelta(days=2, hours=number))
        acts.add_session(
            by=secretary,
            programme=session.programme,
            starts_at=session.starts_at + timedelta(days=number + 1),
        )
        sent = {"words": f"第{number}件难事。", "village": session.host_id, "key": str(uuid4())}
        as_(secretary).post(f"/desk/programmes/sessions/{session.pk}/difficulty/", sent)
    people = many(count)
    acts.record(by=secretary, session=session, people=[acts.Came(one) for one in people])
    acts.record(by=secretary, session=portrait, people=[acts.Came(one) for one in people])
    here, own = (
        f"/desk/programmes/sessions/{session.pk}/",
        f"/desk/programmes/sessions/{portrait.pk}/",
    )
    pages = [
        "/desk/programmes/",
        "/desk/programmes/?show=past",
        "/desk/programmes/?show=programmes",
        "/desk/programmes/new/",
        "/desk/programmes/check-in/",
        "/desk/programmes/year/",
        "/desk/programmes/year/?show=all",
        f"/desk/programmes/{session.programme_id}/",
        f"/desk/programmes/{session.programme_id}/edit/",
        here,
        f"{here}roster/",
        f"{here}roster/?with=all",
        f"{here}roster/?with={branch.code}",
        f"{here}poster/",
        f"{here}hours/",
        f"{here}seats/",
        f"{here}list.json",
        f"{here}list.json?with={branch.code}",
        f"{own}roster/?with=all",
    ]
    costs = {path: queries(as_(secretary), path) for path in pages}
    assert {path: cost for path, cost in costs.items() if cost > 6} == {}
    assert Attendance.objects.filter(session=session).count() == count
