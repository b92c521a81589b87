"""What everybody, and a judge, sees and does on the residents' pages."""

import csv
import hashlib
import io
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.test import Client
from django.utils.timezone import localtime

from tests.selections.conftest import moment
from touyan.front.views.honours import OBJECTIONS_AN_HOUR
from touyan.front.visitors import HOUR
from touyan.kernel import clock, sheets, tries
from touyan.selections import acts
from touyan.selections.models import Ballot, Objection

pytestmark = pytest.mark.django_db
ISSUE = ("9.10", "9.25", "9.30", "9.40", "9.95")


@pytest.fixture
def visitor():
    return reading_english()


def reading_english() -> Client:
    browser = Client()
    browser.cookies["django_language"] = "en"
    return browser


def judge_of(hall, at=0):
    browser = reading_english()
    browser.force_login(hall.judges[at])
    return browser


@pytest.fixture
def revealed(contest):
    hall = contest(entries=2)
    hall.mark_all(0, *ISSUE)
    hall.mark_all(1, "8.00", "8.00", "8.00", "8.00", "8.00")
    hall.go("lock", "reveal")
    return hall


# Names on notice --------------------------------------------------------------------------------


def test_the_notice_says_until_when_and_how_that_was_counted(on_notice, visitor):
    office = on_notice()
    page = visitor.get(f"/honours/{office.selection.pk}/").content.decode()
    assert "On public notice until 26 Sep 2021 17:30" in page
    assert "5 working days from 17 Sep 2021 09:00" in page
    assert "18 Sep, 26 Sep are make-up working days" in page
    assert office.fresh().person.name in page


def test_before_the_notice_nobody_outside_reads_a_name(
    commendation, member, branch, secretary, visitor
):
    selection = commendation()
    acts.nominate(by=secretary, selection=selection, award="member", unit=branch, person=member())
    assert visitor.get(f"/honours/{selection.pk}/").status_code == 404
    assert "两优一先" not in visitor.get("/honours/").content.decode()


def test_an_objection_is_sent_with_a_name_and_what_was_typed_stays_where_it_lacks_one(
    on_notice, visitor
):
    office = on_notice()
    path = f"/honours/names/{office.fresh().pk}/object/"
    said = {"name": "", "phone": "13900001234", "words": "他没有参加。"}
    wrong = visitor.post(path, said)
    assert (wrong.status_code, "他没有参加。" in wrong.content.decode()) == (422, True)
    sent = visitor.post(path, said | {"name": "周桂英"}, follow=True)
    assert (sent.status_code, "Your objection has arrived" in sent.content.decode()) == (200, True)
    assert Objection.objects.get().words == "他没有参加。"


def test_whoever_objected_reads_who_looks_into_it_until_when_and_what_it_came_to(
    on_notice, visitor
):
    office = on_notice()
    objection = acts.object_to(
        by=acts.OBJECTOR, candidate=office.fresh(), name="周桂英", phone="13900001234",
        words="他没有参加。",
    ).about  # fmt: skip
    own = f"/honours/objections/{objection.receipt}/"
    waiting = visitor.get(own).content.decode()
    # Ten working days from Thursday 16 September 2021, with the Mid-Autumn holiday and National Day between.
    assert [
        word
        for word in ("Being looked into", office.fresh().selection.host.label)
        if word not in waiting
    ] == []
    assert localtime(objection.answer_by).date() == date(2021, 10, 8)
    acts.answer_objection(by=office.dispatcher, objection=objection, finding="他参加了两次。")
    answered = visitor.get(own)
    assert "他参加了两次。" in answered.content.decode()
    assert answered["Cache-Control"] == "private, no-store"


def test_the_letters_of_an_objection_open_it_where_those_of_an_order_are_asked_for(
    on_notice, visitor
):
    objection = acts.object_to(
        by=acts.OBJECTOR,
        candidate=on_notice().fresh(),
        name="周",
        phone="13900001234",
        words="不对。",
    ).about
    typed = " ".join(objection.receipt.upper()[n : n + 4] for n in range(0, 16, 4))
    opened = visitor.post("/orders/r/", {"number": typed})
    assert (opened.status_code, opened["Location"]) == (
        303,
        f"/honours/objections/{objection.receipt}/",
    )


