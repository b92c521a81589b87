"""Search on whichever database DATABASE_URL names: what is there is found, and nothing else."""

from importlib import import_module
from itertools import pairwise

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from touyan.kernel import search
from touyan.kernel.search import words

pytestmark = pytest.mark.django_db

HAN = "天地玄黄漏"
texts = st.lists(st.text(alphabet=HAN + "，a3 ", max_size=12), min_size=1, max_size=12)
han_queries = st.text(alphabet=HAN, min_size=2, max_size=4)


def found(text: str, any_mark: list[str] | None = None) -> list[int]:
    """What `ids` finds; `matching` says the same, every time."""
    ids = search.ids("order", text, any_mark=any_mark)
    expression = search.matching("order", text, any_mark=any_mark)
    with connection.cursor() as cursor:
        cursor.execute(expression.sql, expression.params)
        assert sorted((thing for (thing,) in cursor.fetchall()), reverse=True) == ids
    return ids


def test_two_characters_are_found_wherever_they_stand() -> None:
    search.put("order", 1, "永和路三号楼漏水，厨房地面积水")
    search.put("order", 2, "路灯不亮")
    assert [found(text) for text in ("漏水", "和路", "积水", "路灯", "水路")] == [
        [1], [1], [1], [2], [],
    ]  # fmt: skip


def test_what_is_typed_together_stands_together() -> None:
    search.put("order", 1, "路灯不亮")
    search.put("order", 2, "路灯下不亮的灯不少，天亮")
    assert found("路灯不亮") == [1]
    assert found("路灯 不亮") == [2, 1]


def test_punctuation_parts_what_stands_on_both_sides() -> None:
    search.put("order", 1, "天地，地玄")
    search.put("order", 2, "天地abc地玄")
    search.put("order", 3, "天，地。玄")
    assert [found(text) for text in ("天地玄", "天地 地玄")] == [[], [2, 1]]


def test_numbers_and_latin_words_stay_whole_and_keep_their_neighbours() -> None:
    search.put("order", 1, "13号楼2单元501，wifi Router坏了")
    search.put("order", 2, "3号楼12单元，60号")
    assert [found(text) for text in ("3号楼", "13号楼", "2单元", "号楼12单元", "单元501")] == [
        [2], [1], [1], [2], [1],
    ]  # fmt: skip
    assert [found(text) for text in ("router", "ROUTER坏", "rout", "501", "50", "wifi router")] == [
        [1], [1], [], [1], [], [1],
    ]  # fmt: skip


def test_a_dash_holds_a_flat_number_together() -> None:
    search.put("order", 1, "住3-2-501")
    search.put("order", 2, "住2-3-501")
    assert [found(text) for text in ("3-2-501", "3–2", "501", "2-501", "3 2 501")] == [
        [1], [1], [2, 1], [1], [2, 1],
    ]  # fmt: skip


def test_a_long_number_is_found_by_its_last_four_digits() -> None:
    search.put("order", 1, "热线转来20261122873")
    search.put("order", 2, "82873")
    assert [found(text) for text in ("2873", "20261122873", "0261", "82873")] == [[1], [1], [], [2]]


def test_compatibility_forms_are_the_same() -> None:
    search.put("order", 1, "第Ⅳ期，℡１２３４，３０㎡，⼈民路")
    assert [found(text) for text in ("第iv期", "TEL1234", "30m2", "人民路")] == [[1], [1], [1], [1]]


@pytest.mark.parametrize("typed", ["ＡＢＣ１２楼", "abc12楼", "ABC１２楼", "ab\u200bc12楼"])
def test_full_width_and_upper_case_are_the_same(typed: str) -> None:
    search.put("order", 1, "Ａbc１２楼")
    assert found(typed) == [1]


@pytest.mark.parametrize("typed", ["阿卜杜拉·买买提", "阿卜杜拉买买提", "阿卜杜拉･买买提", "拉买"])
def test_a_name_is_found_with_and_without_its_middle_dot(typed: str) -> None:
    search.put("order", 1, "阿卜杜拉·买买提来电")
    assert found(typed) == [1]


def test_rare_characters_outside_the_basic_plane_are_characters() -> None:
    search.put("order", 1, "住在𠮷田村")
    assert [found("𠮷田"), found("在𠮷"), search.too_short("𠮷")] == [[1], [1], True]


@pytest.mark.parametrize(
    "text", ["", " ", "漏", "3", "a", "，。！？", "漏 水", "漏，", "\x00", '"', "漏*", "·"]
)
def test_one_character_is_too_short_and_finds_nothing(text: str) -> None:
    search.put("order", 1, "漏水 a 3")
    assert (search.too_short(text), found(text)) == (True, [])


