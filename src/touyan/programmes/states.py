"""The codes of programmes, and what the town calls them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(TextChoices):
    LECTURE = "lecture", _("Lecture")
    PARTY_CLASS = "party_class", _("Party class")
    SYMPOSIUM = "symposium", _("Symposium")
    STUDY_TRIP = "study_trip", _("Study trip")
    PORTRAIT = "portrait", _("Portrait day")
    OUTREACH = "outreach", _("Outreach event")
    VOLUNTEERING = "volunteering", _("Volunteer service")
    AFTER_SCHOOL = "after_school", _("After-school class")
    FULL_DAY = "full_day", _("Full-day care")
    DAY_CARE = "day_care", _("Day care for elders")
    CANTEEN = "canteen", _("Canteen")
    TOUR = "tour", _("Tour of winners")


CHILDREN = frozenset({Kind.AFTER_SCHOOL, Kind.FULL_DAY})
"""Nobody leaves these alone: only with somebody whom the guardian has named."""
ELDERS = frozenset({Kind.DAY_CARE, Kind.CANTEEN})
ENROLLED = CHILDREN | ELDERS
"""Whoever comes is enrolled. Their records are read by their roles only, and each look is kept."""
SERVICES = frozenset({Kind.VOLUNTEERING})
"""What counts as hours of service."""


class Carrier(TextChoices):
    """学 思 践 悟: which of the four a programme carries."""

    STUDY = "study", _("Learn")
    THINK = "think", _("Think")
    PRACTISE = "practise", _("Practise")
    REALISE = "realise", _("Realise")


class Eligibility(TextChoices):
    EVERYONE = "everyone", _("Everyone")
    MEMBERS = "members", _("Party members")
    RESIDENTS = "residents", _("Residents of the village")
    CHILDREN = "children", _("Children under fourteen")
    ELDERS = "elders", _("Elders on the clerk's list")


class State(TextChoices):
    DRAFT = "draft", _("Draft")
    OPEN = "open", pgettext_lazy("a programme", "Open")
    ENDED = "ended", _("Ended")
    CANCELLED = "cancelled", _("Cancelled")


class SessionState(TextChoices):
    PLANNED = "planned", _("Planned")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", _("Cancelled")


class BookingRole(TextChoices):
    PARTICIPANT = "participant", _("Participant")
    VOLUNTEER = "volunteer", _("Volunteer")
    SPEAKER = "speaker", _("Speaker")
    HOST = "host", _("Host")


class Source(TextChoices):
    SELF = "self", _("Booked by themselves")
    CLERK = "clerk", _("Booked by the clerk")
    RULE = "rule", _("From the enrolment")
    PROXY = "proxy", _("Booked for them")


class BookingState(TextChoices):
    CONFIRMED = "confirmed", _("Confirmed")
    WAITLISTED = "waitlisted", _("On the waiting list")
    EXCUSED = "excused", _("Excused")
    CANCELLED = "cancelled", _("Cancelled")


STANDING = (BookingState.CONFIRMED, BookingState.WAITLISTED)


class Method(TextChoices):
    """How it was known that somebody was there."""

    POSTER = "poster", _("Poster")
    SCANNER = "scanner", _("Scanner")
    ROSTER = "roster", _("Roster")
    ORDER = "order", _("An order delivered")
    IMPORT = "import", _("Imported ledger")


class Group(TextChoices):
    """Who pays which part of a meal."""

    ORDINARY = "ordinary", _("Ordinary")
    AGED = "aged", _("Eighty and older")
    ALONE = "alone", _("Living alone")
    HARDSHIP = "hardship", _("In hardship")


class Diet(TextChoices):
    LOW_SUGAR = "low_sugar", _("Low in sugar")
    LOW_SALT = "low_salt", _("Low in salt")
    SOFT = "soft", _("Soft")
    HALAL = "halal", _("Halal")
    VEGETARIAN = "vegetarian", _("Vegetarian")


class Allergen(TextChoices):
    PEANUT = "peanut", _("Peanuts")
    EGG = "egg", _("Eggs")
    MILK = "milk", _("Milk")
    FISH = "fish", _("Fish")
    SHELLFISH = "shellfish", _("Shellfish")
    SOY = "soy", _("Soy")
    GLUTEN = "gluten", _("Gluten")


class Way(TextChoices):
    """How a meal reaches its eater."""

    EAT_IN = "eat_in", _("Eats there")
    DELIVER = "deliver", _("Brought to the door")


WEEKDAYS = "12345"
"""Monday to Friday, as ISO counts days."""
PLAN_AHEAD_DAYS = 14
EARLY_HOURS = 3
"""How long before a session begins somebody can be noted as having come."""
LATE_HOURS = 12
"""How long after a session ends what was noted offline is still taken."""
SERVICES_WANTED = 2
"""志愿服务: each member at least this often in a year."""
DEEDS = "deeds"
"""Code of the programme in which orders that were delivered count as services."""
RAISED = "programmes.session"
"""`source` of an order that was raised at a session; its `source_ref` is `SESSION:anything`."""
