"""The outbox: written by whatever happens, emptied by the worker. Each task is safe to run twice and beside others."""

from touyan.channels.tasks.sending import send_due, sweep_deliveries
from touyan.channels.tasks.writing import (
    ask_whether_right,
    carry,
    carry_article,
    drop_article,
    forget_guests,
    stop_carrying,
    tell_requesters,
    tell_systems,
)
from touyan.channels.webhook import STEPS, TAKEN_BACK
from touyan.channels.wechat.fetching import fetch_photos, forget_draft, note_placed, sweep_wechat
from touyan.channels.words import ASKED_FOR

TO_REQUESTERS = tuple(ASKED_FOR)
TO_SYSTEMS = tuple(sorted(STEPS | TAKEN_BACK))

__all__ = [
    "TO_REQUESTERS", "TO_SYSTEMS", "ask_whether_right", "carry", "carry_article", "drop_article", "fetch_photos", "forget_draft", "forget_guests", "note_placed", "send_due", "stop_carrying", "sweep_deliveries", "sweep_wechat", "tell_requesters", "tell_systems",
]  # fmt: skip
