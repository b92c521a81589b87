"""What programmes hold about a person: classes and canteens, bookings, who came, what was charged."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from touyan.kernel import clock
from touyan.kernel.acts import Actor
from touyan.kernel.held import Column, Holding, Value
from touyan.kernel.money import yuan
from touyan.programmes.acts import erase_child, forget_taking_part
from touyan.programmes.models import (
    Attendance,
    Booking,
    Certificate,
    Charge,
    Enrolment,
    Round,
    Waiting,
)
from touyan.programmes.reads.children import allergy_words
from touyan.programmes.reads.coming import in_line, places_since
from touyan.programmes.states import STANDING, Diet
from touyan.town.models import Person


def _enrolled(person: Person) -> QuerySet[Enrolment]:
    """Not over yet."""
    return places_since(clock.today()).filter(person=person)


def _booked(person: Person) -> QuerySet[Booking]:
    return Booking.objects.filter(
        person=person, state__in=STANDING, session__ends_at__gte=clock.now()
    )


def _allergies(row: Any) -> Value:
    return allergy_words(row.options.get("allergies", []))


def _diet(row: Any) -> Value:
    names = [str(Diet(code).label) for code in row.options.get("diet", []) if code in Diet.values]
    return pgettext("between things in a list", ", ").join(names)


def _erase(by: Actor, person: Person) -> None:
    """Of a child all at once, when no class keeps it any more: a child's record has one end."""
    if person.child_until is None:
        forget_taking_part(by=by, person=person)
    elif not (_enrolled(person).exists() or _booked(person).exists() or _waiting(person).exists()):
        erase_child(by=by, person=person)


def _waiting(person: Person) -> QuerySet[Waiting]:
    return in_line(clock.today()).filter(person=person)


ENROLMENTS = Holding(
    "enrolments",
    _("Classes and canteens"),
    _("So that a place is kept, the right meal is cooked and brought to the right door. Of a child it is erased half a year after the last class."),
    lambda person: Enrolment.objects.filter(person=person).select_related("programme"),
    (
        Column("programme", _("What"), lambda row: row.programme.label),
        Column("from", _("From"), lambda row: row.starts_on),
        Column("until", _("Until"), lambda row: row.ends_on),
        Column("weekdays", _("Weekdays"), lambda row: row.weekdays),
        Column("diet", _("Diet"), _diet),
        Column("allergies", _("Must not eat"), _allergies),
        Column("door", _("Brought to"), lambda row: row.deliver_to),
    ),
    _("Diet, door and reasons are erased; that somebody took part stays as a number without a name."),
    erase=_erase,
    waits=_enrolled,
    waits_why=_("There is still a place. Give it up first, or it is erased when it ends."),
)  # fmt: skip
BOOKINGS = Holding(
    "bookings",
    _("Bookings"),
    _("So that a seat or a meal is kept."),
    lambda person: Booking.objects.filter(person=person).select_related("session__programme"),
    (
        Column("what", _("What"), lambda row: row.session.programme.label),
        Column("starts", _("When"), lambda row: row.session.starts_at),
        Column("state", _("State"), lambda row: row.get_state_display()),
        Column("booked", _("Booked"), lambda row: row.booked_at),
        Column("diet", _("Diet"), _diet),
        Column("door", _("Brought to"), lambda row: row.deliver_to),
    ),
    _("Diet and door are erased; the booking stays as a number without a name."),
    waits=_booked,
    waits_why=_(
        "Something booked has not taken place yet. Cancel it first, or it is erased afterwards."
    ),
)
WAITINGS = Holding(
    "waiting",
    _("Waiting for a place"),
    _("So that the first in line is given the next place."),
    lambda person: Waiting.objects.filter(person=person).select_related("programme"),
    (
        Column("programme", _("What"), lambda row: row.programme.label),
        Column("asked", _("Asked"), lambda row: row.asked_at),
        Column("settled", _("Settled"), lambda row: row.settled_at),
        Column("allergies", _("Must not eat"), _allergies),
    ),
    _("Stays as a number without a name."),
    waits=_waiting,
    waits_why=_("Somebody stands in line for a place. Leave the line first."),
)
ATTENDANCES = Holding(
    "attendances",
    _("Where you were"),
    _("That a child was safely there, that a service counts, that a meal was handed over."),
    lambda person: Attendance.objects.filter(person=person).select_related("session__programme"),
    (
        Column("what", _("What"), lambda row: row.session.programme.label),
        Column("arrived", _("Came"), lambda row: row.arrived_at),
        Column("left", _("Left"), lambda row: row.left_at),
        Column("minutes", _("Minutes"), lambda row: row.minutes),
    ),
    _("Stays as a number without a name: figures count it."),
)
CHARGES = Holding(
    "charges",
    _("What was charged"),
    _("Accounts are kept as the law on accounting asks."),
    lambda person: Charge.objects.filter(attendance__person=person).select_related("attendance__session__programme"),
    (
        Column("what", _("What"), lambda row: row.attendance.session.programme.label),
        Column("at", _("When"), lambda row: row.at),
        Column("payable", _("To pay"), lambda row: yuan(row.payable)),
        Column("subsidy", _("Paid for you"), lambda row: yuan(row.subsidy)),
    ),
    _("Stays as a number without a name: accounts have to be kept."),
)  # fmt: skip
CERTIFICATES = Holding(
    "certificates",
    _("Certificates"),
    _("So that anybody who is shown one can check it."),
    lambda person: Certificate.objects.filter(person=person),
    (
        Column("code", _("Number on it"), lambda row: row.code),
        Column("from", _("From"), lambda row: row.starts_on),
        Column("until", _("Until"), lambda row: row.ends_on),
        Column("services", _("Services"), lambda row: row.services),
        Column("minutes", _("Minutes"), lambda row: row.minutes),
    ),
    _("Stays without a name: whoever checks it no longer finds you."),
)
ROUNDS = Holding(
    "rounds",
    _("Meals that you brought"),
    _("So that it can be said who knew the doors of a round."),
    lambda person: Round.objects.filter(carrier=person).select_related("session__programme"),
    (
        Column("what", _("What"), lambda row: row.session.programme.label),
        Column("when", _("When"), lambda row: row.session.starts_at),
    ),
    _("Stays as a number without a name."),
)
ALL = (ENROLMENTS, BOOKINGS, WAITINGS, ATTENDANCES, CHARGES, CERTIFICATES, ROUNDS)