def test_a_lone_character_narrows_what_the_rest_finds() -> None:
    search.put("order", 1, "王家漏水")
    search.put("order", 2, "李家漏水")
    search.put("order", 3, "漏水，王")
    search.put("order", 4, "王家跳闸")
    assert (search.too_short("王 漏水"), found("王 漏水")) == (False, [3, 1])


@pytest.mark.parametrize(
    "text",
    [
        '漏水" OR "跳闸', "漏水 OR 跳闸", "漏水 NOT 电", "漏水' | '跳闸", "words:跳闸 漏水", "NEAR(漏水 跳闸, 9)",
        "漏水 | 跳闸", "漏水 AND 跳闸", "漏水\\' & 跳闸", "^跳闸 + 漏水", "跳* 漏水:*", "%s 漏水 跳闸 %(a)s {b}", "漏水\x00跳闸",
    ],
)  # fmt: skip
def test_nothing_typed_acts_as_an_operator(text: str) -> None:
    search.put("order", 1, "漏水")
    search.put("order", 2, "跳闸")
    assert found(text) == []


def test_a_mark_cannot_be_typed() -> None:
    search.put("order", 1, "漏水", ["b17"])
    assert [found(text) for text in ("b17", "#b17", '"#b17"', "漏水 #b17")] == [[], [], [], []]


@pytest.mark.parametrize("mark", ["", "B17", "b 17", 'b"', "b'", "#b", "乙", "b" * 41])
def test_a_mark_that_could_be_mistaken_is_refused(mark: str) -> None:
    with pytest.raises(ValueError, match="A mark is made of"):
        search.put("order", 1, "漏水", [mark])
    with pytest.raises(ValueError, match="A mark is made of"):
        search.ids("order", "漏水", any_mark=[mark])


def test_marks_limit_what_is_found() -> None:
    search.put("order", 1, "漏水", ["b1", "t1"])
    search.put("order", 2, "漏水", ["b2", "t1"])
    search.put("order", 3, "漏水", ["b3", "t2"])
    search.put("order", 4, "漏水")
    scopes: tuple[list[str] | None, ...] = (None, ["t1"], ["b1", "b3"], ["b2", "t1"], ["b"], [])
    assert [found("漏水", any_mark=scope) for scope in scopes] == [
        [4, 3, 2, 1], [2, 1], [3, 1], [2, 1], [], [],
    ]  # fmt: skip


def test_kinds_do_not_find_each_other() -> None:
    search.put("order", 7, "漏水")
    search.put("place", 7, "漏水")
    search.put("place", 8, "漏水")
    search.remove("place", 7)
    kinds = ("order", "place", "person")
    for limit in (1, 26):
        assert [search.ids(kind, "漏水", limit=limit) for kind in kinds] == [[7], [8], []]


def test_putting_again_replaces_text_and_marks() -> None:
    search.put("order", 1, "漏水，路灯不亮", ["b1"])
    search.put("order", 1, "漏水，跳闸", ["b2"])
    assert [found(text) for text in ("漏水", "路灯", "跳闸")] == [[1], [], [1]]
    assert [found("漏水", any_mark=[mark]) for mark in ("b1", "b2")] == [[], [1]]


def test_within_one_load_the_last_word_on_a_thing_counts() -> None:
    search.put_many("order", [(2, "路灯", []), (1, "漏水", []), (2, "跳闸", ["b1"])])
    assert [found(text) for text in ("漏水", "路灯", "跳闸")] == [[1], [], [2]]


def test_what_is_removed_or_cleared_leaves_nothing_behind() -> None:
    search.put_many("order", [(thing, "张三丰家漏水", ["b1"]) for thing in (1, 2, 3)])
    search.put("place", 1, "张三丰故居")
    search.remove("order", 2)
    search.remove("order", 99)
    search.remove("nothing", 1)
    assert found("张三丰") == [3, 1]
    search.clear("order")
    assert (found("张三丰"), search.ids("place", "张三丰")) == ([], [1])
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM kernel_words")
        assert cursor.fetchone() == (1,)


def test_pages_go_from_the_newest_to_the_oldest_and_miss_none() -> None:
    search.put_many(
        "order", [(thing, "漏水" if thing % 3 else "路灯", ()) for thing in range(1, 200)]
    )
    pages: list[int] = []
    for length in (26, 26, 26, 26, 26, 3, 0):
        page = search.ids("order", "漏水", before=pages[-1] if pages else None, limit=26)
        assert len(page) == length
        pages += page
    assert pages == [thing for thing in range(199, 0, -1) if thing % 3]


