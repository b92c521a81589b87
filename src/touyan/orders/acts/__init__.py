"""Everything that can be done with an order, one function each; every door calls these and nothing else."""

from collections.abc import Callable

from touyan.kernel.acts import Event
from touyan.kernel.sending import led_to
from touyan.orders.acts.asking import (
    VISITOR,
    Leaves,
    add,
    appeal,
    hide,
    join,
    place,
    urge,
    withdraw,
)
from touyan.orders.acts.closing import call_back, confirm, dispute, draw, lapse, redrawn, reopen
from touyan.orders.acts.dispatching import (
    decide_extension,
    decline,
    defer,
    dispatch,
    merge,
    publish,
    redact,
    reveal,
    sort,
    supervise,
    unmerge,
    unpublish,
)
from touyan.orders.acts.forgetting import expire, forget_contacts, forget_requester
from touyan.orders.acts.taking import take_list
from touyan.orders.acts.working import (
    accept,
    answer,
    ask_extension,
    deliver,
    escalate,
    note,
    return_,
    take,
    transfer,
)
from touyan.orders.models import Follow, Order
from touyan.town.models import Person

__all__ = [
    "ACTS",
    "VISITOR",
    "Leaves",
    "draw",
    "expire",
    "follow",
    "forget_contacts",
    "forget_requester",
    "join",
    "place",
    "redrawn",
    "take_list",
    "unfollow",
    "was_done",
]

ACTS: dict[str, Callable[..., Event[Order]]] = {
    "accept": accept,
    "take": take,
    "deliver": deliver,
    "dispatch": dispatch,
    "escalate": escalate,
    "transfer": transfer,
    "return": return_,
    "defer": defer,
    "confirm": confirm,
    "dispute": dispute,
    "lapse": lapse,
    "reopen": reopen,
    "decline": decline,
    "appeal": appeal,
    "withdraw": withdraw,
    "merge": merge,
    "unmerge": unmerge,
    "answer": answer,
    "add": add,
    "urge": urge,
    "hide": hide,
    "call_back": call_back,
    "ask_extension": ask_extension,
    "decide_extension": decide_extension,
    "note": note,
    "supervise": supervise,
    "sort": sort,
    "publish": publish,
    "unpublish": unpublish,
    "reveal": reveal,
    "redact": redact,
}
"""Every move of the table, by its name."""


def was_done(name: str) -> bool:
    """Whether this very form made that move before and only its answer was lost.

    For doors that look whose move it is before they ask for the act: by now it is nobody's.
    """
    return name in ACTS and led_to(f"orders.{ACTS[name].__name__}")


def follow(*, by: Person, order: Order) -> None:
    """Keep an eye on it; a reader's convenience, so it makes no history."""
    Follow.objects.get_or_create(person=by, order=order)


def unfollow(*, by: Person, order: Order) -> None:
    Follow.objects.filter(person=by, order=order).delete()
