"""What everybody may read of the town, and its numbers as the command tells them."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from tests.api.v1.conftest import HUB, VILLAGE, Ask, fields, problem, said
from touyan.api.models import Client
from touyan.kernel.figures import FIGURES
from touyan.orders.models import Category
from touyan.programmes.models import Programme
from touyan.programmes.states import State
from touyan.town.acts import add_place, change_organisation
from touyan.town.models import Organisation
from touyan.town.rules import FOUNDER

pytestmark = pytest.mark.django_db


def codes(response: Any) -> list[str]:
    assert response.status_code == 200, response.content.decode()
    return [one["code"] for one in said(response)["items"]]


def test_the_root_leads_everywhere(ask: Ask, town: Organisation):
    found = {one["name"]: ask(one["href"]).status_code for one in said(ask(""))["links"]}
    assert set(found.values()) == {200}


def test_organisations_stand_below_one_another(ask: Ask, baihua: Organisation, roads: Organisation):
    assert codes(ask("organisations")) == [
        "340121", "340121103", "340121103-ROADS", "340121103003", "340121103003-B1",
    ]  # fmt: skip
    assert codes(ask("organisations", below=baihua.code)) == [baihua.code, f"{baihua.code}-B1"]
    assert codes(ask("organisations", kind="department")) == [roads.code]
    assert said(ask(f"organisations/{baihua.code}"))["parent"] == "340121103"
    assert problem(ask("organisations", below="nowhere"))[0] == 404
    first = said(ask("organisations", size=2))
    assert codes(ask("organisations", size=3, after=first["next"])) == [
        "340121103-ROADS", "340121103003", "340121103003-B1",
    ]  # fmt: skip


def test_what_no_longer_is_there_is_not_listed(ask: Ask, roads: Organisation):
    change_organisation(by=FOUNDER, organisation=roads, ended_on="2026-01-01")
    assert roads.code not in codes(ask("organisations"))
    assert ask(f"organisations/{roads.code}").status_code == 404


def test_categories_are_told_in_both_languages(ask: Ask, street_light: Category):
    (told,) = said(ask("categories", headers={"Accept-Language": "en"}))["items"]
    assert (told["name"], told["name_zh"], told["keywords"]) == (
        "Street light",
        "路灯",
        ["路灯", "不亮"],
    )


def test_places_are_found_by_kind_and_village(ask: Ask, baihua: Organisation, paibei: Organisation):
    for village, code, kind in (
        (baihua, "A-1", "lamp"),
        (baihua, "B-2", "toilet"),
        (paibei, "C-3", "lamp"),
    ):
        add_place(by=FOUNDER, village=village, code=code, name=code, kind=kind)
    assert codes(ask("places")) == ["A-1", "B-2", "C-3"]
    assert codes(ask("places", kind="lamp", village=baihua.code)) == ["A-1"]
    assert said(ask("places/B-2"))["village"]["code"] == baihua.code
    assert problem(ask("places/nowhere"))[0] == 404
    assert codes(ask("places", size=2, after="A-1")) == ["B-2", "C-3"]


def test_only_public_programmes_and_their_coming_sessions_are_told(
    ask: Ask, put_on: Any, town: Organisation
):
    lecture = put_on()
    row = lecture.programme
    (told,) = said(ask("sessions"))["items"]
    assert (told["id"], told["programme"]) == (lecture.pk, row.pk)
    whole = said(ask(f"programmes/{row.pk}"))
    assert [one["id"] for one in whole["sessions"]] == [lecture.pk]
    Programme.objects.filter(pk=row.pk).update(state=State.DRAFT)
    assert (said(ask("sessions"))["items"], said(ask("programmes"))["items"]) == ([], [])
    assert problem(ask(f"programmes/{row.pk}"))[0] == 404


# Figures ---------------------------------------------------------------------------------------

DAYS = {"since": "2026-01-01", "until": "2026-12-31"}


def by_command(code: str) -> Any:
    out = StringIO()
    call_command(
        "figures",
        "--org",
        code,
        "--from",
        DAYS["since"],
        "--to",
        DAYS["until"],
        "--json",
        stdout=out,
    )
    return json.loads(out.getvalue())


def test_a_key_reads_the_same_numbers_as_the_command(
    ask: Ask, hub: Client, placed: Any, baihua: Organisation
):
    placed()
    for code in ("340121103", baihua.code):
        assert said(ask("figures", HUB, organisation=code, **DAYS)) == by_command(code)


def test_everybody_reads_the_public_ones_of_a_town(ask: Ask, placed: Any, baihua: Organisation):
    placed()
    told = said(ask("figures", **DAYS))
    public = {key for key, figure in FIGURES.items() if figure.public}
    assert (set(told["figures"]), told["figures"]["orders.placed"]["value"]) == (public, 1)
    assert problem(ask("figures", organisation=baihua.code))[0] == 404


def test_a_key_reads_no_figure_beyond_its_subtree(
    ask: Ask, village: Client, baihua: Organisation, paibei: Organisation
):
    assert ask("figures", VILLAGE, organisation=baihua.code).status_code == 200
    assert problem(ask("figures", VILLAGE, organisation=paibei.code))[0] == 404


@pytest.mark.parametrize(
    ("wishes", "field"),
    [
        ({"since": "2026-02-01", "until": "2026-01-01"}, "until"),
        ({"since": "1900-01-01"}, "since"),
        ({"since": "1960-01-01"}, "since"),
        ({"until": "x"}, "until"),
    ],
)
def test_days_that_cannot_be_asked_for_are_said(
    ask: Ask, town: Organisation, wishes: dict[str, str], field: str
):
    response = ask("figures", **wishes)
    assert (problem(response)[0], fields(response)) == (400, [field])
