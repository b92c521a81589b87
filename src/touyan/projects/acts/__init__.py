"""Everything that can be done to a project, one function each."""

from collections.abc import Callable
from typing import Any

from touyan.kernel.acts import Event
from touyan.projects.acts.keeping import (
    add_picture,
    keep_milestone,
    keep_project,
    take_picture_down,
)
from touyan.projects.acts.living import (
    approve,
    build,
    close,
    drop,
    open_project,
    pause,
    resume,
    start,
    tie_place,
)
from touyan.projects.acts.promising import drop_milestone, meet, move_date, unmeet
from touyan.projects.models import Project

__all__ = [
    "MILESTONE_MOVES", "MOVES", "add_picture", "approve", "build", "close", "drop", "drop_milestone",
    "keep_milestone", "keep_project", "meet", "move_date", "open_project", "pause", "resume", "start",
    "take_picture_down", "tie_place", "unmeet",
]  # fmt: skip

MOVES: dict[str, Callable[..., Event[Project]]] = {
    "approve": approve,
    "start": start,
    "build": build,
    "pause": pause,
    "resume": resume,
    "open": open_project,
    "close": close,
    "drop": drop,
}
"""Every move of a project, by its name."""
MILESTONE_MOVES: dict[str, Callable[..., Event[Any]]] = {
    "meet": meet,
    "move_date": move_date,
    "unmeet": unmeet,
    "drop_milestone": drop_milestone,
}
