"""The lives of a plan, of a task and of a commitment, as tables."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from touyan.kernel.lifecycle import Lifecycle, Move
from touyan.plans import rules
from touyan.plans.states import CommitmentState, State, TaskState

S, T, C = State, TaskState, CommitmentState

LIFE = Lifecycle(
    dict(S.choices),
    Move("put_in_force", {S.DRAFT}, [S.IN_FORCE], _("Put it in force"), rules.runs, rules.force_refused),
    Move("close", {S.IN_FORCE}, [S.CLOSED], _("Close the plan"), rules.runs, quiet=True),
    Move("roll_over", {S.IN_FORCE, S.CLOSED}, [], _("Roll it over into the next year"), rules.runs, quiet=True),
)  # fmt: skip

TASK_LIFE = Lifecycle(
    dict(T.choices),
    Move("finish", {T.OPEN}, [T.DONE], _("It is done"), rules.finishes),
    Move("drop", {T.OPEN}, [T.DROPPED], _("Drop it"), rules.keeps_tasks, quiet=True),
    Move("resume", {T.DONE, T.DROPPED}, [T.OPEN], _("To do again"), rules.keeps_tasks, quiet=True),
)  # fmt: skip

COMMITMENT_LIFE = Lifecycle(
    dict(C.choices),
    Move("take_on", {C.WITHDRAWN, C.WAIVED}, [C.TAKEN], _("Take it on"), rules.speaks),
    Move("give_back", {C.TAKEN}, [C.WITHDRAWN], pgettext_lazy("a commitment", "Give it back"), rules.speaks, quiet=True),
    Move("waive", {C.TAKEN, C.WITHDRAWN}, [C.WAIVED], _("Waive it"), rules.waives, quiet=True),
)  # fmt: skip
