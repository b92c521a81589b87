"""May this be done to the town, by this person? None, or the reason that the person is shown."""

from django.utils.translation import gettext as _

from touyan.kernel.acts import Actor
from touyan.kernel.refused import Refused
from touyan.town.models import Organisation, Person
from touyan.town.states import OFFICE_ROLES, OrganisationKind, RoleCode


class Founder:
    """Whoever sets the installation up from its own command line."""

    signed = "founder"


FOUNDER = Founder()


def administers(organisation: Organisation | None, by: Actor) -> str | None:
    if isinstance(by, Founder):
        return None
    path = organisation.path if organisation else ""
    if isinstance(by, Person) and path and by.holds(RoleCode.ADMIN, path):
        return None
    return _("Only an administrator of this organisation can do this.")


def must_administer(organisation: Organisation | None, by: Actor) -> None:
    if why := administers(organisation, by):
        raise Refused(why)


def stands_in(person: Person, organisation: Organisation) -> bool:
    """Whether the person has a role on the organisation, or on the village whose branch it is."""
    here = {organisation.pk}
    if organisation.kind == OrganisationKind.BRANCH and organisation.parent_id is not None:
        here.add(organisation.parent_id)
    return any(role.organisation_id in here for role in person.roles_today)


def works_here(person: Person, organisation: Organisation) -> bool:
    """Whether the person has a role of work on this organisation, or on the village whose branch it is."""
    return any(
        organisation.pk in {role.organisation_id, *role.works_at} and role.role in OFFICE_ROLES
        for role in person.roles_today
    )
