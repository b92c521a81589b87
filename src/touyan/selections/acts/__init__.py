"""Everything that can be done with a selection, one function each; every door calls these and nothing else."""

from collections.abc import Callable

from touyan.kernel.acts import Event
from touyan.selections.acts.deciding import (
    conclude,
    honour,
    pass_over,
    revoke,
    tell_story,
)
from touyan.selections.acts.judging import (
    announce,
    excuse_judge,
    give_ballot,
    judge,
    lock,
    recuse,
    reveal,
)
from touyan.selections.acts.keeping import (
    cancel,
    invite_judge,
    keep_selection,
    open_selection,
)
from touyan.selections.acts.nominating import (
    forget_candidate,
    nominate,
    pass_review,
    review,
    turn_down,
    vet,
)
from touyan.selections.acts.noticing import (
    OBJECTOR,
    answer_objection,
    forget_objector,
    object_to,
    publish,
    read_objection,
)
from touyan.selections.acts.picturing import add_picture, shed_pictures, take_picture_down
from touyan.selections.acts.taking import take_names
from touyan.selections.acts.touring import Stop, hold_stop, plan_tour, tie_stop
from touyan.selections.models import Candidate, Selection

__all__ = [
    "CANDIDATE_MOVES",
    "MOVES",
    "OBJECTOR",
    "Stop",
    "add_picture",
    "announce",
    "answer_objection",
    "cancel",
    "conclude",
    "excuse_judge",
    "forget_candidate",
    "forget_objector",
    "give_ballot",
    "hold_stop",
    "honour",
    "invite_judge",
    "judge",
    "keep_selection",
    "lock",
    "nominate",
    "object_to",
    "open_selection",
    "pass_over",
    "pass_review",
    "plan_tour",
    "publish",
    "read_objection",
    "recuse",
    "reveal",
    "review",
    "revoke",
    "shed_pictures",
    "take_names",
    "take_picture_down",
    "tell_story",
    "tie_stop",
    "turn_down",
    "vet",
]  # fmt: skip

MOVES: dict[str, Callable[..., Event[Selection]]] = {
    "open": open_selection,
    "review": review,
    "publish": publish,
    "conclude": conclude,
    "judge": judge,
    "lock": lock,
    "reveal": reveal,
    "announce": announce,
    "cancel": cancel,
}
"""Every move of a selection, by its name."""
CANDIDATE_MOVES: dict[str, Callable[..., Event[Candidate]]] = {
    "vet": vet,
    "pass_review": pass_review,
    "turn_down": turn_down,
    "honour": honour,
    "pass_over": pass_over,
    "tell_story": tell_story,
    "revoke": revoke,
}
"""Every move of a candidate that somebody makes by itself; notice and places come with the selection's."""
