"""Whose a number is: every figure of a place is for those whose roles reach that place, and nobody else."""

from touyan.kernel.acts import Actor
from touyan.kernel.figures import Node
from touyan.town.models import RoleHolder
from touyan.town.rules import Founder
from touyan.town.states import RoleCode

READERS = (
    RoleCode.LEADER, RoleCode.DISPATCHER, RoleCode.SECRETARY, RoleCode.OFFICER, RoleCode.ADMIN,
)  # fmt: skip
"""Roles that read the figures of their subtree."""


def reads_figures(person: RoleHolder) -> bool:
    return any(role.role in READERS for role in person.roles_today)


def may_read(by: Actor, organisation: Node) -> bool:
    """Whether one of their roles stands on this place, or above it."""
    if isinstance(by, Founder):
        return True
    return isinstance(by, RoleHolder) and by.works_in(organisation.path, *READERS)
