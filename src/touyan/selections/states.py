"""The codes of selections, and what the town calls them."""

from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(TextChoices):
    COMMENDATION = "commendation", _("Commendation")
    CONTEST = "contest", _("Contest")


class State(TextChoices):
    DRAFT = "draft", _("Draft")
    OPEN = "open", pgettext_lazy("a selection", "Open for names")
    REVIEWING = "reviewing", _("Under review")
    ON_NOTICE = "on_notice", _("On public notice")
    JUDGING = "judging", _("Being judged")
    LOCKED = "locked", _("Ballots locked")
    REVEALED = "revealed", _("Ballots revealed")
    CLOSED = "closed", pgettext_lazy("a selection", "Decided")
    CANCELLED = "cancelled", _("Cancelled")


BEFORE_REVEAL = frozenset({State.DRAFT, State.OPEN, State.JUDGING, State.LOCKED})
"""Of a contest: nobody learns a mark that is not their own."""
SHOWN = frozenset({State.ON_NOTICE, State.JUDGING, State.LOCKED, State.REVEALED, State.CLOSED})
"""What everybody may read; before the notice a commendation's names are the office's."""
COUNTED = frozenset({State.REVEALED, State.CLOSED})
"""A contest of which the marks are known has been held."""


class Award(TextChoices):
    MEMBER = "member", _("Outstanding member")
    WORKER = "worker", _("Outstanding party worker")
    ORGANISATION = "organisation", _("Outstanding organisation")
    ENTRY = "entry", _("Entry in a contest")


OF_PEOPLE = frozenset({Award.MEMBER, Award.WORKER})
"""For full members only."""
AWARDS: dict[str, tuple[Award, ...]] = {
    Kind.COMMENDATION: (Award.MEMBER, Award.WORKER, Award.ORGANISATION),
    Kind.CONTEST: (Award.ENTRY,),
}


class CandidateState(TextChoices):
    NOMINATED = "nominated", _("Nominated")
    VETTED = "vetted", _("Vetted")
    REVIEWED = "reviewed", _("Reviewed")
    ON_NOTICE = "on_notice", _("On public notice")
    HONOURED = "honoured", _("Honoured")
    NOT_HONOURED = "not_honoured", _("Not honoured")
    REVOKED = "revoked", _("Honour taken back")


EVER_HONOURED = frozenset({CandidateState.HONOURED, CandidateState.REVOKED})
"""They took a place of the quota, whatever became of it."""
WAITING = frozenset(
    {
        CandidateState.NOMINATED, CandidateState.VETTED, CandidateState.REVIEWED,
        CandidateState.ON_NOTICE,
    }
)  # fmt: skip
NEVER_HONOURED = Q(state=CandidateState.NOT_HONOURED) | Q(
    selection__state=State.CANCELLED, state__in=WAITING
)
"""Decided so, or never to be decided: what was said of them is nobody's concern any more."""


class ObjectionState(TextChoices):
    OPEN = "open", pgettext_lazy("an objection", "Being looked into")
    UPHELD = "upheld", _("Upheld")
    DISMISSED = "dismissed", _("Dismissed")


class TieRule(TextChoices):
    """What decides between two of the same trimmed mean. Each ends with the lot, which has no ties."""

    ALL_MARKS = "all_marks", _("The higher mean of all marks, then who drew the earlier number")
    HIGHEST = "highest", _("The higher single mark, then who drew the earlier number")
    LOT = "lot", _("Who drew the earlier number")


class Audience(TextChoices):
    """农村 社区 机关 校园 企业: where winners go to speak."""

    VILLAGE = "village", pgettext_lazy("an audience", "Village")
    COMMUNITY = "community", pgettext_lazy("an audience", "Community")
    OFFICE = "office", pgettext_lazy("an audience", "Office")
    CAMPUS = "campus", pgettext_lazy("an audience", "School")
    ENTERPRISE = "enterprise", pgettext_lazy("an audience", "Enterprise")


NOTICE_LEAST = 5
"""Working days that a public notice runs at least."""
BALLOTS_LEAST = 3
"""Marks of an entry below which dropping two would leave none."""
MARK_MOST = 100
"""The longest scale that marks may be given on."""
