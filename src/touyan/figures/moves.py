"""The life of a brief as one table: drafted, corrected, signed. What is signed stays."""

from django.utils.translation import gettext_lazy as _

from touyan.figures import rules
from touyan.figures.states import BriefState
from touyan.kernel.lifecycle import Lifecycle, Move

DRAFTED, SIGNED = BriefState.DRAFTED, BriefState.SIGNED

LIFE = Lifecycle(
    dict(BriefState.choices),
    Move("sign", {DRAFTED}, [SIGNED], _("Sign"), rules.leads, rules.nothing_marked),
    Move("redraft", {DRAFTED}, [], _("Draft anew"), rules.drafts, quiet=True),
    Move("amend", {DRAFTED}, [], _("Send the edited Word file"), rules.drafts, quiet=True),
    Move("explain", {DRAFTED}, [], _("Say why"), rules.drafts, quiet=True),
)
