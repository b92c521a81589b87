"""An order, who holds it, who asked, and the clocks: the facts, and what the database itself refuses."""

from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property

from touyan.kernel import clock
from touyan.kernel.local_day import LocalDay
from touyan.kernel.numbers import spoken
from touyan.kernel.sealed import SealedField, blinds
from touyan.orders.models.sorting import Category
from touyan.orders.states import (
    HAS_CONTACT,
    IS_OPEN,
    OPEN,
    OPEN_STATE,
    TO_FORGET,
    WORDS_MOST,
    WORKED_ON,
    Channel,
    DeclineReason,
    Outcome,
    Satisfaction,
    State,
    Urgency,
)
from touyan.town.models import Organisation, Person, Place


class Order(models.Model):
    """One thing that the town was asked to put right: Open311's service request."""

    town = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    village = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    branch = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    """The branch of first responsibility (首接负责): it stays answerable until the end."""
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    where = models.CharField(max_length=120, blank=True)
    latitude = models.FloatField(null=True, blank=True, help_text="WGS-84")
    longitude = models.FloatField(null=True, blank=True, help_text="WGS-84")
    words = models.TextField(max_length=WORDS_MOST)
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="orders"
    )
    urgency = models.CharField(max_length=8, choices=Urgency, default=Urgency.SMALL)
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.WEB)

    state = models.CharField(max_length=12, choices=State, default=State.PLACED)
    holder = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    holder_person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    due_at = models.DateTimeField(null=True)
    """When the present wait should end."""
    due = models.JSONField(default=dict)
    """How `due_at` was counted, so that every date explains itself."""
    promised_at = models.DateTimeField(null=True)
    """When the requester was told it would be delivered: Open311's expected_datetime."""
    promise = models.JSONField(default=dict)
    """How `promised_at` was counted; it becomes `due` again whenever the order is back at work."""
    answer_due_at = models.DateTimeField(null=True)
    agency = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    """Whose work it is or was (承办单位): Open311's agency_responsible."""
    agency_person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    helpers = models.ManyToManyField(Organisation, related_name="+", blank=True)

    placed_at = models.DateTimeField()
    placed_on = models.GeneratedField(
        expression=LocalDay("placed_at"), output_field=models.DateField(), db_persist=True
    )
    """The day by which every figure counts it."""
    accept_due_at = models.DateTimeField(null=True)
    """When the branch should have accepted it; empty where a ledger does not say when it was accepted."""
    accepted_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    dispatched_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    urged_at = models.DateTimeField(null=True)
    supervised_at = models.DateTimeField(null=True)
    called_back_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    satisfaction = models.CharField(max_length=12, choices=Satisfaction, blank=True)
    decline_reason = models.CharField(max_length=20, choices=DeclineReason, blank=True)
    reopened = models.PositiveSmallIntegerField(default=0)
    prior_state = models.CharField(max_length=12, choices=State, blank=True)
    """Where it goes back to: from delivered when disputed, from merged when taken apart."""
    lead = models.ForeignKey("self", models.PROTECT, null=True, related_name="followers")
    reachable = models.BooleanField(default=False)
    """Whether any requester left a way to be called back."""

    public_words = models.TextField(max_length=WORDS_MOST, blank=True)
    """The redacted copy that everyone may read, once the office has checked it."""
    published_at = models.DateTimeField(null=True)
    hidden = models.BooleanField(default=False)
    """The requester wishes that nobody outside the office reads it."""
    idempotency_key = models.UUIDField(null=True, unique=True)
    source = models.CharField(max_length=60, blank=True)
    source_ref = models.CharField(max_length=80, blank=True)
    """Where an imported order stood before: the same row imported twice is one order."""

    class Meta:
        constraints = [
            models.CheckConstraint(name="orders_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="orders_open_has_holder_and_date",
                condition=Q(OPEN_STATE, holder__isnull=False, due_at__isnull=False)
                | Q(~OPEN_STATE, holder__isnull=True, due_at__isnull=True),
            ),
            models.CheckConstraint(
                name="orders_closed_has_outcome",
                condition=Q(state=State.CLOSED, closed_at__isnull=False) & ~Q(outcome="")
                | ~Q(state=State.CLOSED),
            ),
            models.CheckConstraint(
                name="orders_merged_has_lead",
                condition=Q(state=State.MERGED, lead__isnull=False)
                | Q(~Q(state=State.MERGED), lead__isnull=True),
            ),
            models.CheckConstraint(name="orders_not_its_own_lead", condition=~Q(lead=F("id"))),
            models.CheckConstraint(
                name="orders_published_has_words",
                condition=Q(published_at__isnull=True) | ~Q(public_words=""),
            ),
            models.UniqueConstraint(
                fields=["source", "source_ref"],
                name="orders_imported_once",
                condition=~Q(source_ref=""),
            ),
        ]
        indexes = [
            models.Index(fields=["holder", "due_at", "id"], name="orders_queue", condition=IS_OPEN),
            models.Index(
                fields=["branch", "due_at", "id"], name="orders_branch_open", condition=IS_OPEN
            ),
            models.Index(
                fields=["town", "due_at", "id"], name="orders_town_open", condition=IS_OPEN
            ),
            models.Index(fields=["village", "-id"], name="orders_village_open", condition=IS_OPEN),
            models.Index(fields=["closed_at"], name="orders_to_forget", condition=TO_FORGET),
            models.Index(fields=["branch", "-id"], name="orders_branch_new"),
            models.Index(fields=["agency", "-id"], name="orders_agency_new"),
            models.Index(fields=["town", "state", "-id"], name="orders_town_state"),
            # The records of a figure, newest first: of a village, of a town, of a county.
            models.Index(fields=["village", "placed_on", "id"], name="orders_village_day"),
            models.Index(fields=["town", "placed_on", "id"], name="orders_town_day"),
            models.Index(fields=["placed_on", "id"], name="orders_day"),
            models.Index(
                fields=["town", "-id"],
                name="orders_public",
                condition=Q(published_at__isnull=False, hidden=False),
            ),
            models.Index(
                fields=["town", "placed_on", "id"],
                name="orders_public_day",
                condition=Q(published_at__isnull=False, hidden=False),
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def ref(self) -> str:
        """The number as people say it; the last digit checks the others."""
        return spoken(self.pk)

    # Django's own make a dictionary of all choices, each translated, for every row of a list.
    def get_state_display(self) -> str:  # type: ignore[no-redef]
        return str(State(self.state).label)

    def get_urgency_display(self) -> str:  # type: ignore[no-redef]
        return str(Urgency(self.urgency).label)

    @property
    def town_code(self) -> str:
        return self.town.code

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def that_moves(self) -> "Order":
        """The one that is worked on: its lead, where it was merged, else itself."""
        return self.lead or self

    @property
    def awaits_answer(self) -> bool:
        """Whether whoever works on it still owes a first word of how things stand."""
        return (
            self.answer_due_at is not None and self.answered_at is None and self.state in WORKED_ON
        )

    @property
    def is_public(self) -> bool:
        return self.published_at is not None and not self.hidden

    @property
    def is_overdue(self) -> bool:
        return self.due_at is not None and self.due_at < clock.now()

    # What rules ask beyond the row itself: a query each, none where a read has annotated it by name.
    @cached_property
    def was_extended(self) -> bool:
        return self.extensions.filter(granted=True).exists()

    @cached_property
    def asks_extension(self) -> bool:
        return self.extensions.filter(decided_at__isnull=True).exists()

    @cached_property
    def leads_others(self) -> bool:
        return self.followers.exists()

    @cached_property
    def asked_by_others(self) -> bool:
        return self.requesters.filter(first=False).exists()


class Custody(models.Model):
    """One link of the chain of holders: who, since when, due when, until when, and how it ended."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="custody")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=12, choices=State)
    since = models.DateTimeField()
    due_at = models.DateTimeField()
    due = models.JSONField(default=dict)
    until = models.DateTimeField(null=True)
    ended = models.CharField(max_length=20, blank=True)
    """The move that ended it."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order"], name="orders_custody_one_open", condition=Q(until__isnull=True)
            ),
            models.CheckConstraint(
                name="orders_custody_end_paired",
                condition=Q(until__isnull=True, ended="") | Q(Q(until__isnull=False), ~Q(ended="")),
            ),
            models.CheckConstraint(
                name="orders_custody_forward",
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.state}"


