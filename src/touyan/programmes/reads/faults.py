"""What `touyan check` compares with the journal, and what must always be true besides."""

from collections.abc import Iterator

from django.db.models import Count, Exists, F, OuterRef, Q

from touyan.kernel.facts import Facts
from touyan.programmes.models import (
    Attendance,
    Booking,
    Charge,
    Enrolment,
    Programme,
    Session,
)
from touyan.programmes.states import CHILDREN, BookingState

facts = Facts(
    {
        Programme: ("state",),
        Session: ("state", "starts_at", "ends_at", "capacity", "host_id"),
        Enrolment: ("starts_on", "ends_on", "weekdays", "cancelled_at"),
        Booking: ("state",),
        Attendance: ("arrived_at", "left_at", "minutes", "standing", "confirmed_at"),
        Charge: ("payable", "subsidy"),
    }
)


def faults() -> Iterator[str]:
    """Seats, hours, meals, terms and children that do not add up, each as a sentence."""
    yield from _seats()
    yield from _hours()
    yield from _meals()
    yield from _terms()
    yield from _children()


def _seats() -> Iterator[str]:
    taken = Count("bookings", filter=Q(bookings__state=BookingState.CONFIRMED))
    for row in Session.objects.annotate(taken=taken).exclude(confirmed=F("taken")).order_by("pk"):
        yield f"session:{row.pk}: says {row.confirmed} seats are taken, its bookings say {row.taken}"


def _hours() -> Iterator[str]:
    rows = Attendance.objects.exclude(minutes=0).select_related("session").order_by("pk")
    for row in rows.iterator(chunk_size=2000):
        span = row.session.ends_at - row.session.starts_at
        if row.minutes * 60 > span.total_seconds():
            yield f"attendance:{row.pk}: counts {row.minutes} minutes, its session was shorter"


def _meals() -> Iterator[str]:
    """One meal that somebody had is charged once, whatever was reversed before."""
    live = Charge.objects.filter(reversal_of__isnull=True, reversed_by__isnull=True)
    twice = (
        live.order_by()
        .values("attendance__session", "attendance__person")
        .annotate(n=Count("id"))
        .filter(n__gt=1)
    )
    for row in twice:
        yield f"session:{row['attendance__session']}: a meal of person {row['attendance__person']} is charged twice"
    for back in Charge.objects.filter(reversal_of__isnull=False).select_related("reversal_of"):
        was = back.reversal_of
        if was is not None and (back.payable, back.subsidy) != (-was.payable, -was.subsidy):
            yield f"charge:{back.pk}: does not take back what charge:{was.pk} was"


def _terms() -> Iterator[str]:
    """The same person is not enrolled twice on one day."""
    other = Enrolment.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=OuterRef("starts_on")),
        programme=OuterRef("programme"), person=OuterRef("person"),
        starts_on__lte=OuterRef("starts_on"), cancelled_at__isnull=True,
    ).exclude(pk=OuterRef("pk"))  # fmt: skip
    for row in Enrolment.objects.filter(Exists(other), cancelled_at__isnull=True).order_by("pk"):
        yield f"enrolment:{row.pk}: begins while another of the same person still holds"


def _children() -> Iterator[str]:
    rows = Attendance.objects.filter(
        session__programme__kind__in=CHILDREN, standing=True, left_at__isnull=False,
        collector__isnull=True,
    )  # fmt: skip
    for row in rows.order_by("pk"):
        yield f"attendance:{row.pk}: a child left, and nothing says with whom"
