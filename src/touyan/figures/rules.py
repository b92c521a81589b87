"""May this be done with a number, by this person? None, or the reason that the person is shown."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touyan.figures.models import Brief
from touyan.figures.reads.whose import may_read
from touyan.figures.states import BriefState
from touyan.kernel.acts import Actor
from touyan.kernel.figures import Node
from touyan.kernel.refused import Refused
from touyan.town.models import Person
from touyan.town.rules import Founder
from touyan.town.states import RoleCode

DECLARERS = (RoleCode.LEADER, RoleCode.DISPATCHER, RoleCode.ADMIN)
"""Roles that may say what was counted before the system."""


def writes_briefs(person: Person) -> bool:
    return any(role.role in DECLARERS for role in person.roles_today)


def may_brief(by: Actor, organisation: Node) -> bool:
    """Whether they may draft a brief about this place, keep its templates, and see its briefs."""
    return may_declare(by, organisation)


def must_brief(by: Actor, organisation: Node) -> None:
    if not may_brief(by, organisation):
        raise Refused(
            _("Only leaders, dispatchers and administrators of this place write its briefs.")
        )


def drafts(brief: Brief, by: Any) -> bool:
    return may_brief(by, brief.organisation)


def leads(brief: Brief, by: Any) -> bool:
    """A leader of the place answers for what it says of itself."""
    return isinstance(by, Person) and by.works_in(brief.organisation.path, RoleCode.LEADER)


def nothing_marked(brief: Brief, by: Any) -> str | None:
    count = sum(not mark.reason for mark in brief.marks.all())
    if not count or brief.state == BriefState.SIGNED:
        return None
    return ngettext(
        "{n} number in the text is not what the figure is. Correct it, or say why it differs.",
        "{n} numbers in the text are not what the figures are. Correct them, or say why they differ.",
        count,
    ).format(n=count)


def may_declare(by: Actor, organisation: Node) -> bool:
    if isinstance(by, Founder):
        return True
    return isinstance(by, Person) and by.works_in(organisation.path, *DECLARERS)


def must_read(by: Actor, organisation: Node) -> None:
    if not may_read(by, organisation):
        raise Refused(_("These are not figures of a place where you have a role."))


def must_declare(by: Actor, organisation: Node) -> None:
    if not may_declare(by, organisation):
        raise Refused(
            _("Only leaders, dispatchers and administrators of this place can declare a number.")
        )
