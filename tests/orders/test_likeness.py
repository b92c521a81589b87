"""Which open orders tell of the same thing: of the village, near in words, at the same place, and never itself."""

import pytest

from touyan.kernel.prepared import Prepared
from touyan.orders.acts import ACTS
from touyan.orders.models import Order
from touyan.orders.reads import likeness
from touyan.orders.reads.likeness import similar, told, typed
from touyan.town import acts as town_acts
from touyan.town.rules import FOUNDER

pytestmark = pytest.mark.django_db

WORDS = "石桥边的路灯坏了，晚上看不见路。"


@pytest.fixture
def lamp(town, baihua):
    def made(code: str, north: float | None = 32.17, east: float | None = 117.02):
        return town_acts.add_place(
            by=FOUNDER, village=baihua, code=code, name=f"路灯 {code}", kind="lamp",
            latitude=north, longitude=east,
        ).about  # fmt: skip

    return made


def at(order: Order, place) -> Order:
    Order.objects.filter(pk=order.pk).update(place=place)
    order.refresh_from_db()
    return order


def test_an_order_is_not_like_itself(placed, baihua):
    order, _requester = placed(WORDS)
    other, _requester = placed(WORDS)
    assert similar(baihua.pk, told(order)) == [other]


def test_what_is_over_is_like_nothing(placed, baihua):
    order, requester = placed(WORDS)
    ACTS["withdraw"](by=requester, order=order)
    assert similar(baihua.pk, typed(WORDS)) == []


def test_at_the_place_that_was_scanned_fewer_words_are_enough(placed, baihua, lamp):
    for words in ("自来水是浑的。", "垃圾没有人清运。", "楼上半夜太吵。"):
        placed(words)
    here = lamp("L1")
    order = at(placed("石桥路灯坏了，晚上黑。")[0], here)
    assert similar(baihua.pk, typed("石桥路灯又不亮了", place=here)) == [order]
    assert similar(baihua.pk, typed("石桥路灯又不亮了")) == []


def test_a_place_far_away_makes_the_same_words_less_like(placed, baihua, lamp):
    near, far = lamp("L1"), lamp("L2", 32.19)
    first, second = at(placed(WORDS)[0], far), at(placed(WORDS)[0], near)
    beside = lamp("L3", 32.1701)
    assert similar(baihua.pk, typed(WORDS, place=beside)) == [second, first]


def test_what_no_place_and_no_day_could_make_the_same_is_not_read_further(
    placed, baihua, django_assert_num_queries
):
    order, _requester = placed("幸福路十二号的路灯不亮，院子门口的台阶也松动了，老人出门很不方便。")
    with django_assert_num_queries(1):
        assert (
            similar(baihua.pk, typed("幸福路的路灯不亮。楼上半夜太吵，请管一管，孩子明天要上学。"))
            == []
        )
    with django_assert_num_queries(2):
        assert similar(baihua.pk, typed(order.words)) == [order]


def test_where_exactly_is_read_like_the_words(placed, baihua):
    order, _requester = placed("灯不亮。")
    Order.objects.filter(pk=order.pk).update(where="幸福路十二号石桥东头")
    other, _requester = placed("灯不亮。")
    Order.objects.filter(pk=other.pk).update(where="金桂花园西门口保安亭")
    assert similar(baihua.pk, typed("灯不亮。", "幸福路十二号石桥东头"), limit=1) == [order]


def test_beyond_the_newest_those_at_the_place_are_compared_however_old(
    placed, baihua, lamp, monkeypatch
):
    monkeypatch.setattr(
        likeness, "_newest", Prepared(lambda village: likeness._open_in(village)[:2], 7_000_001)
    )
    here = lamp("L1")
    old = at(placed(WORDS)[0], here)
    for words in ("自来水是浑的。", "垃圾没有人清运。", "楼上半夜太吵。"):
        placed(words)
    assert similar(baihua.pk, typed(WORDS)) == []
    assert similar(baihua.pk, typed(WORDS, place=here)) == [old]


@pytest.mark.parametrize("north", [None, 32.17])
def test_a_place_that_is_not_on_the_map_is_still_the_same_place(placed, baihua, lamp, north):
    here = lamp("L1", north, None if north is None else 117.02)
    order = at(placed(WORDS)[0], here)
    assert similar(baihua.pk, typed(WORDS, place=here)) == [order]


@pytest.mark.parametrize("place", [False, True])
def test_looking_costs_one_statement_or_with_a_place_two_and_one_for_what_is_shown(
    placed, baihua, lamp, django_assert_num_queries, place
):
    here = lamp("L1") if place else None
    placed(WORDS)
    one = typed(WORDS, place=here)
    with django_assert_num_queries(2 + place):
        assert len(similar(baihua.pk, one)) == 1
    with django_assert_num_queries(1 + place):
        assert similar(baihua.pk, typed("自来水是浑的。", place=here)) == []


def test_where_people_write_letters_the_newest_are_compared_until_it_is_enough(
    placed, baihua, monkeypatch
):
    monkeypatch.setattr(likeness, "LETTERS", 50)
    placed(WORDS)
    placed("自来水是浑的，烧开以后有一层白的东西。" * 2)
    assert similar(baihua.pk, typed(WORDS)) == []
    newest, _requester = placed(WORDS)
    assert similar(baihua.pk, typed(WORDS)) == [newest]
