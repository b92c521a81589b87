"""Who takes part: enrolled for a term, booked for a session, and there or not."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from touyan.kernel.sealed import SealedField
from touyan.programmes.models.planned import Programme, Session
from touyan.programmes.states import (
    STANDING,
    BookingRole,
    BookingState,
    Group,
    Method,
    Source,
)
from touyan.town.models import Authority, Organisation, Person


class Seats(models.Model):
    """Seats of a session held for an organisation until a moment; what it has not filled then flows back."""

    town = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    session = models.ForeignKey(Session, models.CASCADE, related_name="seats")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    seats = models.PositiveIntegerField()
    until = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "organisation"], name="programmes_seats_once"
            ),
        ]
        indexes = [models.Index(fields=["until"], name="programmes_seats_until")]

    def __str__(self) -> str:
        return f"{self.session_id} {self.organisation_id} {self.seats}"


class Enrolment(models.Model):
    """A person in a programme for a range of days; two of the same person and programme never overlap."""

    town = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="enrolments")
    person = models.ForeignKey(Person, models.PROTECT, related_name="enrolments")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    weekdays = models.CharField(max_length=7, blank=True)
    """The days on which they come; without any, all of the programme's."""
    options = models.JSONField(default=dict, blank=True)
    """What is wanted each time: `diet`, `allergies`, `way`."""
    deliver_to = SealedField(blank=True)
    group = models.CharField(max_length=8, choices=Group, default=Group.ORDINARY)
    """Which tariff applies."""
    enrolled_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    """Taken back before it began: it never was."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="programmes_enrolment_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            # Overlaps: an exclusion constraint where the database has them (see the migration), else
            # the lock of the act; this one alone holds on both.
            models.UniqueConstraint(
                fields=["programme", "person"],
                name="programmes_enrolment_one_open",
                condition=Q(ends_on__isnull=True, cancelled_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["programme", "person"], name="programmes_enrolment_whose"),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.person_id} {self.starts_on}"

    @property
    def town_code(self) -> str:
        return self.town.code


class Pause(models.Model):
    """Days on which somebody who is enrolled does not come; without a last day, until they say so."""

    town = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="pauses")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="programmes_pause_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.starts_on}"

    def holds_on(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


class Booking(models.Model):
    """What was intended: somebody in a session, with a seat or on the waiting list, in order of number."""

    town = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    session = models.ForeignKey(Session, models.PROTECT, related_name="bookings")
    person = models.ForeignKey(Person, models.PROTECT, related_name="bookings")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    """With whom they come: its seats are theirs first."""
    role = models.CharField(max_length=12, choices=BookingRole, default=BookingRole.PARTICIPANT)
    source = models.CharField(max_length=8, choices=Source, default=Source.SELF)
    options = models.JSONField(default=dict, blank=True)
    deliver_to = SealedField(blank=True)
    price = models.PositiveIntegerField(null=True, blank=True, help_text="fen")
    """What the tariff said when it was booked; only a meal that was served is charged."""
    state = models.CharField(max_length=10, choices=BookingState)
    released = models.BooleanField(default=False)
    """Cancelled by a pause or by other days, not by anybody: it comes back when those do."""
    booked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="programmes_booking_state_known", condition=Q(state__in=BookingState.values)
            ),
            models.UniqueConstraint(
                fields=["session", "person"],
                name="programmes_booking_one_open",
                condition=Q(state__in=STANDING),
            ),
        ]
        indexes = [
            models.Index(fields=["session", "state", "id"], name="programmes_booking_list"),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.person_id} {self.state}"

    @property
    def town_code(self) -> str:
        return self.town.code


class Attendance(models.Model):
    """What happened: somebody came, and left. A correction is a row of its own beside the one it replaces."""

    town = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    session = models.ForeignKey(Session, models.PROTECT, related_name="attendances")
    person = models.ForeignKey(Person, models.PROTECT, related_name="attendances")
    booking = models.ForeignKey(
        Booking, models.PROTECT, null=True, blank=True, related_name="attendances"
    )
    role = models.CharField(max_length=12, choices=BookingRole, default=BookingRole.PARTICIPANT)
    day = models.DateField()
    """Of the session."""
    arrived_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(default=0)
    """Between arriving and leaving, within the session: derived when somebody leaves, never typed."""
    method = models.CharField(max_length=8, choices=Method)
    nonce = models.UUIDField(null=True, blank=True, unique=True)
    """The same check-in sent twice is one row."""
    noted_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    forgotten = models.BooleanField(default=False)
    """Nobody noted when they left: it ended with the session, and stays unconfirmed until somebody confirms."""
    confirmed_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    """By the host."""
    served_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    served_at = models.DateTimeField(null=True, blank=True)
    """By whoever was served: `served_by` is that person, where they are known."""
    collector = models.ForeignKey(
        Authority, models.PROTECT, null=True, blank=True, related_name="+"
    )
    """With whom a child left."""
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    standing = models.BooleanField(default=True)
    """False for a row that was corrected, and for the correction that says it never was."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"],
                name="programmes_attendance_one_standing",
                condition=Q(standing=True),
            ),
            models.CheckConstraint(
                name="programmes_attendance_leaves_after",
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("arrived_at")),
            ),
            models.CheckConstraint(
                name="programmes_attendance_minutes_once_left",
                condition=Q(left_at__isnull=False) | Q(minutes=0),
            ),
            models.CheckConstraint(
                name="programmes_attendance_confirmed_paired",
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="programmes_attendance_not_by_oneself",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("person")),
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-arrived_at"], name="programmes_attendance_person"),
            models.Index(fields=["town", "day", "id"], name="programmes_attendance_day"),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.person_id}"

    @property
    def town_code(self) -> str:
        return self.town.code
