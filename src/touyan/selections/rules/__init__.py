"""May this be done, by this person? None, or the reason that the person is shown."""

from touyan.selections.rules.deciding import (
    awaits_decision,
    conclude_refused,
    honour_refused,
    lock_refused,
    missing,
    notice_over,
    publish_refused,
    start_refused,
)
from touyan.selections.rules.whose import (
    clashes,
    decides,
    decides_candidate,
    hears,
    is_juror,
    is_member,
    may_revoke,
    names_for,
    reviews_candidate,
    runs,
    runs_candidate,
    runs_contest,
    runs_selection,
)

__all__ = [
    "awaits_decision", "clashes", "conclude_refused", "decides", "decides_candidate", "hears",
    "honour_refused", "is_juror", "is_member", "lock_refused", "may_revoke", "missing", "names_for", "notice_over", "publish_refused",
    "reviews_candidate",
    "runs", "runs_candidate", "runs_contest", "runs_selection", "start_refused",
]  # fmt: skip
