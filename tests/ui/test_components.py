"""The components say what they are given, safely, and tie every word to its control."""

import re
from typing import Any

import pytest
from django.test import Client
from markupsafe import Markup

from touyan.ui.forms import Sample

EVIL = '"><script>alert(1)</script>'


def attributes(html: str, name: str) -> list[str]:
    return re.findall(rf'\s{name}="([^"]*)"', html)


def test_a_field_keeps_what_was_typed_and_escapes_it(ui: Any) -> None:
    html = ui.field("words", "Words", value=EVIL)
    assert attributes(html, "value") == ["&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"]


def test_a_text_area_keeps_what_was_typed_and_escapes_it(ui: Any) -> None:
    html = ui.field("words", "Words", type="textarea", value="</textarea>\nsecond line")
    assert "\n&lt;/textarea&gt;\nsecond line</textarea>" in html


def test_a_control_is_described_by_its_hint_its_error_and_its_count(ui: Any) -> None:
    html = ui.field("words", "Words", type="textarea", hint="Plainly", error="Too long", max=5)
    assert attributes(html, "aria-describedby") == ["id_words-hint id_words-error id_words-count"]
    assert set(attributes(html, "id")) == {
        "id_words-field",
        "id_words-hint",
        "id_words-error",
        "id_words",
        "id_words-count",
    }


def test_a_field_without_hint_or_error_is_described_by_nothing(ui: Any) -> None:
    assert attributes(ui.field("words", "Words"), "aria-describedby") == []


def test_radios_keep_the_choice_and_only_that_one(ui: Any) -> None:
    html = ui.field(
        "n", "N", type="radios", value="2", choices=[(1, "one"), (2, "two"), (22, "more")]
    )
    assert re.findall(r'value="(\d+)"( checked="checked")?', html) == [
        ("1", ""),
        ("2", ' checked="checked"'),
        ("22", ""),
    ]


def test_checkboxes_keep_every_choice(ui: Any) -> None:
    html = ui.field(
        "n", "N", type="checkboxes", value=[1, "22"], choices=[(1, "one"), (2, "two"), (22, "more")]
    )
    assert re.findall(r'value="(\d+)" checked', html) == ["1", "22"]


def test_a_select_keeps_the_choice(ui: Any) -> None:
    html = ui.field(
        "n", "N", type="select", value=2, choices=[(1, "one"), (2, "two")], empty="Choose"
    )
    assert re.findall(r'<option value="(\d*)"( selected)?>', html) == [
        ("", ""),
        ("1", ""),
        ("2", " selected"),
    ]


def test_a_bound_form_keeps_what_was_typed(ui: Any) -> None:
    html = ui.bound_all(
        Sample({"words": EVIL, "village": "paibei", "answer": "sms", "days": ["wed"]})
    )
    assert "&lt;script&gt;" in html
    assert "<script>" not in html
    assert re.findall(r'value="(\w+)" (?:selected|[^>]*checked)', html) == ["paibei", "sms", "wed"]


def test_every_description_and_label_of_a_bound_form_points_at_something(ui: Any) -> None:
    html = ui.bound_all(Sample({}))
    ids = set(attributes(html, "id"))
    pointed = set(attributes(html, "for")) | set(
        " ".join(attributes(html, "aria-describedby")).split()
    )
    assert pointed - ids == set()
    assert len(ids) == len(attributes(html, "id"))


def test_the_error_summary_links_each_problem_to_its_control(ui: Any) -> None:
    form = Sample({"words": "x"})
    links = re.findall(r'<a href="([^"]*)"', ui.error_summary(form))
    assert links == ["#id_phone", "#id_village", "#id_answer_0"]
    assert {link[1:] for link in links} - set(attributes(ui.bound_all(form), "id")) == set()


def test_the_error_summary_names_the_field_and_takes_the_focus(ui: Any) -> None:
    html = ui.error_summary(Sample({"words": "x", "village": "baihua", "answer": "none"}))
    assert "Your telephone number: This field is required." in html
    assert 'tabindex="-1"' in html
    assert "data-focus" in html


