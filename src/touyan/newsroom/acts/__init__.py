"""Everything that can be done in the newsroom, one function each; every door calls these and nothing else."""

from touyan.newsroom.acts.passing import hand_to_wechat
from touyan.newsroom.acts.publishing import (
    approve,
    call_off,
    clear,
    release,
    send_back,
    take_in,
    withdraw,
)
from touyan.newsroom.acts.telling import answer_story, mark_read, tell_story, unmark_read
from touyan.newsroom.acts.voices import (
    Writer,
    answer,
    become_order,
    object_to,
    refuse,
    say,
    show,
    take_back,
)

__all__ = [
    "Writer",
    "answer",
    "answer_story",
    "approve",
    "become_order",
    "call_off",
    "clear",
    "hand_to_wechat",
    "mark_read",
    "object_to",
    "refuse",
    "release",
    "say",
    "send_back",
    "show",
    "take_back",
    "take_in",
    "tell_story",
    "unmark_read",
    "withdraw",
]
