"""Before the reveal no page and no export tells a judge another's mark, or that there is one."""

import re

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from touyan.selections import acts
from touyan.selections.models import Ballot
from touyan.selections.reads import marks

pytestmark = pytest.mark.django_db
SECRET = ("9.13", "9.27", "8.31", "9.46", "9.58")
"""Marks that stand nowhere else on any page."""


def browser_of(person):
    browser = Client()
    browser.force_login(person)
    return browser


def addresses(hall, resolver: URLResolver | None = None, before: str = "/"):
    """Every address of the town, with the contest's own numbers where it takes one."""
    numbers = {"honours/names": hall.entries[0].pk, "stories": hall.entries[0].pk}
    for entry in (resolver or get_resolver()).url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            if "cms/" not in route:
                yield from addresses(hall, entry, route)
        elif isinstance(entry, URLPattern):
            for number in {hall.selection.pk, *(row.pk for row in hall.entries), *numbers.values()}:
                yield _filled(route, number)


def _filled(route: str, number: int) -> str:
    route = re.sub(r"<int:\w+>", str(number), route)
    return re.sub(r"<\w+:kind>", "csv", re.sub(r"<(?:str|slug):(?!kind)\w+>", "x", route))


def all_that_is_read(browser, hall) -> str:
    pages = []
    for address in sorted(set(addresses(hall))):
        response = browser.get(address)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        pages.append(body.decode("utf-8", "replace"))
    return "\n".join(pages)


@pytest.fixture
def hall(contest):
    """Everybody but the last judge has marked both entries."""
    made = contest(entries=2)
    for judge in range(4):
        for entry in range(2):
            made.mark(judge, entry, SECRET[judge])
    return made


def told(text: str, judge: int) -> list[str]:
    """What of the others' ballots stands in a text."""
    rows = Ballot.objects.exclude(juror__seat=judge + 1)
    secrets = {value for row in rows for value in (row.digest, row.salt)}
    secrets |= {mark for at, mark in enumerate(SECRET[:4]) if at != judge}
    return sorted(one for one in secrets if _stands(one, text))


def _stands(secret: str, text: str) -> bool:
    """A mark is one by itself: a second that a machine counted may hold the same digits."""
    if secret in SECRET:
        return re.search(rf"(?<![\d.]){re.escape(secret)}(?!\d)", text) is not None
    return secret in text


@pytest.mark.parametrize("judge", [0, 4], ids=["one who has marked", "one who has not"])
def test_every_page_and_export_walked_as_a_judge_tells_nothing_of_the_others(hall, judge):
    assert told(all_that_is_read(browser_of(hall.judges[judge]), hall), judge) == []


def test_the_same_is_true_of_a_visitor_and_of_the_office(hall, secretary, leader):
    for browser in (
        Client(),
        browser_of(hall.dispatcher),
        browser_of(secretary),
        browser_of(leader),
    ):
        assert told(all_that_is_read(browser, hall), 4) == []


def test_a_judges_pages_are_the_same_whether_the_others_have_marked_or_not(contest):
    """Not only no mark: no count, no order and no word differs by what others did."""
    hall = contest(entries=2)
    judge, paths = browser_of(hall.judges[4]), ["/honours/judging/", "/honours/"]
    paths += [f"/honours/judging/{entry.pk}/" for entry in hall.entries]
    paths += [f"/honours/{hall.selection.pk}/{more}" for more in ("", "screen/", "sheet/")]

    def seen():
        pages = [judge.get(path).content.decode() for path in paths]
        return [
            re.sub(r'name="(csrfmiddlewaretoken|once)" value="[-\w]+"', "", page) for page in pages
        ]

    before = seen()
    for one in range(4):
        hall.mark(one, 0, SECRET[one])
        hall.mark(one, 1, SECRET[one])
    assert seen() == before


def test_the_lock_publishes_one_digest_and_still_no_ballot(hall):
    for entry in range(2):
        hall.mark(4, entry, "9.02")
    locked = hall.go("lock")
    for judge in (0, 4):
        text = all_that_is_read(browser_of(hall.judges[judge]), hall)
        assert (told(text, judge), locked.lock_digest in text) == ([], True)


def test_a_recused_judge_sees_nothing_of_that_entry_on_any_page_until_the_reveal(contest):
    hall = contest(entries=2)
    gone, stays = hall.entries
    acts.recuse(by=hall.judges[0], candidate=gone, juror=hall.jurors[0])
    text = all_that_is_read(browser_of(hall.judges[0]), hall)
    assert (gone.title in text, stays.title in text) == (False, True)
    assert browser_of(hall.judges[0]).get(f"/honours/judging/{gone.pk}/").status_code == 404
    assert gone.title in all_that_is_read(browser_of(hall.judges[1]), hall)


def test_after_the_reveal_everybody_reads_every_mark_and_what_proves_it(hall):
    for entry in range(2):
        hall.mark(4, entry, "9.02")
    hall.go("lock", "reveal")
    page = Client().get(f"/honours/{hall.selection.pk}/sheet/").content.decode()
    lines = [one for line in marks.sheet(hall.now()) for one in line.marks]
    assert len(lines) == 10
    assert [one for one in lines if one.line not in page or one.digest not in page] == []