def test_the_error_summary_takes_plain_pairs_too(ui: Any) -> None:
    html = ui.error_summary([("id_photo", "Too large"), (None, "Try again")])
    assert re.findall(r"<li>(.*?)</li>", html) == ['<a href="#id_photo">Too large</a>', "Try again"]


def test_where_nothing_is_wrong_there_is_no_error_summary(ui: Any) -> None:
    assert (ui.error_summary([]), ui.error_summary(Sample())) == ("", "")


def test_a_button_that_may_not_be_used_sends_nothing_and_says_why(ui: Any) -> None:
    html = ui.button("Return", name="move", value="return", why_not="Two days have passed.")
    assert 'type="button" aria-disabled="true" aria-describedby="move-return-why-not"' in html
    assert '<p class="why-not" id="move-return-why-not">Two days have passed.</p>' in html
    assert 'name="move"' not in html


def test_a_button_carries_its_name_value_and_question(ui: Any) -> None:
    html = ui.button("Withdraw", name="move", value="withdraw", confirm="Really?")
    assert 'type="submit" name="move" value="withdraw" data-confirm="Really?"' in html


def test_a_table_names_each_cell_for_the_phone_and_each_row_for_the_ear(ui: Any) -> None:
    html = ui.table(
        "Orders",
        ["Village", {"label": "Placed", "numeric": True}],
        [{"cells": ["Baihua", 31], "attrs": {"data-ref": "r"}}],
    )
    assert re.findall(r'data-label="(\w+)">(\d+)<', html) == [("Placed", "31")]
    assert '<th scope="row" role="rowheader">Baihua</th>' in html
    assert '<tr role="row" data-ref="r">' in html


def test_a_table_escapes_its_cells(ui: Any) -> None:
    html = ui.table("Orders", ["Village", "Words"], [[EVIL, Markup("<b>kept</b>")]])
    assert "<script>" not in html
    assert "<b>kept</b>" in html


def test_the_pager_shows_only_the_ways_there_are(ui: Any) -> None:
    assert attributes(ui.pager(next="?after=9"), "rel") == ["next"]
    assert attributes(ui.pager("?before=3", "?after=9"), "rel") == ["prev", "next"]
    assert ui.pager() == ""


def test_a_card_carries_its_reference(ui: Any) -> None:
    assert attributes(ui.card("Lamp", href="/orders/2021-0043/", ref="2021-0043"), "data-ref") == [
        "2021-0043"
    ]


def test_progress_without_an_end_has_no_value(ui: Any) -> None:
    assert attributes(ui.progress("Writing"), "value") == []
    assert attributes(ui.progress("Reading", 3, 9), "value") == ["3"]


def test_the_current_link_says_so(ui: Any) -> None:
    html = ui.tabs([("Mine", "/a", 3, True), ("All", "/b", None, False)])
    assert re.findall(r'href="(/\w)"( aria-current="page")?', html) == [
        ("/a", ' aria-current="page"'),
        ("/b", ""),
    ]


@pytest.mark.django_db
@pytest.mark.urls("tests.ui.urls")
@pytest.mark.parametrize(
    ("language", "tag", "other"), [("zh-hans", "zh-Hans", "en"), ("en", "en", "zh-hans")]
)
def test_the_living_page_shows_everything_and_offers_the_other_language(
    client: Client, language: str, tag: str, other: str
) -> None:
    client.cookies["django_language"] = language
    html = client.get("/ui/").content.decode()
    assert re.findall(r'<html lang="([\w-]+)" data-elder="(\w+)">', html) == [(tag, "false")]
    assert re.findall(r'name="language" value="([\w-]+)"', html) == [other]
    assert len(attributes(html, "id")) == len(set(attributes(html, "id")))


@pytest.mark.django_db
@pytest.mark.urls("tests.ui.urls")
def test_the_elder_view_is_remembered_and_can_be_left(client: Client) -> None:
    client.cookies["elder"] = "1"
    html = client.get("/ui/").content.decode()
    assert 'data-elder="true"' in html
    assert '<button class="switch" name="on" value="">' in html


def test_an_action_bar_with_nothing_in_it_is_not_there(ui: Any) -> None:
    assert ui.action_bar(caller=lambda: Markup("\n \n")) == ""
    assert "Send" in ui.action_bar(caller=lambda: Markup("<button>Send</button>"))