def test_old_things_are_found_behind_many_newer_ones() -> None:
    search.put_many(
        "order", [(thing, "漏水" if thing <= 30 else "路灯", ()) for thing in range(1, 5400)]
    )
    assert search.ids("order", "漏水") == list(range(30, 4, -1))
    assert search.ids("order", "漏水", before=5) == [4, 3, 2, 1]


def test_what_a_failed_act_put_is_not_found() -> None:
    with transaction.atomic():
        search.put("order", 1, "漏水")
        transaction.set_rollback(True)
    assert found("漏水") == []


def test_only_the_first_hundred_characters_are_asked() -> None:
    search.put("order", 1, "漏水" * 60)
    assert [found("漏水" * 50 + "路灯"), found("漏水" * 50 + "，路灯"), found("漏水" * 49 + "路灯")] == [
        [1], [1], [],
    ]  # fmt: skip


def test_a_long_text_and_a_long_word_fit() -> None:
    search.put("order", 1, "漏水" * 20_000 + "x" * 5_000 + "，跳闸")
    assert [found("跳闸"), found("水" + "x" * 80), found("水" + "x" * 30)] == [[1], [1], []]


def test_matching_joins_other_conditions() -> None:
    types = list(ContentType.objects.order_by("pk"))
    search.put_many("type", [(type_.pk, f"名称{type_.model}", ["b1"]) for type_ in types])
    both = ContentType.objects.filter(
        pk__in=search.matching("type", "名称", any_mark=["b1"]), model=types[0].model
    )
    none = ContentType.objects.filter(pk__in=search.matching("type", "名称", any_mark=[]))
    assert (list(both), list(none)) == ([types[0]], [])


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(texts=texts, typed=st.lists(han_queries, min_size=1, max_size=4))
def test_chinese_is_found_exactly_where_a_person_would_see_it(
    texts: list[str], typed: list[str]
) -> None:
    search.clear("order")
    search.put_many("order", [(number, text, ()) for number, text in enumerate(texts, start=1)])
    for text in typed:
        seen = [number for number, body in enumerate(texts, start=1) if text in body]
        assert found(text) == seen[::-1]


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(texts=st.lists(st.text(max_size=20), min_size=1, max_size=4), typed=st.text(max_size=8))
def test_no_text_and_no_query_breaks_the_index(texts: list[str], typed: str) -> None:
    search.clear("order")
    search.put_many("order", [(number, text, ["b1"]) for number, text in enumerate(texts, start=1)])
    asked = words.query(typed)
    seen = [
        number
        for number, text in enumerate(texts, start=1)
        if not asked.too_short and all(_stands_in(run, text) for run in asked.indexed)
        and all(lone in words.spelled(text) for lone in asked.lone)
    ]  # fmt: skip
    assert found(typed, any_mark=["b1"]) == seen[::-1]


def _stands_in(run: words.Run, text: str) -> bool:
    """Brute force over units; a lone number may also be the last four digits of a longer one."""
    for units in words.runs(text):
        if any(units[start : start + len(run)] == run for start in range(len(units))):
            return True
        if len(run) == 1 and any(
            len(unit) >= 6 and unit.isdecimal() and unit[-4:] == run[0] for unit in units
        ):
            return True
    return False


# In quotation marks ----------------------------------------------------------------------------


@pytest.mark.parametrize("marks", ['"{}"', "“{}”", "「{}」", '停车 "{}'])
def test_what_is_quoted_stands_as_it_is_typed_breaks_included(marks: str) -> None:
    search.put("order", 1, "路边停车，收费太高")
    search.put("order", 2, "收费太高，路边停车")
    search.put("order", 3, "停车。要收费")
    expected = [3, 2, 1] if marks.startswith("停") else [1]
    assert found(marks.format("停车，收费")) == expected


def test_a_lone_character_at_the_edge_of_a_quotation_only_narrows() -> None:
    search.put("order", 1, "三楼，水管漏，水表坏")
    search.put("order", 2, "水管，水表坏")
    assert [found(text) for text in ('"漏，水表坏"', '"水管漏，水表"')] == [[1], [1]]


# Several kinds at once --------------------------------------------------------------------------


