"""The door in a real browser: without signal it notes, says so, and sends once; and what it costs in taps."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Route

from tests.e2e.people import Somebody
from tests.e2e.test_taps import counts, taps
from tests.events import PutOn
from touyan.programmes import acts
from touyan.programmes.models import Attendance, Booking, Session
from touyan.programmes.reads.by_code import badge_of, poster_of
from touyan.town.models import Organisation, Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

Staff = Callable[..., Somebody]
Many = Callable[..., list[Person]]
KEPT = """async path => {
  for (const name of await caches.keys()) if (await (await caches.open(name)).match(path)) return true;
  return false;
}"""
DOOR = "/desk/programmes/check-in/"


def came(session: Session) -> int:
    return Attendance.objects.filter(session=session).count()


def at_the_door(colleague: Somebody, session: Session, branch: Organisation | None = None) -> None:
    """Take the list along, and wait until the page itself would open without signal."""
    colleague.opens(f"{DOOR}#{session.pk}{',' + branch.code if branch else ''}")
    colleague.page.locator("#door-count").filter(has_text="are here").wait_for()
    colleague.page.wait_for_function(KEPT, arg=DOOR)
    colleague.page.wait_for_function(KEPT, arg="/static/desk/door.js")


def sent(colleague: Somebody) -> None:
    colleague.page.get_by_text(colleague.said("All is sent"), exact=True).wait_for()


def test_a_whole_branch_is_checked_in_without_signal_and_arrives_once(
    staff: Staff, on_now: PutOn, many: Many, branch: Organisation
) -> None:
    session, people = on_now(), many(40)
    colleague = staff("secretary")
    at_the_door(colleague, session, branch)
    colleague.page.context.set_offline(True)
    colleague.page.reload()
    colleague.page.get_by_text("0 of 40 are here").wait_for()
    colleague.page.get_by_label(people[0].name[0] + "*" + people[0].name[-1]).first.uncheck()
    colleague.presses("All here")
    colleague.page.get_by_text("39 wait on this telephone").wait_for()
    assert came(session) == 0
    colleague.page.reload()
    colleague.page.get_by_text("39 of 40 are here").wait_for()
    colleague.page.context.set_offline(False)
    sent(colleague)
    assert came(session) == 39


def test_an_answer_lost_on_its_way_makes_no_second_row(
    staff: Staff, on_now: PutOn, many: Many, branch: Organisation
) -> None:
    """The town has it, the telephone does not know: it sends the same nonces again."""
    session, _people = on_now(), many(5)
    colleague = staff("secretary")
    at_the_door(colleague, session, branch)

    def arrives_and_is_not_answered(route: Route) -> None:
        route.fetch()
        route.abort()

    colleague.page.route("**/check-ins/", arrives_and_is_not_answered, times=1)
    with colleague.page.expect_event("requestfailed", lambda sent: "check-ins" in sent.url):
        colleague.presses("All here")
    colleague.page.get_by_text("5 wait on this telephone").wait_for()
    assert came(session) == 5
    colleague.page.evaluate("dispatchEvent(new Event('online'))")
    sent(colleague)
    assert came(session) == 5


def test_a_code_is_typed_or_read_and_somebody_is_here_once(
    staff: Staff, put_on: PutOn, resident: Person
) -> None:
    session = put_on(begins=timedelta(minutes=20))
    booking: Booking = acts.book(by=resident, session=session, person=resident).about
    colleague = staff("secretary")
    at_the_door(colleague, session)
    code = colleague.page.get_by_label(colleague.said("Code or initials"))
    for typed in ("nobody", badge_of(booking).upper(), badge_of(booking)):
        code.fill(typed)
        code.press("Enter")
        colleague.page.locator("#door-said").filter(
            has_text="this list" if typed == "nobody" else "is here"
        ).wait_for()
    sent(colleague)
    assert Attendance.objects.get().method == "scanner"


def test_what_the_town_refuses_is_not_shown_as_done(
    staff: Staff, on_now: PutOn, many: Many, branch: Organisation
) -> None:
    session, _people = on_now(), many(2)
    colleague = staff("secretary")
    at_the_door(colleague, session, branch)
    Session.objects.filter(pk=session.pk).update(state="cancelled")
    colleague.presses("All here")
    colleague.page.get_by_text("Not taken: This does not take place.").wait_for()
    colleague.page.get_by_text("0 of 2 are here").wait_for()
    assert came(session) == 0


# Taps (FACES, flow 6) --------------------------------------------------------------------------


def test_at_the_poster_it_is_one_tap_with_an_account(
    somebody_at: Callable[..., Somebody], on_now: PutOn, resident: Person
) -> None:
    session, visitor = on_now(), somebody_at(360)
    visitor.signs_in(resident.login or "")
    counts(visitor)
    visitor.opens(f"/programmes/check-in/{poster_of(session)}/")
    visitor.presses("I am here")
    visitor.page.get_by_role("button", name=visitor.said("I am leaving")).wait_for()
    assert (taps(visitor), came(session)) == (1, 1)


def test_at_the_poster_a_guest_types_two_things_and_presses_once(
    somebody_at: Callable[..., Somebody], on_now: PutOn
) -> None:
    session, visitor = on_now(), somebody_at(360)
    counts(visitor)
    visitor.opens(f"/programmes/check-in/{poster_of(session)}/")
    visitor.field("Your name").click()
    visitor.page.keyboard.insert_text("陶桂花")
    visitor.field("Telephone number").click()
    visitor.page.keyboard.insert_text("13900004321")
    visitor.presses("I am here")
    visitor.page.get_by_role("button", name=visitor.said("I am leaving")).wait_for()
    assert (taps(visitor), came(session)) == (3, 1)


def test_a_branch_of_forty_is_two_taps_at_the_table(
    staff: Staff, on_now: PutOn, many: Many, branch: Organisation
) -> None:
    session, _people = on_now(), many(40)
    colleague = staff("secretary")
    counts(colleague)
    colleague.opens(f"/desk/programmes/sessions/{session.pk}/roster/")
    colleague.page.locator("main").get_by_role("link", name=branch.name_en, exact=True).click()
    colleague.presses("All here")
    colleague.page.get_by_role("status").first.wait_for()
    assert (taps(colleague), came(session)) == (2, 40)


def test_a_code_is_one_tap_at_the_door(
    staff: Staff, on_now: PutOn, many: Many, branch: Organisation
) -> None:
    session, _people = on_now(), many(1)
    colleague = staff("secretary")
    at_the_door(colleague, session, branch)
    counts(colleague)
    at_the_door(colleague, session, branch)
    colleague.page.reload()
    colleague.page.get_by_label(colleague.said("Code or initials")).click()
    colleague.page.keyboard.insert_text("dy000")
    colleague.page.keyboard.press("Enter")
    sent(colleague)
    assert (taps(colleague), came(session)) == (1, 1)


def test_a_seat_is_one_tap_with_an_account(
    somebody_at: Callable[..., Somebody], put_on: PutOn, resident: Person
) -> None:
    session, visitor = put_on(), somebody_at(360)
    visitor.signs_in(resident.login or "")
    counts(visitor)
    visitor.opens(f"/programmes/sessions/{session.pk}/")
    visitor.presses("Come along")
    visitor.page.wait_for_url("**/programmes/r/**")
    assert (taps(visitor), Booking.objects.get().person) == (1, resident)
