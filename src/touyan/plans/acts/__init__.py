"""Everything that can be done with a plan, one function each; every door calls these and nothing else."""

from collections.abc import Callable
from typing import Any

from touyan.kernel.acts import Event
from touyan.plans.acts.committing import give_back, take_on, waive
from touyan.plans.acts.counting import Deed, record_facts, retract_facts
from touyan.plans.acts.keeping import (
    attach_document,
    keep_activity,
    keep_menu,
    keep_plan,
    keep_platform,
    keep_requirement,
    keep_task,
    keep_workstream,
)
from touyan.plans.acts.living import close, drop, finish, put_in_force, resume
from touyan.plans.acts.pledging import pledge, take_pledge_back
from touyan.plans.acts.rolling import roll_over
from touyan.plans.acts.taking import take_sheet
from touyan.plans.models import Task

__all__ = [
    "MOVES", "TASK_MOVES", "Deed", "attach_document", "close", "drop", "finish", "give_back", "keep_activity",
    "keep_menu", "keep_plan", "keep_platform", "keep_requirement", "keep_task", "keep_workstream",
    "pledge", "put_in_force", "record_facts", "resume", "retract_facts", "roll_over", "take_on",
    "take_pledge_back", "take_sheet", "waive",
]  # fmt: skip

MOVES: dict[str, Callable[..., Event[Any]]] = {
    "put_in_force": put_in_force,
    "close": close,
    "roll_over": roll_over,
}
"""Every move of a plan, by its name."""
TASK_MOVES: dict[str, Callable[..., Event[Task]]] = {
    "finish": finish,
    "drop": drop,
    "resume": resume,
}
