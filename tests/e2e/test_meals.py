"""Lunch by telephone in a real browser, counted in taps; and a counter that loses its signal."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.e2e.access import VIEWS, faults
from tests.e2e.people import Somebody
from tests.e2e.test_taps import counts, dictates, taps
from tests.meals import PHONE, session_on, tomorrow
from touyan.kernel import clock
from touyan.programmes import acts
from touyan.programmes.models import Attendance, Booking, Charge, Enrolment, Programme, Session
from touyan.town import acts as town_acts
from touyan.town.models import Organisation, Person
from touyan.town.rules import FOUNDER
from touyan.town.states import AuthorityKind

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.fixture
def under_way(canteen: Programme) -> Session:
    """A meal that is being handed over at this very moment, whatever the hour."""
    now = clock.now()
    return acts.add_session(
        by=FOUNDER, programme=canteen, starts_at=now - timedelta(minutes=30), minutes=120
    ).about


def meals_of(session: Session) -> str:
    day = timezone.localdate(session.starts_at).isoformat()
    return f"/desk/canteens/{session.programme_id}/meals/?day={day}"


def only(session: Session) -> None:
    """Nothing else takes place on that day."""
    Session.objects.filter(programme=session.programme, day=session.day).exclude(
        pk=session.pk
    ).delete()


def test_lunch_by_telephone_costs_a_search_and_two_taps(
    staff: Callable[..., Somebody], clerk: Person, granny: Enrolment
) -> None:
    colleague = staff("clerk")
    counts(colleague)
    colleague.opens("/desk/canteens/")
    colleague.has_the_cursor_in(colleague.field("Who is it?"))
    dictates(colleague, PHONE[-4:])
    colleague.page.get_by_role("button", name="The usual").click()
    sentence = "one soft meal, without peanuts, brought to 百花小区3栋 at 11:30, you pay 4 yuan"
    assert sentence in colleague.reads()
    colleague.presses("Book")
    colleague.page.get_by_role("status").first.wait_for()
    booking = Booking.objects.get()
    assert (taps(colleague), booking.session) == (2, session_on(granny.programme, tomorrow()))


def test_it_works_without_javascript(
    staff: Callable[..., Somebody], clerk: Person, granny: Enrolment
) -> None:
    colleague = staff("clerk", javascript=False)
    colleague.opens("/desk/canteens/")
    colleague.types("Who is it?", "wxy")
    colleague.sends("Find")
    colleague.page.get_by_role("button", name="The usual").click()
    colleague.presses("Book")
    assert "王*英" in colleague.reads()
    assert Booking.objects.get().person == granny.person


def test_a_meal_handed_over_without_signal_sends_itself_once(
    staff: Callable[..., Somebody], clerk: Person, granny: Enrolment, under_way: Session
) -> None:
    acts.book(by=FOUNDER, session=under_way, person=granny.person, reason="现在。")
    only(under_way)
    colleague = staff("clerk")
    colleague.opens(meals_of(under_way))
    colleague.presses("Open the list")
    give = colleague.page.get_by_role("button", name="Give the meal: 王秀英")
    give.wait_for()
    tapped = clock.now()
    colleague.page.context.set_offline(True)
    give.click()
    colleague.page.get_by_text(colleague.said("No signal: it sends itself.")).wait_for()
    assert Charge.objects.count() == 0
    colleague.page.context.set_offline(False)
    colleague.page.locator("main .tag", has_text="Handed over").wait_for()
    row = Attendance.objects.get()
    assert (Charge.objects.count(), abs(row.arrived_at - tapped) < timedelta(seconds=5)) == (
        1,
        True,
    )


def test_a_meal_handed_over_without_javascript_is_charged(
    staff: Callable[..., Somebody], clerk: Person, granny: Enrolment, under_way: Session
) -> None:
    acts.book(by=FOUNDER, session=under_way, person=granny.person, reason="现在。")
    only(under_way)
    colleague = staff("clerk", javascript=False)
    colleague.opens(meals_of(under_way))
    colleague.presses("Open the list")
    colleague.page.get_by_role("button", name="Give the meal: 王秀英").click()
    assert "4.00 yuan" in colleague.reads()


@pytest.mark.parametrize(("language", "elder"), VIEWS)
def test_every_page_of_a_canteen_is_open_to_everybody(
    staff: Callable[..., Somebody], clerk: Person, granny: Enrolment, eats: Callable[..., Enrolment],
    under_way: Session, language: str, elder: bool,
) -> None:  # fmt: skip
    canteen = granny.programme
    dishes = [{"name": "宫保鸡丁", "contains": ["peanut"], "suits": ["low_salt"]}]
    acts.keep_menu(by=FOUNDER, programme=canteen, day=tomorrow(), dishes=dishes)
    only(under_way)
    for enrolment in (granny, eats(canteen, "李老伯", diet=["low_sugar"])):
        acts.book(by=FOUNDER, session=under_way, person=enrolment.person, reason="现在。")
    served = acts.serve_meal(by=FOUNDER, session=under_way, person=granny.person)
    acts.reverse_charge(by=FOUNDER, charge=served.made, reason="没有吃。")
    colleague = staff("clerk", language=language, elder=elder)
    page, here = colleague.page, f"/desk/canteens/{canteen.pk}"
    wrong = {}
    kept = ("menu", "tariffs", "enrol", "kitchen", "rounds", "settlement")
    for path in (
        "/desk/canteens/?q=wxy",
        *(f"{here}/{name}/" for name in kept),
        meals_of(under_way),
    ):
        colleague.opens(path)
        wrong[path] = faults(page, elder)
    colleague.presses("Open the list")
    page.locator("[data-kept-lines]").wait_for()
    wrong["list"] = faults(page, elder)
    colleague.opens(f"{here}/rounds/?day={under_way.day.isoformat()}")
    page.locator("main .button-quiet").first.click()
    page.locator("#doors").wait_for()
    wrong["sheet"] = faults(page, elder)
    colleague.opens("/desk/canteens/?q=wxy")
    page.locator("#found form button").first.click()
    page.locator(".read-back").wait_for()
    wrong["elder"] = faults(page, elder)
    assert {path: found for path, found in wrong.items() if found} == {}


@pytest.mark.parametrize(("language", "elder"), VIEWS)
def test_every_page_for_residents_is_open_to_everybody(
    somebody_at: Callable[..., Somebody], somebody: Callable[..., Person], granny: Enrolment,
    under_way: Session, baihua: Organisation, language: str, elder: bool,
) -> None:  # fmt: skip
    dishes = [{"name": "宫保鸡丁", "contains": ["peanut"], "suits": ["low_salt"]}]
    acts.keep_menu(by=FOUNDER, programme=granny.programme, day=tomorrow(), dishes=dishes)
    daughter = somebody("daughter", "volunteer", baihua, name="王小梅")
    town_acts.grant_authority(
        by=FOUNDER, subject=granny.person, kind=AuthorityKind.BOOK, holder=daughter
    )
    acts.book(by=FOUNDER, session=under_way, person=granny.person, reason="现在。")
    turn = acts.name_carrier(by=FOUNDER, session=under_way, carrier=daughter).made
    visitor = somebody_at(360, language, elder=elder)
    visitor.signs_in("daughter")
    wrong = {}
    for path in ("/canteens/", "/canteens/mine/", f"/canteens/rounds/{turn.pk}/"):
        visitor.opens(path)
        wrong[path] = faults(visitor.page, elder)
    visitor.presses("Open the sheet")
    visitor.page.locator("[data-kept-lines]").wait_for()
    wrong["sheet"] = faults(visitor.page, elder)
    assert {path: found for path, found in wrong.items() if found} == {}