def test_guessing_letters_is_slowed_down(on_notice, visitor):
    on_notice()
    paths = [f"/honours/objections/{n:016d}/" for n in range(30)]
    answers = [visitor.get(path).status_code for path in paths]
    assert set(answers[:10]) == {404}
    assert answers[-1] == 429


def test_after_the_notice_the_form_is_refused_with_a_sentence(on_notice, visitor):
    office = on_notice()
    path = f"/honours/names/{office.fresh().pk}/object/"
    with clock.at(moment("2021-09-26 17:31")):
        answer = visitor.post(path, {"name": "周", "phone": "13900001234", "words": "不对。"})
    assert (answer.status_code, "notice of this name is over" in answer.content.decode()) == (
        409,
        True,
    )


def test_the_roll_tells_the_story_and_keeps_the_note_of_an_honour_taken_back(on_notice, visitor):
    office = on_notice()
    with clock.at(moment("2021-09-27 09:00")):
        honoured = acts.honour(by=office.leader, candidate=office.fresh()).about
        acts.tell_story(by=office.dispatcher, candidate=honoured, story="堤上三夜。")
        path = f"/honours/stories/{honoured.pk}/"
        assert "堤上三夜。" in visitor.get(path).content.decode()
        acts.revoke(by=office.leader, candidate=honoured, reason="材料不实。")
        page, roll = (visitor.get(where).content.decode() for where in (path, "/honours/"))
    assert ("材料不实。" in page, "堤上三夜。" in page, "Honour taken back" in roll) == (
        True,
        False,
        True,
    )


def test_the_roll_is_found_by_name_and_initials_and_has_pages(on_notice, visitor):
    office = on_notice(people=27, quota_people=27)
    with clock.at(moment("2021-09-27 09:00")):
        for at in range(27):
            acts.honour(by=office.leader, candidate=office.fresh(at))
        first = visitor.get("/honours/?for=people")
        following = visitor.get(
            "/honours/?for=people&before=2021-09-27_" + str(office.fresh(24).pk)
        )
        found = visitor.get("/honours/?q=党员26").content.decode()
    shown = [page.content.decode().count("/honours/stories/") for page in (first, following)]
    assert (shown, f"before=2021-09-27_{office.fresh(24).pk}" in first.content.decode()) == (
        [25, 2],
        True,
    )
    assert found.count("/honours/stories/") == 1


# A judge on the telephone -----------------------------------------------------------------------


def test_a_judge_seals_a_mark_and_gets_the_line_that_proves_it(contest):
    hall = contest()
    judge, path = judge_of(hall), f"/honours/judging/{hall.entries[0].pk}/"
    assert judge.post(path, {"mark": "9.3"}).status_code == 303
    ballot, page = Ballot.objects.get(), judge.get(path).content.decode()
    line = f"touyan/{hall.selection.pk}/{hall.entries[0].pk}/1/9.30/{ballot.salt}"
    assert (line in page, ballot.digest in page) == (True, True)
    assert hashlib.sha256(line.encode()).hexdigest() == ballot.digest


@pytest.mark.parametrize("mark", ["", "ten", "-1", "10.5", "9.123", "1e5", "NaN"])
def test_a_bad_mark_is_answered_with_a_sentence_keeps_what_was_typed_and_seals_nothing(
    contest, mark
):
    hall = contest()
    answer = judge_of(hall).post(f"/honours/judging/{hall.entries[0].pk}/", {"mark": mark})
    assert (answer.status_code, Ballot.objects.count()) == (422, 0)
    assert f'value="{mark}"' in answer.content.decode() or not mark


def test_a_judge_steps_back_with_one_form(contest):
    hall = contest(entries=2)
    judge, gone = judge_of(hall), hall.entries[0]
    assert judge.post(f"/honours/judging/{gone.pk}/recuse/").status_code == 303
    assert gone.title not in judge.get("/honours/judging/").content.decode()


