"""Every query about plans, scoped first."""

from touyan.plans.reads.scope import (
    activities_visible_to,
    locked,
    locked_activity,
    plan_of_code,
    requirements_visible_to,
    tasks_waiting_for,
    visible_to,
)

__all__ = [
    "activities_visible_to", "locked", "locked_activity", "plan_of_code", "requirements_visible_to",
    "tasks_waiting_for", "visible_to",
]  # fmt: skip
