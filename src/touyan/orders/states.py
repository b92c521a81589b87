"""The codes of an order's life, and what the town calls them."""

from typing import Any

from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _

from touyan.kernel.working_time import Unit


class State(TextChoices):
    PLACED = "placed", _("Placed")
    ACCEPTED = "accepted", _("Accepted by the branch")
    ESCALATED = "escalated", _("Sent up to the town")
    DISPATCHED = "dispatched", _("Dispatched")
    DELIVERING = "delivering", _("Being delivered")
    DELIVERED = "delivered", _("Delivered, to be confirmed")
    DEFERRED = "deferred", _("Deferred")
    CLOSED = "closed", _("Closed")
    DECLINED = "declined", _("Not accepted")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    MERGED = "merged", _("Merged")


OPEN = frozenset(
    {
        State.PLACED,
        State.ACCEPTED,
        State.ESCALATED,
        State.DISPATCHED,
        State.DELIVERING,
        State.DELIVERED,
        State.DEFERRED,
    }
)
"""Every one of these has exactly one holder and one date; the database refuses a row without."""
OPEN_STATE = Q(state__in=sorted(OPEN))
WORKED_ON = frozenset({State.ACCEPTED, State.DELIVERING})
"""Somebody has it in hand."""
IS_OPEN = Q(due_at__isnull=False)
"""The same orders, as a check of theirs guarantees, told so that a database sees the partial indexes' own condition."""
ERASED = ("(erased)", "（已清除）")
"""What stands where words were, in each language that somebody may have erased them in."""
TO_FORGET = Q(~Q(words=ERASED[0]), ~Q(words=ERASED[1]), due_at__isnull=True)
"""Orders that are over and still say something, told as the index on them has it."""

HAS_CONTACT = ~Q(name="") | ~Q(phone_blind="")
"""Requesters of whom a name or a number is left, told as the index on them has it."""
GUEST_TO_FORGET = Q(HAS_CONTACT, person__isnull=True)


class Urgency(TextChoices):
    URGENT = "urgent", _("Urgent")
    HARD = "hard", _("Hard")
    SMALL = "small", _("Small")


class Channel(TextChoices):
    WEB = "web", _("Web page")
    PHONE = "phone", _("Telephone")
    PAPER = "paper", _("Paper slip")
    DESK = "desk", _("At the desk")
    IMPORTED = "import", _("Imported ledger")
    API = "api", _("Another system")
    WECHAT = "wechat", _("WeChat")


class Outcome(TextChoices):
    SOLVED = "solved", _("Solved")
    PARTLY = "partly", _("Partly solved")
    UNSOLVED = "unsolved", _("Not solved, and understood")
    SILENT = "silent", _("Closed in silence")


class Satisfaction(TextChoices):
    SATISFIED = "satisfied", _("Satisfied")
    FAIR = "fair", _("So-so")
    UNSATISFIED = "unsatisfied", _("Not satisfied")


class DeclineReason(TextChoices):
    NOT_TOWN = "not_town", _("Another authority decides this")
    NO_BASIS = "no_basis", _("There is no rule that allows it")
    PRIVATE = "private", _("A matter between private parties")
    IN_COURT = "in_court", _("Before a court or in arbitration")
    DUPLICATE_CLOSED = "duplicate_closed", _("Answered before, and nothing is new")


class Span(TextChoices):
    """What a clock counts in."""

    HOURS = Unit.HOURS.value, _("hours")
    WORKING_HOURS = Unit.WORKING_HOURS.value, _("working hours")
    WORKING_DAYS = Unit.WORKING_DAYS.value, _("working days")
    DAYS = Unit.DAYS.value, _("days")


WORDS_MOST = 2000
"""Characters in what somebody says at once: about a page."""
LEDGER_WORDS_MOST = 20_000
"""What was written elsewhere, before our limits, is kept whole."""
PHOTOS_MOST = 6
REOPEN_DAYS = 15
RETURN_WORKING_DAYS = 2
URGE_HOURS = 24
"""A requester can urge once in this window."""

DEFAULT_CLOCKS: tuple[dict[str, Any], ...] = (
    {
        "urgency": Urgency.URGENT, "name": "急事",
        "accept": 2, "accept_in": Span.WORKING_HOURS, "answer": 8, "answer_in": Span.HOURS,
        "deliver": 24, "deliver_in": Span.HOURS, "silence_days": 7, "extension_days": 10,
    },
    {
        "urgency": Urgency.HARD, "name": "难事",
        "accept": 1, "accept_in": Span.WORKING_DAYS, "answer": 3, "answer_in": Span.WORKING_DAYS,
        "deliver": 15, "deliver_in": Span.WORKING_DAYS, "silence_days": 7, "extension_days": 10,
    },
    {
        "urgency": Urgency.SMALL, "name": "小事",
        "accept": 1, "accept_in": Span.WORKING_DAYS, "answer": 2, "answer_in": Span.WORKING_DAYS,
        "deliver": 5, "deliver_in": Span.WORKING_DAYS, "silence_days": 7, "extension_days": 10,
    },
)  # fmt: skip
"""The profiles an empty town begins with; an administrator edits them."""
