"""Everything that can be done to the town itself, one function each."""

from touyan.town.acts.consenting import give_consent, withdraw_consent
from touyan.town.acts.keeping import (
    add_organisation,
    add_person,
    change_organisation,
    end_role,
    grant_role,
    see_notices,
    see_own_notices,
    seed_calendar,
    set_day,
    set_password,
    town_of,
)
from touyan.town.acts.places import add_place, change_place, say_fine, verify_place
from touyan.town.acts.registering import Registered, add_child, make_known, register
from touyan.town.acts.rights import (
    ask_erasure,
    correct_person,
    erase_person,
    keep_after_all,
    take_copy,
)
from touyan.town.acts.signing import end_sessions, forget_sign_ins, note_sign_in
from touyan.town.acts.taking import take_ledger
from touyan.town.acts.telling import tell, untell
from touyan.town.acts.trusting import (
    bar,
    grant_authority,
    issue_code,
    let_collect_today,
    revoke,
)
from touyan.town.acts.unnaming import unname
from touyan.town.acts.visiting import introduce

__all__ = [
    "Registered", "add_child", "add_organisation", "add_person", "add_place", "ask_erasure", "bar", "change_organisation", "change_place", "correct_person", "end_role", "end_sessions", "erase_person", "forget_sign_ins", "give_consent", "grant_authority", "grant_role", "introduce", "issue_code", "keep_after_all", "let_collect_today", "make_known", "note_sign_in", "register", "revoke", "say_fine", "see_notices", "see_own_notices", "seed_calendar", "set_day", "set_password", "take_copy", "take_ledger", "tell", "town_of", "unname", "untell",
    "verify_place", "withdraw_consent",
]  # fmt: skip
