"""Whose selection it is, who decides, and who had better not."""

from typing import Any

from django.utils.translation import gettext as _

from touyan.selections.models import Candidate, Selection
from touyan.selections.reads.scope import DECIDES, NAMES, RUNS
from touyan.town.models import Organisation, Person, Role
from touyan.town.rules import Founder
from touyan.town.states import PLACES_PEOPLE_LIVE, OrganisationKind, RoleCode


def is_juror(selection: Selection, by: Any) -> bool:
    """Whether somebody judges this contest. Asked once; a read may have answered it already."""
    if not selection.is_contest or not isinstance(by, Person):
        return False
    known: dict[int, bool] = selection.__dict__.setdefault("judged_by", {})
    if by.pk not in known:
        known[by.pk] = selection.jurors.filter(person=by).exists()
    return known[by.pk]


def runs_for(host: Organisation, by: Any) -> bool:
    return isinstance(by, Founder) or (isinstance(by, Person) and by.works_in(host.path, *RUNS))


def runs(selection: Selection, by: Any) -> bool:
    """The office that runs it; whoever judges it does not run it besides."""
    return runs_for(selection.host, by) and not is_juror(selection, by)


def runs_selection(selection: Selection, by: Any) -> bool:
    return runs(selection, by) and not selection.is_contest


def runs_contest(selection: Selection, by: Any) -> bool:
    return runs(selection, by) and selection.is_contest


def decides(selection: Selection, by: Any) -> bool:
    if isinstance(by, Founder):
        return True
    return isinstance(by, Person) and by.works_in(selection.host.path, *DECIDES)


def names_for(unit: Organisation, selection: Selection, by: Any) -> bool:
    """Whoever works in the place that names somebody, or runs the selection."""
    if runs(selection, by):
        return True
    return isinstance(by, Person) and by.works_in(unit.path, *NAMES)


def is_member(person: Person, unit: Organisation) -> bool:
    rows = Role.in_force().filter(person=person, role=RoleCode.MEMBER)
    return rows.filter(organisation__path__startswith=unit.path).exists()


def runs_candidate(candidate: Candidate, by: Any) -> bool:
    return runs(candidate.selection, by)


def reviews_candidate(candidate: Candidate, by: Any) -> bool:
    """Of a commendation: in a contest the judges look, and whoever is not turned down has a turn."""
    return runs_candidate(candidate, by) and not candidate.selection.is_contest


def decides_candidate(candidate: Candidate, by: Any) -> bool:
    return decides(candidate.selection, by) and not candidate.selection.is_contest


def may_revoke(candidate: Candidate, by: Any) -> bool:
    return decides(candidate.selection, by)


def clashes(candidate: Candidate, by: Any) -> str | None:
    """Nobody vets, reviews or decides about themselves, their own organisation, or whom they named."""
    if not isinstance(by, Person):
        return None
    if candidate.person_id == by.pk:
        return _("This is about you. A colleague has to do it.")
    if candidate.nominated_by_id == by.pk:
        return _("You named this one. A colleague has to do it.")
    if candidate.organisation is not None and _is_of(candidate.organisation, by):
        return _("This is your own organisation. A colleague has to do it.")
    return None


def _is_of(organisation: Organisation, by: Person) -> bool:
    """Whether somebody has a role in it, or in the village whose branch it is."""
    village = organisation.parent if organisation.kind == OrganisationKind.BRANCH else None
    home = village.pk if village is not None and village.kind in PLACES_PEOPLE_LIVE else None
    return any(
        role.organisation.path.startswith(organisation.path) or role.organisation_id == home
        for role in by.roles_today
    )


def hears(candidate: Candidate, by: Any) -> bool:
    """Who may read what was objected: those who look into it and decide, never whom it is about."""
    if clashes(candidate, by):
        return False
    return runs(candidate.selection, by) or decides(candidate.selection, by)