def test_a_judge_of_another_contest_finds_neither_entry_nor_form(contest, somebody, town):
    hall = contest()
    other = Client()
    other.force_login(somebody("judge9", "judge", town))
    assert other.get(f"/honours/judging/{hall.entries[0].pk}/").status_code == 404
    assert other.post(f"/honours/judging/{hall.entries[0].pk}/", {"mark": "9"}).status_code == 404


# The sheet --------------------------------------------------------------------------------------


def test_the_page_strikes_out_the_highest_and_the_lowest(revealed, visitor):
    page = visitor.get(f"/honours/{revealed.selection.pk}/").content.decode()
    assert ("<s>9.10</s>" in page, "<s>9.95</s>" in page, "<s>9.25</s>" in page) == (
        True,
        True,
        False,
    )
    assert '<p class="score">9.32</p>' in page


def test_anyone_recomputes_the_ranking_from_the_csv_alone(revealed, visitor):
    """Means, places, each ballot's digest, and the one that was published before the reveal."""
    file = visitor.get(f"/honours/{revealed.selection.pk}/sheet.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(file)))
    assert [row["Mean as shown"] for row in rows] == ["9.32", "8.00"]
    digests = []
    for row in rows:
        marks = sorted(Fraction(row[f"Judge {n}"]) for n in range(1, 6))
        assert Fraction(row["Exact mean"]) == sum(marks[1:-1]) / 3
        for n in range(1, 6):
            line, digest = row[f"Hashed: Judge {n}"], row[f"SHA-256: Judge {n}"]
            assert hashlib.sha256(line.encode()).hexdigest() == digest
            assert Decimal(line.split("/")[4]) == Decimal(row[f"Judge {n}"])
            digests.append(digest)
    over_all = hashlib.sha256("\n".join(sorted(digests)).encode()).hexdigest()
    assert over_all == revealed.now().lock_digest


def test_the_excel_says_the_same_as_the_csv(revealed, visitor):
    path = f"/honours/{revealed.selection.pk}/sheet"
    files = [visitor.get(f"{path}.{kind}").content for kind in ("csv", "xlsx")]
    told, shown = (
        sheets.read(file, f"sheet.{kind}")
        for file, kind in zip(files, ("csv", "xlsx"), strict=True)
    )
    assert shown.headings == told.headings
    kept = [[str(cell) for cell in (row[2], row[3], row[-1])] for row in _cells(shown)]
    assert kept == [[str(cell) for cell in (row[2], row[3], row[-1])] for row in _cells(told)]


def _cells(sheet):
    return [list(row[1].values()) for row in sheet.rows]


def test_the_screen_of_the_hall_renews_itself_and_shows_no_mark_before_the_reveal(contest, visitor):
    hall = contest(entries=2)
    hall.mark_all(0, *ISSUE)
    page = visitor.get(f"/honours/{hall.selection.pk}/screen/").content.decode()
    assert ('hx-trigger="every 5s"' in page, "9.95" in page, hall.entries[0].title in page) == (
        True, False, True,
    )  # fmt: skip


def test_a_winner_whose_honour_was_taken_back_is_no_winner_any_more(revealed, visitor, town_leader):
    hall = revealed
    selection = hall.go("announce")
    winner = selection.candidates.get(place=1)
    address = f"/honours/{selection.pk}/"
    assert ">Winner<" in visitor.get(address).content.decode()
    acts.revoke(by=town_leader, candidate=winner, reason="稿子是别人的。")
    page = visitor.get(address).content.decode()
    assert (">Winner<" in page, "Honour taken back" in page) == (False, True)


def test_an_objection_too_many_keeps_what_was_typed(on_notice, visitor):
    office = on_notice()
    path = f"/honours/names/{office.fresh().pk}/object/"
    said = {"name": "周桂英", "phone": "13900001234", "words": "他没有参加。"}
    for _time in range(OBJECTIONS_AN_HOUR):
        tries.count("object:127.0.0.1", window=HOUR)
    refused = visitor.post(path, said)
    assert (refused.status_code, "他没有参加。" in refused.content.decode()) == (429, True)
