"""The life of a selection, and of whoever stands for it, as tables."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from touyan.kernel.lifecycle import Lifecycle, Move
from touyan.selections import rules
from touyan.selections.states import CandidateState, ObjectionState, State

S, C = State, CandidateState

LIFE = Lifecycle(
    dict(S.choices),
    Move("open", {S.DRAFT}, [S.OPEN], _("Open it for names"), rules.runs),
    Move("review", {S.OPEN}, [S.REVIEWING], _("Close it and review"), rules.runs_selection),
    Move(
        "publish", {S.REVIEWING}, [S.ON_NOTICE], _("Put the names on public notice"),
        rules.runs_selection, rules.publish_refused,
    ),
    Move(
        "conclude", {S.ON_NOTICE}, [S.CLOSED], _("Conclude"), rules.runs_selection,
        rules.conclude_refused,
    ),
    Move(
        "judge", {S.OPEN}, [S.JUDGING], _("Draw the turns and begin judging"), rules.runs_contest,
        rules.start_refused,
    ),
    Move("lock", {S.JUDGING}, [S.LOCKED], _("Lock the ballots"), rules.runs_contest, rules.lock_refused),
    Move("reveal", {S.LOCKED}, [S.REVEALED], _("Reveal the ballots"), rules.runs_contest),
    Move("announce", {S.REVEALED}, [S.CLOSED], _("Announce the winners"), rules.runs_contest),
    Move(
        "cancel", {S.DRAFT, S.OPEN, S.REVIEWING, S.JUDGING}, [S.CANCELLED],
        pgettext_lazy("a selection", "Call it off"), rules.runs, quiet=True,
    ),
)  # fmt: skip

CANDIDATE_LIFE = Lifecycle(
    dict(C.choices),
    Move("vet", {C.NOMINATED}, [C.VETTED], _("Vetted: eligible"), rules.reviews_candidate, rules.clashes),
    Move("pass_review", {C.VETTED}, [C.REVIEWED], _("Passed the review"), rules.reviews_candidate, rules.clashes),
    Move(
        "turn_down", {C.NOMINATED, C.VETTED, C.REVIEWED}, [C.NOT_HONOURED], _("Turn down"),
        rules.runs_candidate, rules.clashes, quiet=True,
    ),
    Move("give_notice", {C.REVIEWED}, [C.ON_NOTICE], _("Put on notice"), rules.runs_candidate, quiet=True),
    Move("honour", {C.ON_NOTICE}, [C.HONOURED], _("Honour"), rules.decides_candidate, rules.honour_refused),
    Move(
        "pass_over", {C.ON_NOTICE}, [C.NOT_HONOURED], _("Do not honour"), rules.decides_candidate,
        rules.awaits_decision,
    ),
    Move(
        "place", {C.NOMINATED}, [C.HONOURED, C.NOT_HONOURED], _("Place by the ranking"),
        rules.runs_candidate, quiet=True,
    ),
    Move("tell_story", {C.HONOURED}, [], _("Tell the story"), rules.runs_candidate),
    Move("revoke", {C.HONOURED}, [C.REVOKED], _("Take the honour back"), rules.may_revoke, rules.clashes, quiet=True),
)  # fmt: skip

OBJECTION_LIFE = Lifecycle(
    dict(ObjectionState.choices),
    Move(
        "answer", {ObjectionState.OPEN}, [ObjectionState.DISMISSED, ObjectionState.UPHELD],
        _("Answer it"), lambda objection, by: rules.hears(objection.candidate, by),
    ),
)  # fmt: skip
