"""Parents and teachers at a real screen: taps counted, every answer open to everybody."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.children import make_session
from tests.e2e.access import VIEWS, faults
from tests.e2e.people import Somebody
from tests.e2e.test_taps import counts, dictates, taps
from tests.fixtures import PASSWORD
from touyan.kernel import clock
from touyan.programmes.models import Attendance, Booking, Programme, Session
from touyan.programmes.states import BookingState
from touyan.town import acts as town_acts
from touyan.town.models import Authority, Person
from touyan.town.states import AuthorityKind

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def comes(
    somebody_at: Callable[..., Somebody], person: Person, path: str, **screen: object
) -> Somebody:
    somebody = somebody_at(**screen)
    somebody.opens(f"/sign-in/?next={path}")
    somebody.types("Login", str(person.login))
    somebody.types("Password", PASSWORD)
    somebody.sends("Sign in")
    somebody.page.wait_for_url(f"**{path}")
    return somebody


def test_a_parent_lets_a_previous_person_collect_with_four_taps(
    somebody_at: Callable[..., Somebody], guardian: Person, child: Person, session: Session
) -> None:
    town_acts.let_collect_today(by=guardian, subject=child, name="王奶奶", phone="13900004321")
    Authority.objects.filter(kind=AuthorityKind.COLLECT).update(
        valid_from=clock.now() - timedelta(days=2), valid_until=clock.now() - timedelta(days=2)
    )
    mother = comes(somebody_at, guardian, "/children/")
    counts(mother)
    mother.opens("/children/")
    mother.follows("周小宝")
    mother.follows("Who collects today?")
    mother.page.get_by_text("王奶奶").click()
    mother.presses("Let them collect")
    mother.page.wait_for_url("**/card/")
    today = Authority.objects.filter(kind=AuthorityKind.COLLECT).latest("id")
    assert (taps(mother), today.name, len(today.code)) == (4, "王奶奶", 6)
    assert f"{today.code[:3]} {today.code[3:]}" in mother.reads()


def test_a_parent_names_somebody_new_with_four_taps(
    somebody_at: Callable[..., Somebody], guardian: Person, child: Person, session: Session
) -> None:
    mother = comes(somebody_at, guardian, "/children/")
    counts(mother)
    mother.opens("/children/")
    mother.follows("周小宝")
    mother.follows("Who collects today?")
    mother.field("Their name").click()
    dictates(mother, "王奶奶")
    mother.page.keyboard.press("Tab")
    dictates(mother, "13900004321")
    mother.presses("Let them collect")
    mother.page.wait_for_url("**/card/")
    assert (taps(mother), Authority.objects.latest("id").name) == (4, "王奶奶")


def test_one_tap_says_that_the_child_stays_away(
    somebody_at: Callable[..., Somebody], guardian: Person, child: Person, school: Programme
) -> None:
    make_session(school, begun=-timedelta(days=1))
    mother = comes(somebody_at, guardian, f"/children/{child.pk}/")
    counts(mother)
    mother.opens(f"/children/{child.pk}/")
    mother.page.get_by_role("button", name=mother.said("Does not come")).first.click()
    mother.page.get_by_role("status").first.wait_for()
    assert (taps(mother), Booking.objects.get().state) == (1, BookingState.EXCUSED)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_child_is_handed_over_at_a_telephone_and_its_mother_sees_it(
    somebody_at: Callable[..., Somebody], guardian: Person, teacher: Person, child: Person,
    session: Session, javascript: bool,
) -> None:  # fmt: skip
    """With JavaScript the mother's page tells it by itself; without, when she looks again."""
    card = town_acts.let_collect_today(
        by=guardian, subject=child, name="李阿姨", phone="13900002222"
    ).about
    mother = comes(somebody_at, guardian, f"/children/{child.pk}/")
    colleague = comes(somebody_at, teacher, "/desk/classes/", javascript=javascript)
    colleague.follows("Half Past Four Class")
    colleague.presses("Open the list")
    colleague.page.get_by_role("button", name="Here 周小宝").click()
    colleague.page.get_by_role("link", name="Leaves … 周小宝").click()
    colleague.types("Code of the card", card.code)
    colleague.presses("Leaves with 李阿姨")
    colleague.page.get_by_text("周小宝 has left with 李阿姨. The guardians know.").wait_for()
    mother.page.get_by_text("with 李阿姨").wait_for(timeout=20_000)
    assert Attendance.objects.get().collector == card


