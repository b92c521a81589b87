"""The town: its organisations and people, who may act for whom, its days, places and notices."""

from touyan.town.models.people import Organisation, People, Person, Role, RoleHolder, phone_tail
from touyan.town.models.rights import Erasure
from touyan.town.models.signing import OpenSession, SignIn
from touyan.town.models.things import CalendarDay, Notice, Place
from touyan.town.models.trust import Authority, Consent

__all__ = [
    "Authority", "CalendarDay", "Consent", "Erasure", "Notice", "OpenSession", "Organisation", "People",
    "Person", "Place", "Role", "RoleHolder", "SignIn", "phone_tail",
]  # fmt: skip