class Requester(models.Model):
    """Somebody who asked, or joined: what they left, sealed, and the receipt that is theirs alone."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="requesters")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    first = models.BooleanField(default=False)
    """Whether they placed it; others joined."""
    anonymous = models.BooleanField(default=False)
    name = SealedField(blank=True)
    phone = SealedField(blank=True)
    phone_blind = models.CharField(max_length=64, blank=True, db_index=True)
    receipt = SealedField()
    receipt_blind = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order"], name="orders_one_first_requester", condition=Q(first=True)
            ),
            models.UniqueConstraint(
                fields=["order", "person"], name="orders_requester_once", condition=Q(person__isnull=False)
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["person", "at"], name="orders_contacts_left", condition=HAS_CONTACT)]  # fmt: skip

    def __str__(self) -> str:
        return self.signed

    @property
    def signed(self) -> str:
        return f"requester:{self.pk}"

    @property
    def pin(self) -> str:
        """Six digits that, with the order's number, open the same page: for slips of paper."""
        return self.pins[0]

    @property
    def pins(self) -> list[str]:
        """The PIN under every configured key, newest first: slips outlive a rotation."""
        return [f"{int(digest[:12], 16) % 1_000_000:06d}" for digest in blinds(self.receipt, "pin")]


class Extension(models.Model):
    """A request for more time, and the answer to it."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="extensions")
    days = models.PositiveSmallIntegerField(help_text="working days")
    reason = models.TextField(max_length=WORDS_MOST)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    granted = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="orders_extension_decision_paired",
                condition=Q(decided_at__isnull=True, decided_by__isnull=True, granted__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False, granted__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["order"],
                name="orders_extension_one_asked",
                condition=Q(decided_at__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["order"], name="orders_extension_one_granted", condition=Q(granted=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} +{self.days}"


class Follow(models.Model):
    """Somebody at the desk who wants to keep an eye on an order."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="follows")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "order"], name="orders_follow_once")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.order_id}"


class Sample(models.Model):
    """A random draw of delivered orders to call back. The seed is kept, so that anyone can redraw it."""

    town = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    seed = models.CharField(max_length=32)
    drawn_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()
    frame = models.JSONField(default=list)
    """The ids drawn from, sorted; with the seed it gives `orders` again."""
    orders = models.ManyToManyField(Order, related_name="samples")

    def __str__(self) -> str:
        return self.seed
