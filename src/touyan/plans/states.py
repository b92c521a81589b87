"""The codes of plans, what the town calls them, and what can be measured."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from touyan.town.states import OrganisationKind


class State(TextChoices):
    DRAFT = "draft", _("Draft")
    IN_FORCE = "in_force", pgettext_lazy("a plan", "In force")
    CLOSED = "closed", pgettext_lazy("a plan", "Closed")


class TaskState(TextChoices):
    OPEN = "open", pgettext_lazy("a task", "To do")
    DONE = "done", pgettext_lazy("a task", "Done")
    DROPPED = "dropped", pgettext_lazy("a task", "Dropped")


class Carrier(TextChoices):
    """学 思 践 悟: which of the four an activity is carried by."""

    STUDY = "study", _("Learn")
    THINK = "think", _("Think")
    PRACTISE = "practise", _("Practise")
    REALISE = "realise", _("Realise")


class Audience(TextChoices):
    """Of whom something is asked."""

    TOWN = "town", _("The town as a whole")
    BRANCH = "branch", _("Branches")
    OFFICE = "office", _("Offices")
    ENTERPRISE = "enterprise", _("Enterprises")
    SOCIAL = "social", _("Social organisations")
    MEMBER = "member", _("Party members")


KINDS_OF: dict[str, tuple[OrganisationKind, ...]] = {
    Audience.TOWN: (OrganisationKind.TOWN,),
    Audience.BRANCH: (OrganisationKind.BRANCH,),
    Audience.OFFICE: (OrganisationKind.DEPARTMENT, OrganisationKind.INSTITUTION),
    Audience.ENTERPRISE: (OrganisationKind.ENTERPRISE,),
    Audience.SOCIAL: (OrganisationKind.SOCIAL,),
}
"""Audience → the kinds of organisations it stands for; members are people."""
UNITS = (Audience.OFFICE, Audience.ENTERPRISE, Audience.SOCIAL)
"""Kinds of units to which a plan sets requirements of their own."""


class CommitmentState(TextChoices):
    TAKEN = "taken", pgettext_lazy("a commitment", "Taken on")
    WITHDRAWN = "withdrawn", pgettext_lazy("a commitment", "Given back")
    WAIVED = "waived", pgettext_lazy("a commitment", "Waived")


class PlatformKind(TextChoices):
    SITE = "site", _("Centres and stations")
    MEDIA = "media", _("Media")
    BASE = "base", _("Education base")


class Measure(TextChoices):
    """What a fact is one of; `conf/deeds.py` says which event of which room brings it."""

    LECTURE = "lecture", _("Lectures held")
    PARTY_CLASS = "party_class", _("Party classes held")
    SYMPOSIUM = "symposium", _("Symposiums held")
    STUDY_TRIP = "study_trip", _("Study trips held")
    TRIP_MEMBER = "trip_member", _("People on study trips")
    PORTRAIT = "portrait", _("Portrait days held")
    OUTREACH = "outreach", _("Outreach events held")
    TOUR = "tour", _("Stops of a tour held")
    SERVICE = "service", _("Volunteer services")
    ORDER_DELIVERED = "order_delivered", _("Orders delivered")
    ORDER_CLOSED = "order_closed", _("Orders closed")
    CONTEST = "contest", _("Contests held")
    HONOUR = "honour", _("Honours given")


SOON_DAYS = 3
"""How long before its date a task is called to mind."""
TARGET_MOST = 100_000
PLEDGE_MOST = 120
"""Letters of a pledge: what a card can be read from across a counter."""
