"""A judge with a telephone, the hall with its screen, and every page of honours, open to everybody."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.access import VIEWS
from tests.e2e.people import Somebody
from tests.e2e.test_access import looked_at
from tests.e2e.test_taps import counts, taps
from tests.selecting import Hall, Office
from touyan.kernel import clock
from touyan.selections import acts
from touyan.selections.models import Ballot, Candidate, Objection
from touyan.town.models import Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

Contest = Callable[..., Hall]
SomebodyAt = Callable[..., Somebody]


def revealed(contest: Contest, **more: object) -> Hall:
    hall = contest(entries=3, quota_people=2, **more)
    hall.mark_all(0, "9.10", "9.25", "9.30", "9.40", "9.95")
    hall.mark_all(1, "8.50", "8.60", "8.70", "8.80", "8.90")
    hall.mark_all(2, "9.60", "9.60", "9.60", "9.60", "9.60")
    hall.go("lock", "reveal")
    return hall


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_judge_marks_two_entries_on_a_telephone(
    somebody_at: SomebodyAt, contest: Contest, language: str, javascript: bool
) -> None:
    """List, entry, mark, sealed, next: three taps an entry, and two for each that follows."""
    hall = contest(entries=2)
    judge = somebody_at(360, language, javascript=javascript)
    judge.signs_in(hall.judges[0].login or "")
    judge.opens("/honours/judging/")
    if javascript:
        counts(judge)
        judge.page.reload()
    judge.page.get_by_role("link", name=hall.entries[0].label).click()
    for entry in hall.entries:
        judge.field("Your mark").click()
        judge.page.keyboard.insert_text("9.35")
        judge.presses("Seal it")
        expect(judge.page.get_by_text(judge.said("Sealed: {mark}", mark="9.35"))).to_be_visible()
        kept = Ballot.objects.get(candidate=entry)
        expect(judge.page.get_by_text(kept.digest)).to_be_visible()
        if entry == hall.entries[0]:
            following = judge.said("Next: {name}", name=hall.entries[1].label)
            judge.page.get_by_role("link", name=following).click()
    assert Ballot.objects.count() == 2
    if javascript:
        assert taps(judge) == 6


def test_a_judge_steps_back_in_two_taps_and_the_entry_is_gone(
    somebody_at: SomebodyAt, contest: Contest
) -> None:
    hall = contest(entries=2)
    judge = somebody_at(360)
    judge.signs_in(hall.judges[0].login or "")
    judge.opens(f"/honours/judging/{hall.entries[0].pk}/")
    judge.page.get_by_text("Step back from this entry").click()
    judge.page.get_by_role("button", name="Step back", exact=True).click()
    expect(judge.page.get_by_role("heading", name="My ballots")).to_be_visible()
    expect(judge.page.get_by_text(hall.entries[0].title)).to_have_count(0)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_screen_of_the_hall_opens_the_marks_by_itself(
    somebody_at: SomebodyAt, contest: Contest, language: str
) -> None:
    hall = contest(entries=2, quota_people=1)
    hall.mark_all(0, "9.10", "9.25", "9.30", "9.40", "9.95")
    hall.mark_all(1, "8.50", "8.60", "8.70", "8.80", "8.90")
    crowd = somebody_at(1280, language)
    crowd.opens(f"/honours/{hall.selection.pk}/screen/")
    expect(crowd.page.get_by_text("9.95")).to_have_count(0)
    hall.go("lock", "reveal")
    crowd.page.clock.run_for(6_000)
    struck = crowd.page.locator("s")
    expect(struck).to_have_text(["9.10", "9.95", "8.50", "8.90"])
    expect(crowd.page.get_by_text("9.32")).to_be_visible()
    line = "getComputedStyle(document.querySelector('s')).textDecorationLine"
    assert crowd.page.evaluate(line) == "line-through"


def honours_of(office: Office, hall: Hall) -> list[str]:
    """Everybody's pages."""
    honoured = Candidate.objects.filter(state="honoured").first()
    assert honoured is not None
    return [
        "/honours/", "/honours/?for=winners", "/honours/?q=没有", f"/honours/{office.selection.pk}/",
        f"/honours/names/{office.candidates[0].pk}/object/",
        f"/honours/objections/{Objection.objects.get().receipt}/", f"/honours/{hall.selection.pk}/",
        f"/honours/{hall.selection.pk}/sheet/", f"/honours/{hall.selection.pk}/screen/",
        f"/honours/stories/{honoured.pk}/",
    ]  # fmt: skip


