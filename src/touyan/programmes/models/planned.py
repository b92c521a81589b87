"""What is offered: a programme, and the sessions in which it takes place."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language

from touyan.programmes.states import (
    CHILDREN,
    ELDERS,
    ENROLLED,
    Carrier,
    Eligibility,
    Kind,
    SessionState,
    State,
)
from touyan.town.models import Organisation, Person, Place


class Programme(models.Model):
    """Something that takes place once or again and again: a lecture, a class, a service, a canteen."""

    town = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    host = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    """Who answers for it."""
    code = models.CharField(max_length=40, blank=True)
    """A name of its own in the town, where ledgers and other rooms refer to it."""
    kind = models.CharField(max_length=12, choices=Kind)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    about = models.TextField(max_length=2000, blank=True)
    carrier = models.CharField(max_length=8, choices=Carrier, blank=True)
    village = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    where = models.CharField(max_length=120, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    """The last day of the term."""
    weekdays = models.CharField(max_length=7, blank=True)
    """`12345` is Monday to Friday; without any, its sessions are put down one by one."""
    at = models.TimeField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(default=60)
    on_working_days = models.BooleanField(default=False)
    """No session on a holiday, one on each make-up working day."""
    capacity = models.PositiveIntegerField(null=True, blank=True)
    """Of one session; none means that there is room for everybody."""
    cutoff_at = models.TimeField(null=True, blank=True)
    """Bookings close at this time of the day before."""
    cutoff_minutes = models.PositiveIntegerField(null=True, blank=True)
    """Or so many minutes before it begins."""
    eligibility = models.CharField(max_length=10, choices=Eligibility, default=Eligibility.EVERYONE)
    public = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)

    class Meta:
        constraints = [
            models.CheckConstraint(name="programmes_kind_known", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(
                name="programmes_state_known", condition=Q(state__in=State.values)
            ),
            models.CheckConstraint(
                name="programmes_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="programmes_rule_has_time",
                condition=Q(weekdays="") | Q(at__isnull=False),
            ),
            models.CheckConstraint(
                name="programmes_lasts", condition=Q(minutes__gte=1, minutes__lte=1440)
            ),
            models.CheckConstraint(
                name="programmes_one_cutoff",
                condition=Q(cutoff_at__isnull=True) | Q(cutoff_minutes__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["town", "code"], name="programmes_code_once", condition=~Q(code="")
            ),
        ]
        indexes = [
            models.Index(fields=["town", "state", "kind"], name="programmes_town_state"),
            models.Index(fields=["host", "state"], name="programmes_host_state"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return self.name_en if self.name_en and get_language() == "en" else self.name

    @property
    def town_code(self) -> str:
        return self.town.code

    @property
    def is_for_children(self) -> bool:
        return self.kind in CHILDREN

    @property
    def is_for_elders(self) -> bool:
        return self.kind in ELDERS

    @property
    def is_guarded(self) -> bool:
        """Whether who takes part is read by its own roles only."""
        return self.kind in ENROLLED


class Session(models.Model):
    """One time at which a programme takes place, at one host."""

    town = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="sessions")
    host = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    village = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    where = models.CharField(max_length=120, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    day = models.DateField()
    """On which it begins, by the town's clock."""
    capacity = models.PositiveIntegerField(null=True, blank=True)
    confirmed = models.PositiveIntegerField(default=0)
    """Bookings that have a seat; kept by the acts on bookings, under this row's lock."""
    state = models.CharField(max_length=10, choices=SessionState, default=SessionState.PLANNED)
    speaker = models.CharField(max_length=80, blank=True)
    note = models.TextField(max_length=2000, blank=True)
    """About the event itself; never about a child or an elder."""
    by_rule = models.BooleanField(default=False)
    """Made from the weekly rule."""
    held_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    """Who said that it took place; nobody where the clock saw that people came."""
    held_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    """When forgotten check-outs were ended with the session."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="programmes_session_state_known", condition=Q(state__in=SessionState.values)
            ),
            models.UniqueConstraint(
                fields=["programme", "starts_at", "host"], name="programmes_session_once"
            ),
            models.CheckConstraint(
                name="programmes_session_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(
                name="programmes_session_not_overfull",
                condition=Q(capacity__isnull=True) | Q(confirmed__lte=F("capacity")),
            ),
            models.CheckConstraint(
                name="programmes_session_held_has_when",
                condition=Q(state=SessionState.HELD, held_at__isnull=False)
                | Q(~Q(state=SessionState.HELD), held_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["town", "starts_at", "id"], name="programmes_session_when"),
            models.Index(fields=["host", "starts_at", "id"], name="programmes_session_host"),
            models.Index(fields=["town", "day", "id"], name="programmes_session_day"),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def town_code(self) -> str:
        return self.town.code

    @property
    def is_off(self) -> bool:
        """Called off, by itself or with its programme."""
        return self.state == SessionState.CANCELLED or self.programme.state == State.CANCELLED

    @property
    def is_full(self) -> bool:
        return self.capacity is not None and self.confirmed >= self.capacity
