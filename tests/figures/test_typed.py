"""Typed numbers: what is found beside a figure's name, and what nobody is stopped for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.figures.sentences import RIGHT, WRONG
from touyan.figures.papers.reading import Paragraph, Piece
from touyan.figures.papers.typed import About, Known, found_in
from touyan.figures.papers.typed.numbers import chinese, typed_in, whole

KNOWN = [
    Known("placed", ("点单", "需求", "诉求", "工单"), 69),
    Known("closed_by_branch", ("支部办结", "支部解决", "支部销单"), 46, is_part=True),
    Known("escalated", ("上报", "派单", "向上反馈"), 23, is_part=True),
    Known("solved", ("解决",), 40, is_part=True),
    Known("lectures", ("宣讲",), 18),
    Known("classes", ("党课",), 25),
    Known("trip", ("外出",), 600, at_least=True),
    Known("symposiums", ("座谈会",), 3),
    Known("platforms", ("平台",), 3),
    Known("spaces", ("停车位",), 84),
    Known("honoured", ("表彰党员",), 41),
]
ABOUT = About(frozenset({"百花社区", "牌碑社区", "百花", "牌碑"}), frozenset({2021}))


def found(*pieces: Piece) -> list[tuple[str, str]]:
    paragraph = Paragraph("body", pieces)
    return [(f.typed, f.key) for f in found_in([paragraph], KNOWN, {7: "placed"}, ABOUT)]


@pytest.mark.parametrize(("sentence", "typed", "key"), WRONG)
def test_a_wrong_number_beside_a_name_is_found(sentence, typed, key):
    assert found(Piece(sentence)) == ([(typed, key)] if typed else [])


@pytest.mark.parametrize("sentence", RIGHT)
def test_what_is_right_or_doubtful_is_left_alone(sentence):
    assert found(Piece(sentence)) == []


def test_our_own_number_is_never_taken_for_a_typed_one():
    assert found(Piece("收集需求"), Piece("71", 7), Piece("项。")) == []


def test_a_link_to_somebody_elses_number_is_as_good_as_typed():
    assert found(Piece("收集需求"), Piece("71", 8), Piece("项。")) == [("71项", "placed")]


def test_a_clause_that_carries_the_figures_own_number_may_name_it_again():
    assert found(Piece("需求"), Piece("69", 7), Piece("项需求70项")) == []


def test_each_wrong_number_of_a_paragraph_is_found_with_its_clause():
    paragraph = Paragraph("body", (Piece("收集需求70项，召开座谈会4次；开展宣讲18场。"),))
    told = [(f.paragraph, f.clause, f.key) for f in found_in([paragraph], KNOWN, {}, ABOUT)]
    assert told == [(0, "收集需求70项", "placed"), (0, "召开座谈会4次", "symposiums")]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("二十三", 23), ("十", 10), ("十二", 12), ("二十", 20), ("一百零五", 105), ("两千", 2000),
        ("三百二十", 320), ("一万", 10_000), ("二", 2), ("〇", 0), ("九万八千七百六十五", 98_765),
    ],
)  # fmt: skip
def test_chinese_numerals_are_read(text, value):
    assert chinese(text) == value


@pytest.mark.parametrize("text", ["二三", "一万二", "三百五"])
def test_what_can_be_read_in_two_ways_is_not_read(text):
    assert chinese(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [("69", 69), ("1,200", 1200), ("1.2万", 12_000), ("3百", 300), ("0.5", None), ("12.0", 12)],
)
def test_digits_are_read(text, value):
    assert whole(text) == value


def numeral(value: int) -> str:
    """A number below a hundred million as one writes it out."""
    if value >= 10_000:
        high, low = divmod(value, 10_000)
        gap = "零" if 0 < low < 1000 else ""
        return f"{numeral(high)}万{gap}{numeral(low) if low else ''}"
    digits, text, gap = "零一二三四五六七八九", "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // unit % 10
        if digit:
            text, gap = text + ("零" if gap and text else "") + digits[digit] + name, False
        else:
            gap = True
    return text or "零"


@given(st.integers(0, 99_999_999))
def test_every_number_written_out_is_read_back(value):
    assert chinese(numeral(value)) == value


@given(st.integers(1, 10**7), st.sampled_from(["", ","]))
def test_every_number_in_digits_is_read_back(value, comma):
    (typed,) = typed_in(f"共{value:{comma}}项" if comma else f"共{value}项")
    assert typed.value == value


@given(
    st.text(
        alphabet="收集需求点单共计其中约余项件名场次0123456789一二三十百万，。、（）", max_size=60
    )
)
def test_whatever_is_found_stands_in_the_text_and_is_not_the_figure(text):
    for each in found_in([Paragraph("body", (Piece(text),))], KNOWN, {}, ABOUT):
        assert each.typed in each.clause
        assert each.clause in text
        assert [k.key for k in KNOWN if each.typed == f"{k.value}项"] == []
