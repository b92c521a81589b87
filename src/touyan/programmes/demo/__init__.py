"""The demonstration's programmes: the year 2021 as the town counted it, and this week around now."""

import random
import tomllib
from collections.abc import Mapping
from datetime import datetime
from importlib.resources import files

from touyan.programmes.demo.care import tell_care
from touyan.programmes.demo.cast import Cast, gather
from touyan.programmes.demo.meals import tell_meals
from touyan.programmes.demo.week import tell_week
from touyan.programmes.demo.year import tell_year
from touyan.town.models import Organisation, Person

__all__ = ["tell"]


def tell(now: datetime, town: Organisation, people: Mapping[str, Person]) -> Cast:
    """Everything, through the same acts as any user's; `people` are known already, by login or village."""
    text = files("touyan.programmes").joinpath("data/demo_2021.toml").read_text(encoding="utf-8")
    told = tomllib.loads(text)
    lot = random.Random("吴山")  # noqa: S311 - names and numbers that are the same each time
    cast = gather(town, people, lot)
    tell_year(cast, told)
    tell_care(cast, told["care"])
    tell_meals(cast, told["canteens"])
    tell_week(cast, told, now)
    return cast
