"""Everything that can be done to the town itself, one function each."""

from touyan.town.acts.consenting import give_consent, withdraw_consent
from touyan.town.acts.keeping import (
    add_organisation,
    add_person,
    change_organisation,
    end_role,
    grant_role,
    see_notices,
    seed_calendar,
    set_day,
    set_password,
    town_of,
)
from touyan.town.acts.places import add_place, say_fine, verify_place
from touyan.town.acts.registering import Registered, add_child, make_known, register
from touyan.town.acts.trusting import (
    bar,
    grant_authority,
    issue_code,
    let_collect_today,
    revoke,
)
from touyan.town.acts.visiting import introduce

__all__ = [
    "Registered", "add_child", "add_organisation", "add_person", "add_place", "bar",
    "change_organisation", "end_role", "give_consent", "grant_authority", "grant_role",
    "introduce", "issue_code", "let_collect_today", "make_known", "register", "revoke",
    "say_fine", "see_notices", "seed_calendar", "set_day", "set_password", "town_of",
    "verify_place", "withdraw_consent",
]  # fmt: skip