def desk_of(office: Office, hall: Hall, objection: int) -> list[str]:
    here, there = (f"/desk/selections/{one.selection.pk}/" for one in (office, hall))
    return [
        "/desk/selections/", "/desk/selections/new/", here, there, f"{here}nominate/",
        f"{there}judges/", f"{there}tour/", f"/desk/selections/candidates/{office.candidates[0].pk}/",
        f"/desk/selections/objections/{objection}/",
    ]  # fmt: skip


@pytest.fixture
def objection(on_notice: Callable[..., Office]) -> tuple[Office, int]:
    office = on_notice(people=2, organisation=True)
    made = acts.object_to(
        by=acts.OBJECTOR, candidate=office.candidates[0], name="周桂英", phone="13900001234",
        words="请核实。",
    ).about  # fmt: skip
    return office, made.pk


@pytest.mark.parametrize(("language", "elder"), VIEWS)
def test_every_page_of_honours_is_open_to_everybody(
    somebody_at: SomebodyAt,
    objection: tuple[Office, int],
    contest: Contest,
    language: str,
    elder: bool,
) -> None:
    office, hall = objection[0], revealed(contest)
    hall.go("announce")
    visitor = somebody_at(360, language, elder=elder)
    assert looked_at(visitor, honours_of(office, hall), elder) == {}
    colleague = somebody_at(360, language, elder=elder)
    colleague.signs_in(office.dispatcher.login or "")
    assert looked_at(colleague, desk_of(office, hall, objection[1]), elder) == {}


@pytest.mark.parametrize(("language", "elder"), VIEWS)
def test_every_page_of_a_judge_is_open_to_everybody(
    somebody_at: SomebodyAt, contest: Contest, language: str, elder: bool
) -> None:
    hall = contest(entries=2)
    hall.mark(0, 0, "9.10")
    judge = somebody_at(360, language, elder=elder)
    judge.signs_in(hall.judges[0].login or "")
    pages = [f"/honours/judging/{entry.pk}/" for entry in hall.entries]
    assert looked_at(judge, ["/honours/judging/", *pages], elder) == {}


def test_the_desk_and_the_screen_are_open_at_1280(
    somebody_at: SomebodyAt, objection: tuple[Office, int], contest: Contest
) -> None:
    office, hall = objection[0], revealed(contest)
    colleague = somebody_at(1280, "en")
    colleague.signs_in(office.dispatcher.login or "")
    assert looked_at(colleague, desk_of(office, hall, objection[1])[:8], elder=False) == {}
    assert looked_at(colleague, [f"/honours/{hall.selection.pk}/screen/"], elder=False) == {}


@pytest.mark.parametrize("width", [360, 1280])
def test_whoever_decides_ticks_names_on_a_page_open_to_everybody(
    somebody_at: SomebodyAt, objection: tuple[Office, int], width: int
) -> None:
    office = objection[0]
    leader = somebody_at(width, "en")
    leader.signs_in(office.leader.login or "")
    pages = [
        f"/desk/selections/{office.selection.pk}/",
        f"/desk/selections/candidates/{office.candidates[1].pk}/",
    ]
    assert looked_at(leader, pages, elder=False) == {}
    leader.opens(pages[0])
    leader.page.get_by_label("Tick 党员1").check(force=True)
    leader.presses("Honour")
    expect(leader.page.get_by_text("The public notice still runs")).to_be_visible()


def test_somebody_objects_with_their_name_on_a_telephone(
    somebody_at: SomebodyAt, on_notice: Callable[..., Office], town_leader: Person
) -> None:
    office = on_notice()
    assert clock.now() < office.candidates[0].notice_until  # the notice runs
    resident = somebody_at(360)
    resident.opens(f"/honours/{office.selection.pk}/")
    resident.page.get_by_role("link", name="Object – 党员0").click()
    for label, words in (
        ("Your name", "周桂英"), ("Your telephone", "13900001234"), ("What speaks against it", "请核实。"),
    ):  # fmt: skip
        resident.types(label, words)
    resident.presses("Send it, sealed")
    expect(resident.page.get_by_text("Your objection has arrived")).to_be_visible()
    assert Candidate.objects.get().open_objections == 1
