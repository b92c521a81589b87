"""Words of which only some are known, and days as a calendar writes them."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator
from pydantic_core import CoreSchema, PydanticCustomError, core_schema


class OneOf:
    """`Annotated[str, OneOf(State.values)]`: an `enum` in the OpenAPI, plain text in Python."""

    def __init__(self, codes: Iterable[str]) -> None:
        self.codes = [str(code) for code in codes]

    def __get_pydantic_core_schema__(self, _source: Any, _handler: Any) -> CoreSchema:
        return core_schema.literal_schema(self.codes)


WRITTEN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _day(said: Any) -> Any:
    """A number is no day, though it could be read as seconds since 1970."""
    if said is None or isinstance(said, date):
        return said
    try:
        if isinstance(said, str) and WRITTEN.fullmatch(said):
            return date.fromisoformat(said)
    except ValueError:
        pass
    raise PydanticCustomError("date_written", "a day such as 2026-11-26")


Day = Annotated[date, BeforeValidator(_day)]
