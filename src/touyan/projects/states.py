"""The codes of projects, and what the town calls them."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class State(TextChoices):
    """The stage of a project."""

    PROPOSED = "proposed", pgettext_lazy("a project", "Proposed")
    APPROVED = "approved", pgettext_lazy("a project", "Approved")
    STARTED = "started", pgettext_lazy("a project", "Started")
    UNDER_WAY = "under_way", pgettext_lazy("a project", "Under way")
    PAUSED = "paused", pgettext_lazy("a project", "Paused")
    OPEN = "open", pgettext_lazy("a project", "Open")
    CLOSED = "closed", pgettext_lazy("a project", "Closed")
    DROPPED = "dropped", pgettext_lazy("a project", "Given up")


BEGUN = (State.STARTED, State.UNDER_WAY, State.PAUSED, State.OPEN, State.CLOSED)
RUNNING = (State.STARTED, State.UNDER_WAY)
LIVE = (State.PROPOSED, State.APPROVED, State.STARTED, State.UNDER_WAY, State.PAUSED)
"""Stages in which dates can be named, moved and met."""
IN_USE = (State.OPEN, State.CLOSED)


class MilestoneState(TextChoices):
    PLANNED = "planned", pgettext_lazy("a milestone", "Planned")
    MET = "met", pgettext_lazy("a milestone", "Met")
    DROPPED = "dropped", pgettext_lazy("a milestone", "Dropped")


class Side(TextChoices):
    BEFORE = "before", pgettext_lazy("a picture", "Before")
    AFTER = "after", pgettext_lazy("a picture", "After")


REMINDED_DAYS = 30
"""For how long after its date a milestone that was not met is called to mind."""
