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
    TEACHER = "teacher", _("Teacher")
    MEMBER = "member", _("Party member")
    VOLUNTEER = "volunteer", _("Volunteer")


OFFICE_ROLES = frozenset(RoleCode.values) - {RoleCode.JUDGE, RoleCode.MEMBER, RoleCode.VOLUNTEER}
"""Roles that see other people's matters: two-factor can be required of them."""
SERVING_ROLES = frozenset({RoleCode.MEMBER, RoleCode.VOLUNTEER, RoleCode.LEAD})
"""Roles whose deeds for others are services of hours."""


HEARERS = (RoleCode.DISPATCHER, RoleCode.SECRETARY, RoleCode.OFFICER, RoleCode.LEAD)
"""Roles that hear what their organisation should hear: whoever only reads does not see it away from them."""


class PlaceKind(TextChoices):
    NOTICE_BOARD = "notice_board", _("Notice board")
    LAMP = "lamp", _("Street lamp")
    TOILET = "toilet", _("Public toilet")
    PARKING = "parking", _("Car park")
    PATH = "path", _("Footpath")
    GROUND = "ground", _("Activity ground")
    TRAIL = "trail", _("Health trail")
    ACCESSIBLE = "accessible", _("Accessible parking")
    CANTEEN = "canteen", _("Canteen")
    CENTRE = "centre", _("Service centre")
    STATION = "station", _("Practice station")
    BASE = "base", _("Education base")
    FIRE_STATION = "fire_station", _("Fire station")
    OTHER = "other", _("Other place")


class AuthorityKind(TextChoices):
    """What somebody may do for somebody else."""

    GUARDIAN = "guardian", _("Guardian")
    BOOK = "book", _("May book for them")
    COLLECT = "collect", _("May collect them")


class Purpose(TextChoices):
    """What somebody agreed to."""

    CHILD_CARE = "child_care", _("Care of a child after school")
    PHOTO = "photo", _("A photo that is shown")
    DIET = "diet", _("Health and diet, for meals")


CONSENT_VERSIONS: dict[str, str] = {
    Purpose.CHILD_CARE: "2021-1",
    Purpose.PHOTO: "2021-1",
    Purpose.DIET: "2021-1",
}
"""The wording that is asked for today: who agreed to an older one is asked again."""
CODE_DIGITS = 6
"""Of the code with which somebody collects a child."""
ERASED = "—"
"""What stands where a name was."""


class SignInWay(TextChoices):
    PASSWORD = "password", _("Password")
    CODE = "code", _("Code from the app")
    RECOVERY = "recovery", _("Recovery code")


class SignInOutcome(TextChoices):
    IN = "in", _("Signed in")
    ON = "on", _("Right; a code was asked for next")
    WRONG = "wrong", _("Wrong")
    HELD = "held", _("Wrong too often; had to wait")
    OUT = "out", _("Signed out")
    IDLE = "idle", _("Signed out by itself, as nobody was there")
    CHANGED = "changed", _("A new password was set")
