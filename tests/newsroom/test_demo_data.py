"""What the town's page of 2021 names stands in the demonstration's own telling of it."""

import re
import tomllib
from importlib.resources import files

import pytest

from touyan.newsroom.founding import BOARDS

DEMO = files("touyan.newsroom").joinpath("data/demo.toml").read_text(encoding="utf-8")
YEAR = tomllib.loads(DEMO)["article"][0]


@pytest.mark.parametrize("name", ["对党说句知心话", "党史百年天天读", "红色速递-暖心工程"])
def test_each_board_is_told_by_the_name_it_had(name):
    assert f"“{name}”" in YEAR["body"]


def test_each_of_the_four_carriers_is_told_by_its_name():
    carriers = [("学", "红色人物"), ("思", "红色寻根"), ("践", "红色传情"), ("悟", "红色初心")]
    assert re.findall(r"<li>(.)（(.{4})）：", YEAR["body"]) == carriers


def test_what_the_boards_say_has_chinese_commas():
    assert [summary for _slug, _title, summary in BOARDS if "," in summary] == []
