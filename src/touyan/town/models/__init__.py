"""The town: its organisations and people, who may act for whom, its days, places and notices."""

from touyan.town.models.people import Organisation, People, Person, Role, phone_tail
from touyan.town.models.things import CalendarDay, Notice, Place
from touyan.town.models.trust import Authority, Consent

__all__ = [
    "Authority", "CalendarDay", "Consent", "Notice", "Organisation", "People", "Person", "Place",
    "Role", "phone_tail",
]  # fmt: skip
