"""A year's plan and its activities, what is asked of whom, and the facts by which it is counted."""

from touyan.plans.models.asked import ActionMenu, Commitment, Pledge, Requirement
from touyan.plans.models.facts import Fact
from touyan.plans.models.plan import Activity, Plan, Platform, Task, Workstream

__all__ = [
    "ActionMenu",
    "Activity",
    "Commitment",
    "Fact",
    "Plan",
    "Platform",
    "Pledge",
    "Requirement",
    "Task",
    "Workstream",
]  # fmt: skip
