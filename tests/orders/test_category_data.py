"""The categories that a town starts with, as plain data."""

import csv
import tomllib
from collections import Counter
from pathlib import Path

DATA = Path(__file__).parents[2] / "src/touyan/orders/data"
UNITS = {"ROADS", "WATER", "SANIT", "POWER", "CIVIL", "EDU", "HEALTH", "FIRE", "AGRI", "POLICE"}


def categories() -> list[dict[str, str]]:
    """The rows of the file."""
    with (DATA / "categories.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def used(name: str) -> set[str]:
    """The categories that the orders of one demonstration file have."""
    orders = tomllib.loads((DATA / name).read_text(encoding="utf-8"))["order"]
    return {order["category"] for order in orders}


def test_the_year_needed_every_category_and_no_other() -> None:
    codes = [row["code"] for row in categories()]
    assert len(codes) == 25
    assert set(codes) == used("demo_2021.toml")


def test_the_live_town_needs_no_category_that_is_not_there() -> None:
    assert used("demo_live.toml") - {row["code"] for row in categories()} == set()


def test_a_word_points_to_one_category_only() -> None:
    keywords = [word for row in categories() for word in row["keywords"].split("；")]
    assert [word for word, times in Counter(keywords).items() if times > 1 or not word] == []


def test_each_category_has_both_names_a_class_and_a_unit() -> None:
    rows = categories()
    assert [row["code"] for row in rows if not (row["name_zh"] and row["name_en"])] == []
    assert {row["class"] for row in rows} == {"urgent", "hard", "small"}
    assert {row["unit"] for row in rows} == UNITS | {"LEADS"}
