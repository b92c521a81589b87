"""Codes of the town: kinds of organisations, roles, kinds of days and places."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OrganisationKind(TextChoices):
    COUNTY = "county", _("County")
    TOWN = "town", _("Town")
    VILLAGE = "village", _("Village")
    COMMUNITY = "community", _("Community")
    BRANCH = "branch", _("Branch")
    DEPARTMENT = "department", _("Department")
    INSTITUTION = "institution", _("Institution")
    ENTERPRISE = "enterprise", _("Enterprise")
    SOCIAL = "social", _("Social organisation")


COUNTY, TOWN = OrganisationKind.COUNTY, OrganisationKind.TOWN
PLACES_PEOPLE_LIVE = (OrganisationKind.VILLAGE, OrganisationKind.COMMUNITY)
UNITS = (
    OrganisationKind.DEPARTMENT,
    OrganisationKind.INSTITUTION,
    OrganisationKind.ENTERPRISE,
    OrganisationKind.SOCIAL,
)


class RoleCode(TextChoices):
    ADMIN = "admin", _("Administrator")
    DISPATCHER = "dispatcher", _("Dispatcher")
    SECRETARY = "secretary", _("Branch secretary")
    OFFICER = "officer", _("Department officer")
    LEAD = "lead", _("Lead")
    EDITOR = "editor", _("Editor")
    CLERK = "clerk", _("Clerk")
    JUDGE = "judge", _("Judge")
    LEADER = "leader", _("Leader")


OFFICE_ROLES = frozenset(RoleCode.values) - {RoleCode.JUDGE}
"""Roles that see other people's matters: two-factor can be required of them."""


HEARERS = (RoleCode.DISPATCHER, RoleCode.SECRETARY, RoleCode.OFFICER, RoleCode.LEAD)
"""Roles that hear what their organisation should hear: whoever only reads does not see it away from them."""


class PlaceKind(TextChoices):
    NOTICE_BOARD = "notice_board", _("Notice board")
    LAMP = "lamp", _("Street lamp")
    TOILET = "toilet", _("Public toilet")
    PARKING = "parking", _("Car park")
    PATH = "path", _("Footpath")
    GROUND = "ground", _("Activity ground")
    OTHER = "other", _("Other place")
