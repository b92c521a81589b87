"""What a town begins with before its first order: the calendar, the clocks and the categories."""

import csv
from importlib.resources import files

from touyan.kernel.acts import Actor
from touyan.kernel.working_time import seed_days
from touyan.orders.acts.keeping import keep_category, keep_clock
from touyan.orders.models import Category
from touyan.orders.states import DEFAULT_CLOCKS
from touyan.town.acts import seed_calendar
from touyan.town.models import Organisation


def found_orders(*, by: Actor, town: Organisation) -> list[Category]:
    """Seed the working calendar, the default clocks and a list of categories; an administrator edits them."""
    seed_calendar(
        by=by, town=town, days=[(day.day, day.is_working, day.source) for day in seed_days()]
    )
    for profile in DEFAULT_CLOCKS:
        keep_clock(by=by, town=town, **profile)
    units = {unit.code.rpartition("-")[2]: unit for unit in Organisation.objects.filter(town=town)}
    text = files("touyan.orders").joinpath("data/categories.csv").read_text(encoding="utf-8")
    return [
        keep_category(
            by=by,
            town=town,
            code=row["code"],
            name=row["name_zh"],
            name_en=row["name_en"],
            urgency=row["class"],
            keywords=row["keywords"],
            unit=units.get(row["unit"]),
        ).about
        for row in csv.DictReader(text.splitlines())
    ]
