"""`touyan figures`: for people and for machines."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from touyan.figures.acts import declare
from touyan.kernel.figures import FIGURES
from touyan.town.rules import FOUNDER

pytestmark = pytest.mark.django_db
DAYS = {"since": "2021-09-01", "until": "2021-09-30"}


def told(org: str, *more: str, **days: str) -> str:
    out = StringIO()
    call_command("figures", *more, org=org, stdout=out, **{**DAYS, **days})
    return out.getvalue()


def test_json_has_every_figure_with_its_value_unit_definition_and_parts(loop, of, baihua):
    loop.escalated(), loop.accepted()
    found = json.loads(told(baihua.code, "--json"))
    assert found["scope"] == {
        "organisation": baihua.code, "name": "百花社区", "since": "2021-09-01", "until": "2021-09-30",
    }  # fmt: skip
    assert found["figures"].keys() == FIGURES.keys()
    placed = found["figures"]["orders.placed"]
    assert (placed["value"], placed["parts"]["orders.escalated"]) == (2, 1)
    assert sum(placed["parts"].values()) == 2
    assert (placed["unit"], placed["definition"]) == (
        str(FIGURES["orders.placed"].unit), str(FIGURES["orders.placed"].definition),
    )  # fmt: skip
    assert found["figures"]["orders.escalated"]["value"] == 1
    rate = found["figures"]["orders.accepted_on_time"]["rate"]
    assert (rate["numerator"], rate["denominator"], rate["share"]) == (2, 2, "100.0%")


def test_what_is_only_declared_says_so_and_is_no_number_where_nobody_declared_it(of, town):
    of(town)
    key = "town.residents"
    assert json.loads(told(town.code, "--json"))["figures"][key]["value"] is None
    declare(
        by=FOUNDER, figure=key, organisation=town, value=15, source="网页", signer="镇党政办", **_days(of(town))
    )  # fmt: skip
    figure = json.loads(told(town.code, "--json"))["figures"][key]
    assert (figure["value"], figure["counted"], figure["declared"][0]["signer"]) == (
        15,
        False,
        "镇党政办",
    )
    assert "(15)" in told(town.code)


def _days(scope):
    return {"since": scope.since, "until": scope.until}


def test_without_json_it_is_a_table_for_people(loop, of, baihua):
    loop.accepted()
    lines = [line.split() for line in told(baihua.code).splitlines()]
    assert [line[1] for line in lines if line[0] == "orders.placed"] == ["1"]


@pytest.mark.parametrize(
    ("org", "since", "words"),
    [
        ("nowhere", "2021-09-01", "There is no organisation with the code “nowhere”."),
        ("340121103", "2021-13-01", "“2021-13-01” is no date such as 2021-08-03."),
        ("340121103", "2021-10-01", "2021-09-30 lies before 2021-10-01."),
    ],
)
def test_what_it_cannot_tell_it_says_in_a_sentence(town, org: str, since: str, words: str):
    with pytest.raises(CommandError, match=words) as no:
        told(org, since=since)
    assert no.value.returncode == 1
