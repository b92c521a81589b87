"""Everything that can be done with a programme, one function each; every door calls these and nothing else."""

from collections.abc import Callable

from touyan.kernel.acts import Event
from touyan.programmes.acts.booking import (
    book,
    book_by_rule,
    cancel_booking,
    excuse,
    hold_seats,
    promote_waiting,
    release_seats,
)
from touyan.programmes.acts.certifying import certify
from touyan.programmes.acts.children import (
    ask_for_place,
    erase_child,
    forget_taking_part,
    say_allergies,
    stay_away,
    stop_waiting,
    wait_for_place,
)
from touyan.programmes.acts.coming import (
    Came,
    arrive,
    close_session,
    confirm_hours,
    correct,
    leave,
    record,
    thank,
)
from touyan.programmes.acts.enrolling import end_enrolment, enrol, pause, resume
from touyan.programmes.acts.forgetting import forget_guest
from touyan.programmes.acts.keeping import (
    cancel_programme,
    end_programme,
    keep_programme,
    open_programme,
)
from touyan.programmes.acts.looking import look, take_out
from touyan.programmes.acts.meals import keep_menu, keep_tariff, reverse_charge, serve_meal
from touyan.programmes.acts.planning import (
    add_session,
    call_off,
    change_session,
    drop_speaker,
    hold,
    plan_sessions,
)
from touyan.programmes.acts.rounds import name_carrier
from touyan.programmes.acts.serving import count_deed, hear_difficulty
from touyan.programmes.acts.standing import change_booking, change_enrolment
from touyan.programmes.models import Programme, Session

__all__ = [
    "MOVES",
    "SESSION_MOVES",
    "Came",
    "add_session",
    "arrive",
    "ask_for_place",
    "book",
    "book_by_rule",
    "call_off",
    "cancel_booking",
    "cancel_programme",
    "certify",
    "change_booking",
    "change_enrolment",
    "change_session",
    "close_session",
    "confirm_hours",
    "correct",
    "count_deed",
    "drop_speaker",
    "end_enrolment",
    "end_programme",
    "enrol",
    "erase_child",
    "excuse",
    "forget_guest",
    "forget_taking_part",
    "hear_difficulty",
    "hold",
    "hold_seats",
    "keep_menu",
    "keep_programme",
    "keep_tariff",
    "leave",
    "look",
    "name_carrier",
    "open_programme",
    "pause",
    "plan_sessions",
    "promote_waiting",
    "record",
    "release_seats",
    "resume",
    "reverse_charge",
    "say_allergies",
    "serve_meal",
    "stay_away",
    "stop_waiting",
    "take_out",
    "thank",
    "wait_for_place",
]  # fmt: skip

MOVES: dict[str, Callable[..., Event[Programme]]] = {
    "open": open_programme,
    "end": end_programme,
    "cancel": cancel_programme,
}
"""Every move of a programme, by its name."""
SESSION_MOVES: dict[str, Callable[..., Event[Session]]] = {"hold": hold, "call_off": call_off}
