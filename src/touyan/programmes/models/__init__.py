"""The spine: programme → session → enrolment, booking → attendance → charge."""

from touyan.programmes.models.certificates import Certificate
from touyan.programmes.models.coming import Attendance, Booking, Enrolment, Pause, Seats
from touyan.programmes.models.meals import Charge, Menu, Tariff
from touyan.programmes.models.planned import Programme, Session
from touyan.programmes.models.rounds import Round
from touyan.programmes.models.waiting import Waiting

__all__ = [
    "Attendance", "Booking", "Certificate", "Charge", "Enrolment", "Menu", "Pause", "Programme",
    "Round", "Seats", "Session", "Tariff", "Waiting",
]  # fmt: skip
