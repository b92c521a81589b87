"""The redaction gate: what must not leave the house is found, stops the piece, and lets it pass once resolved."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touyan.kernel.refused import Refused
from touyan.newsroom import acts
from touyan.newsroom.acts.publishing import findings
from touyan.newsroom.papers import rendered
from touyan.newsroom.rules import redaction
from touyan.newsroom.rules.redaction import found, is_bank_card, is_id_card

ID = "11010519491231002X"
CARD = "6222600260001072444"


@pytest.fixture(autouse=True)
def _nobody_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is found in words alone needs no town."""
    monkeypatch.setattr(redaction, "CHILDREN", [])


def kinds(text: str) -> list[str]:
    return [one.finding for one in found(text)]


@pytest.mark.parametrize(
    "text",
    ["请打13900001234。", "电话139-0000-1234", "139 0000 1234", "+86 13900001234", "１３９００００１２３４",
     "0551-66712345", "(0551)66712345", "139\u200b00001234"],
)  # fmt: skip
def test_telephone_numbers_are_found_however_they_are_written(text):
    assert kinds(text) == ["phone"]


@pytest.mark.parametrize(
    ("text", "finding"),
    [(f"身份证{ID}。", "id_card"), (f"号码 {ID.lower()}", "id_card"), (f"卡号{CARD}", "bank"),
     ("卡号6222 6002 6000 1072 444", "bank")],
)  # fmt: skip
def test_cards_are_found_by_their_check_digits(text, finding):
    assert kinds(text) == [finding]


@pytest.mark.parametrize(
    "text",
    ["2021年8月3日", "84个车位", "340121103003", "600多名党员", "11010519491231002", "110105194912310021",
     "6222600260001072445", "2026-11-22 11:35:21", "12345678", "第13900001号"],
)  # fmt: skip
def test_other_numbers_are_left_alone(text):
    assert kinds(text) == []


def test_the_towns_own_number_may_stand():
    assert found("请打 0551-66712345", known=["055166712345"]) == []


def test_a_number_is_found_once_however_often_it_stands():
    assert kinds("13900001234，再说一遍：139-0000-1234") == ["phone"]


def test_a_childs_name_that_the_town_knows_is_found(monkeypatch):
    monkeypatch.setattr(redaction, "CHILDREN", [lambda: ["赵小满", "乐"]])
    assert [(one.finding, one.text) for one in found("赵小满同学很快乐")] == [("child", "赵小满")]


@given(st.text(alphabet="0123456789", min_size=17, max_size=17))
def test_of_eleven_last_digits_one_makes_an_id_card(digits):
    assert sum(is_id_card(digits + last) for last in "0123456789X") == 1


@given(st.text(alphabet="0123456789", min_size=15, max_size=18))
def test_of_ten_last_digits_one_makes_a_bank_card(digits):
    assert sum(is_bank_card(digits + last) for last in "0123456789") == 1


@given(st.text())
def test_the_gate_reads_anything(text):
    assert all(one.text for one in found(text))


# At publishing -----------------------------------------------------------------------------------

PLACES = {
    "body": "<p>请打13900001234。</p>",
    "title": "打13900001234",
    "summary": "打13900001234",
    "source": "老周13900001234",
}


@pytest.mark.django_db
@pytest.mark.parametrize("place", PLACES)
def test_a_number_anywhere_in_a_piece_stops_it(asked, approve, place):
    with pytest.raises(Refused, match="Resolve these first: Telephone number"):
        approve(asked(**{place: PLACES[place]}))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "body", ['<p><a href="tel:13900001234">打</a></p>', "<p>1390000<b>1234</b></p>"]
)
def test_a_number_hidden_in_a_link_or_cut_by_a_tag_stops_it_too(asked, approve, body):
    with pytest.raises(Refused, match="Resolve these first"):
        approve(asked(body=body))


@pytest.mark.django_db
def test_what_was_cleared_for_a_reason_passes_in_this_piece_only(asked, approve, town, editor):
    review = asked(body="<p>值班13900001234。</p>", slug="a")
    (one,) = findings(town, review.sheet, rendered(review.sheet))
    with pytest.raises(Refused, match="Say why"):
        acts.clear(by=editor, town=town, sheet=review.sheet, one=one, reason="")
    acts.clear(by=editor, town=town, sheet=review.sheet, one=one, reason="值班电话，本人同意。")
    assert approve(review).is_out
    with pytest.raises(Refused, match="Resolve these first"):
        approve(asked(body="<p>别的13900001234。</p>", slug="b"))


@pytest.mark.django_db
def test_taking_it_out_resolves_it(asked, approve, again, approver, town):
    review = asked(body="<p>打13900001234。</p>")
    acts.send_back(by=approver, town=town, review=review, reason="去掉号码。")
    review.sheet.current_workflow_state.cancel()
    assert approve(again(review.sheet, body="<p>打给村委会。</p>")).is_out


@pytest.mark.django_db
def test_what_was_cleared_stays_so_while_a_secret_is_changed(
    asked, approve, town, editor, change_secret
):
    review = asked(body="<p>值班13900001234。</p>")
    (one,) = findings(town, review.sheet, rendered(review.sheet))
    said = {"by": editor, "town": town, "sheet": review.sheet, "one": one, "reason": "值班电话。"}
    acts.clear(**said)
    change_secret()
    assert findings(town, review.sheet, rendered(review.sheet)) == []
    assert acts.clear(**said).repeated
    assert approve(review).is_out
