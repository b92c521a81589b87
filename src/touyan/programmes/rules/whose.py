"""Whose programme it is, and who may see who takes part."""

from typing import Any

from touyan.kernel.clock import Clock
from touyan.programmes.models import Programme, Session
from touyan.programmes.reads.scope import FOR_CHILDREN, FOR_ELDERS, ORGANISERS
from touyan.town.models import Organisation, Person
from touyan.town.rules import Founder, acts_for
from touyan.town.states import AuthorityKind, RoleCode


def by_itself(by: Any) -> bool:
    """The clock, and whoever sets the installation up."""
    return isinstance(by, Clock | Founder)


def organises_for(host: Organisation, by: Any) -> bool:
    return by_itself(by) or (isinstance(by, Person) and by.works_in(host.path, *ORGANISERS))


def organises(programme: Programme, by: Any) -> bool:
    """Whoever works for the host, or above it."""
    return organises_for(programme.host, by)


def organises_session(session: Session, by: Any) -> bool:
    return organises_for(session.host, by) or organises(session.programme, by)


def _guards(programme: Programme) -> tuple[str, ...]:
    if programme.is_for_children:
        return FOR_CHILDREN
    return FOR_ELDERS if programme.is_for_elders else (*ORGANISERS, RoleCode.TEACHER)


def reads_records(programme: Programme, by: Any) -> bool:
    """Whoever may see who takes part: of children and elders, their own roles only."""
    return by_itself(by) or (
        isinstance(by, Person) and by.works_in(programme.host.path, *_guards(programme))
    )


def keeps_roster(session: Session, by: Any) -> bool:
    """Whoever notes who came, and may see the list."""
    if by_itself(by):
        return True
    if not isinstance(by, Person):
        return False
    roles = _guards(session.programme)
    if by.works_in(session.host.path, *roles):
        return True
    return not session.programme.is_guarded and by.works_in(session.programme.host.path, *roles)


def speaks_for(person: Person, by: Any) -> bool:
    """Oneself, one's child, or somebody who lets one book for them."""
    if not isinstance(by, Person):
        return False
    return by.pk == person.pk or acts_for(by, person, AuthorityKind.GUARDIAN, AuthorityKind.BOOK)


def enrols(programme: Programme, person: Person, by: Any) -> bool:
    """Guardians their children, the clerk elders, everybody themselves where no list is kept."""
    if reads_records(programme, by):
        return True
    if programme.is_for_elders:
        return isinstance(by, Person) and acts_for(by, person, AuthorityKind.BOOK)
    if programme.is_for_children:
        return isinstance(by, Person) and acts_for(by, person, AuthorityKind.GUARDIAN)
    return speaks_for(person, by)
