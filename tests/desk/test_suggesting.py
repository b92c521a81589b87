"""What an order is probably about: read by the worker, shown at the desk, taken over by a person."""

import pytest
from django.urls import reverse

from tests.desk.reading import said
from touyan.conf import reader
from touyan.orders import acts
from touyan.orders.acts import ACTS
from touyan.orders.models import Category, Order, Suggestion
from touyan.orders.reads import reading as reads
from touyan.orders.tasks import reading as tasks

pytestmark = pytest.mark.django_db

WORDS = "村口的路灯不亮，晚上看不见路。"


@pytest.fixture
def suggested(placed, street_light):
    """An order that the worker has read."""

    def make(words: str = WORDS, **more: object) -> Order:
        order, _requester = placed(words, **more)
        reader.suggest_waiting()
        return order

    return make


def page_of(order: Order) -> str:
    return reverse("desk:order", args=[order.ref])


def test_the_worker_reads_each_open_order_once(placed, street_light):
    for number in range(3):
        placed(f"{number}号门口路灯不亮。")
    assert reader.suggest_waiting() == 3
    assert reader.suggest_waiting() == 0
    assert set(Suggestion.objects.values_list("category__code", flat=True)) == {"street_light"}


def test_the_page_says_what_it_probably_is_how_sure_and_by_which_words(as_, suggested, secretary):
    text = said(as_(secretary).get(page_of(suggested())))
    assert "Probably: Street light 67 of 100 sure. Its words: 路灯 , 不亮" in text
    assert "Take over this category" in text


def test_the_page_says_it_in_chinese_too(as_, suggested, secretary):
    browser = as_(secretary)
    browser.cookies["django_language"] = "zh-hans"
    text = said(browser.get(page_of(suggested())))
    assert "把握：百分之 67。" in text


def test_one_tap_fills_in_the_form_and_changes_nothing_yet(as_, suggested, secretary, street_light):
    order = suggested()
    browser = as_(secretary)
    link = f"?move=sort&category={street_light.pk}"
    assert link.replace("&", "&amp;") in browser.get(page_of(order)).content.decode()
    form = browser.get(page_of(order) + link).content.decode()
    assert f'<option value="{street_light.pk}" selected>' in form
    assert Order.objects.get().category is None


def test_the_dispatcher_gets_the_usual_unit_into_the_form(
    as_, suggested, moved, secretary, dispatcher, roads
):
    order = suggested()
    moved(order, ("accept", secretary), ("escalate", secretary, {"reason": "要镇里办。"}))
    browser = as_(dispatcher)
    assert f"?move=dispatch&amp;unit={roads.pk}" in browser.get(page_of(order)).content.decode()
    form = browser.get(f"{page_of(order)}?move=dispatch&unit={roads.pk}").content.decode()
    assert f'value="{roads.pk}" checked' in form
    assert "usually gets what is worded like this" in form


def test_below_the_threshold_nothing_is_suggested(as_, suggested, secretary):
    order = suggested("想问一件事。")
    assert Suggestion.objects.get(order=order).category is None
    assert "Probably:" not in said(as_(secretary).get(page_of(order)))


def test_what_a_person_chose_otherwise_is_not_contradicted(as_, suggested, moved, secretary, town):
    other = Category.objects.create(town=town, code="road", name="道路")
    order = moved(suggested(), ("sort", secretary, {"category": other}))
    assert "Probably:" not in said(as_(secretary).get(page_of(order)))


def test_it_is_not_shown_to_whom_no_move_is_open(as_, suggested, somebody, town):
    leader = somebody("leader", "leader", town)
    assert "Probably:" not in said(as_(leader).get(page_of(suggested())))


def test_more_words_are_read_anew_together_with_the_first(placed, street_light):
    order, requester = placed("门口黑。")
    reader.suggest_waiting()
    ACTS["add"](by=requester, order=order, words="是路灯不亮了。")
    assert Suggestion.objects.count() == 0
    reader.suggest_waiting()
    assert Suggestion.objects.get().because == ["路灯", "不亮"]


def test_erasing_the_words_erases_what_was_read_in_them(suggested, dispatcher):
    order = suggested()
    ACTS["redact"](by=dispatcher, order=order)
    assert Suggestion.objects.count() == 0


def test_words_erased_while_they_were_read_do_not_come_back(placed, street_light, dispatcher):
    order, _requester = placed(WORDS)
    read = reads.said_in([order])
    ACTS["redact"](by=dispatcher, order=order)
    told = {"label": "street_light", "p": 0.9, "top": [], "because": ["路灯"]}
    assert tasks.suggested(read, {order.pk: told}) == 0
    assert Suggestion.objects.count() == 0


def test_the_usual_unit_is_where_such_orders_went_lately(
    suggested, moved, secretary, dispatcher, street_light, leads
):
    for number in range(3):
        order = suggested(f"{number}号路灯不亮。", category=street_light)
        moved(
            order, ("accept", secretary), ("escalate", secretary, {"reason": "要镇里办。"}),
            ("dispatch", dispatcher, {"unit": leads}),
        )  # fmt: skip
    assert suggested().suggestion.unit == leads


def test_the_office_reads_how_often_suggestions_stood(
    suggested, moved, secretary, street_light, town
):
    road = Category.objects.create(town=town, code="road", name="道路")
    moved(suggested(), ("sort", secretary, {"category": street_light}))
    moved(suggested("另一盏路灯不亮。"), ("sort", secretary, {"category": road}))
    since = Order.objects.order_by("pk").first().placed_at
    assert reads.agreement(town.pk, since) == {"answered": 2, "stood": 1}


def test_a_correction_is_what_is_learnt(suggested, moved, secretary, town):
    road = Category.objects.create(town=town, code="road", name="道路")
    moved(suggested(), ("sort", secretary, {"category": road}))
    assert list(reads.history()) == [(WORDS, "road")]


def test_what_was_erased_is_not_learnt(placed, street_light, dispatcher):
    order, _requester = placed(category=street_light)
    acts.redact(by=dispatcher, order=order)
    assert list(reads.history()) == []
