"""The spine: programme → session → enrolment, booking → attendance → charge."""

from touyan.programmes.models.coming import Attendance, Booking, Enrolment, Pause, Seats
from touyan.programmes.models.meals import Charge, Menu, Tariff
from touyan.programmes.models.planned import Programme, Session

__all__ = [
    "Attendance", "Booking", "Charge", "Enrolment", "Menu", "Pause", "Programme", "Seats",
    "Session", "Tariff",
]  # fmt: skip