def test_a_cards_code_finds_its_child_from_the_address_that_was_scanned(
    somebody_at: Callable[..., Somebody], guardian: Person, teacher: Person, child: Person,
    here: Attendance,
) -> None:  # fmt: skip
    card = town_acts.let_collect_today(
        by=guardian, subject=child, name="李阿姨", phone="13900002222"
    ).about
    colleague = comes(somebody_at, teacher, "/desk/classes/")
    colleague.opens("/desk/")
    colleague.opens(f"/desk/classes/#{card.code}")
    assert card.code not in colleague.page.url
    colleague.presses("Whose child?")
    colleague.presses("Leaves with 李阿姨")
    colleague.page.get_by_text("周小宝 has left with 李阿姨").wait_for()


@pytest.mark.parametrize(("language", "elder"), VIEWS)
def test_a_guardians_pages_are_open_to_everybody(
    somebody_at: Callable[..., Somebody], guardian: Person, child: Person, here: Attendance,
    school: Programme, grandmother: Authority, language: str, elder: bool,
) -> None:  # fmt: skip
    make_session(school, begun=-timedelta(days=1))
    town_acts.bar(by=guardian, subject=child, name="赵某")
    card = town_acts.let_collect_today(
        by=guardian, subject=child, name="李阿姨", phone="13900002222"
    ).about
    mother = comes(somebody_at, guardian, "/children/", language=language, elder=elder)
    pages = ["/children/", "/children/new/"]
    pages += [
        f"/children/{child.pk}/{page}"
        for page in ("", "collect/", "people/", f"people/{card.pk}/card/", "consent/", "classes/")
    ]
    found = {}
    for page in pages:
        mother.opens(page)
        found[page] = faults(mother.page, elder)
    mother.opens(f"/children/{child.pk}/collect/")
    mother.presses("Let them collect")
    mother.page.get_by_role("alert").first.wait_for()
    found["mistake"] = faults(mother.page, elder)
    assert {page: wrong for page, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize(("language", "elder"), VIEWS)
def test_the_pages_of_a_class_are_open_to_everybody(  # noqa: PLR0917 - the whole cast
    somebody_at: Callable[..., Somebody], guardian: Person, clerk: Person, child: Person,
    child_of: Callable[..., Person], here: Attendance, session: Session, school: Programme,
    grandmother: Authority, past_teacher: Person, language: str, elder: bool,
) -> None:  # fmt: skip
    town_acts.bar(by=guardian, subject=child, name="赵某")
    child_of(guardian, "周大宝", allergies=["peanut"])
    colleague = comes(somebody_at, clerk, "/desk/classes/", language=language, elder=elder)
    found = {}
    for page in (f"/desk/classes/sessions/{session.pk}/", f"/desk/classes/{school.pk}/"):
        colleague.opens(page)
        found[f"closed {page}"] = faults(colleague.page, elder)
        colleague.presses("Open the list")
        colleague.page.wait_for_load_state()
        found[page] = faults(colleague.page, elder)
    leave = f"/desk/classes/sessions/{session.pk}/{child.pk}/leave/"
    pages = ["/desk/classes/", leave]
    pages += [f"/desk/classes/{school.pk}/{page}" for page in ("enrol/", f"{child.pk}/")]
    for page in pages:
        colleague.opens(page)
        found[page] = faults(colleague.page, elder)
    colleague.opens(leave)
    colleague.types("The name that they give", "赵某")
    colleague.sends("Are they named?")
    colleague.page.get_by_role("alert").first.wait_for()
    found["barred"] = faults(colleague.page, elder)
    late = comes(somebody_at, past_teacher, "/desk/classes/", language=language, elder=elder)
    found["not cleared"] = faults(late.page, elder)
    assert {page: wrong for page, wrong in found.items() if wrong} == {}