def test_several_kinds_are_found_in_one_statement(django_assert_num_queries) -> None:
    for number in range(1, 5):
        search.put("order", number, "路灯不亮", ["o1", f"v{number % 2}"])
    search.put("place", 9, "东门路灯", ["t1"])
    search.put("person", 3, "路灯", ["t1"])
    wanted = [
        search.Wanted("order", ["o1"], within="v0", limit=5),
        search.Wanted("place", ["t1"]),
        search.Wanted("person", []),
    ]
    with django_assert_num_queries(1):
        assert search.several("路灯", wanted) == {"order": [4, 2], "place": [9], "person": []}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given_texts=texts, typed=han_queries, limit=st.integers(1, 4), before=st.integers(1, 14))
def test_several_say_what_one_says(
    given_texts: list[str], typed: str, limit: int, before: int
) -> None:
    search.clear("order")
    for number, text in enumerate(given_texts, start=1):
        search.put("order", number, text, ["o1"])
    (things,) = search.several(
        typed, [search.Wanted("order", ["o1"], before=before, limit=limit)]
    ).values()
    assert things == search.ids("order", typed, any_mark=["o1"], before=before, limit=limit)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given_texts=texts)
def test_every_two_characters_of_every_text_find_it(given_texts: list[str]) -> None:
    """Recall is total, whatever was written."""
    search.clear("order")
    for number, text in enumerate(given_texts, start=1):
        search.put("order", number, text, ["o1"])
    for number, text in enumerate(given_texts, start=1):
        for run in words.runs(text):
            for left, right in pairwise(run):
                typed = (
                    left + right if words.is_han(left) or words.is_han(right) else f"{left}-{right}"
                )
                if len(words.runs(typed)[0]) == 2:
                    assert number in search.ids("order", typed, any_mark=["o1"], limit=50)


def test_a_kind_of_which_nothing_was_ever_put_finds_nothing_among_many_others() -> None:
    search.put_many("order", [(n, "路灯不亮", ["t1"]) for n in range(1, 40)])
    wanted = [search.Wanted("honour", ["t1"]), search.Wanted("order", ["t1"], limit=2)]
    assert search.several("路灯", wanted) == {"honour": [], "order": [39, 38]}
    assert search.ids("honour", "路灯") == []
    assert not search.holds("honour", 3)
    search.clear("honour")
    search.remove("honour", 3)
    assert search.ids("order", "路灯", limit=1) == [39]


@pytest.mark.parametrize("kind", ["public_order", "publicorder"])
def test_kinds_with_names_alike_stay_apart(kind: str) -> None:
    search.put(kind, 7, "路灯不亮")
    other = "publicorder" if kind == "public_order" else "public_order"
    assert (search.ids(kind, "路灯"), search.ids(other, "路灯")) == ([7], [])


def test_the_newest_of_what_matches_can_be_had_alone() -> None:
    types = list(ContentType.objects.order_by("pk")[:6])
    search.put_many("type", [(type_.pk, "名称", ["b1"]) for type_ in types])

    def had(**more: int | None) -> list[int]:
        hits = search.matching("type", "名称", any_mark=["b1"], **more)
        rows = ContentType.objects.filter(pk__in=hits).order_by("-pk")
        return list(rows.values_list("pk", flat=True))

    newest = [type_.pk for type_ in reversed(types)]
    assert had() == newest
    assert had(limit=2) == newest[:2]
    assert had(limit=2, before=newest[1]) == newest[2:4]


def test_what_stood_in_the_index_before_kinds_had_marks_is_found_after_the_update() -> None:
    """The rows as an older version wrote them, and then the migration's own statements."""
    search.put("order", 1, "路灯不亮", ["t1"])
    search.put("public_order", 2, "路灯不亮", ["t1"])
    search.put("news", 3, "路灯不亮", ["t1"])
    _as_before_kinds_had_marks()
    assert search.ids("order", "路灯", any_mark=["t1"]) == []
    module = import_module("touyan.kernel.migrations.0005_marks_of_kinds")
    with connection.cursor() as cursor:
        for statement in module.STATEMENTS[connection.vendor]:
            cursor.execute(statement)
    assert search.ids("order", "路灯", any_mark=["t1"]) == [1]
    assert search.ids("public_order", "路灯", any_mark=["t1"]) == [2]
    assert not search.holds("news", 3)


def _as_before_kinds_had_marks() -> None:
    with connection.cursor() as cursor:
        for mark in ("#order", "#publicorder", "#news"):
            if connection.vendor == "postgresql":
                cursor.execute("UPDATE kernel_words SET words = ts_delete(words, %s)", [mark])
            else:
                cursor.execute("UPDATE kernel_words SET words = replace(words, %s, '')", [mark])
