"""The lives of a project and of a milestone, as tables."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from touyan.kernel.lifecycle import Lifecycle, Move
from touyan.projects import rules
from touyan.projects.states import MilestoneState, State

S, M = State, MilestoneState

LIFE = Lifecycle(
    dict(S.choices),
    Move("approve", {S.PROPOSED}, [S.APPROVED], _("Approve it"), rules.runs),
    Move("start", {S.APPROVED}, [S.STARTED], _("It has started"), rules.leads),
    Move("build", {S.STARTED}, [S.UNDER_WAY], _("It is under way"), rules.leads),
    Move("open", {S.UNDER_WAY}, [S.OPEN], pgettext_lazy("a project", "Open it"), rules.runs, rules.open_refused),
    Move("close", {S.OPEN}, [S.CLOSED], _("Close the file"), rules.runs, quiet=True),
    Move("pause", {S.STARTED, S.UNDER_WAY}, [S.PAUSED], _("Pause it"), rules.leads, quiet=True),
    Move("resume", {S.PAUSED}, [S.STARTED, S.UNDER_WAY], _("Go on with it"), rules.leads),
    Move("drop", {S.PROPOSED, S.APPROVED, S.STARTED, S.UNDER_WAY, S.PAUSED}, [S.DROPPED], _("Give it up"), rules.runs, quiet=True),
)  # fmt: skip

MILESTONE_LIFE = Lifecycle(
    dict(M.choices),
    Move("meet", {M.PLANNED}, [M.MET], _("It is met"), rules.leads_step, rules.meet_refused),
    Move("unmeet", {M.MET}, [M.PLANNED], _("It is not met after all"), rules.runs_step, rules.step_refused, quiet=True),
    Move("move_date", {M.PLANNED}, [], _("Move its date"), rules.leads_step, rules.move_refused),
    Move("drop_milestone", {M.PLANNED}, [M.DROPPED], _("Drop it"), rules.runs_step, rules.step_refused, quiet=True),
)  # fmt: skip
