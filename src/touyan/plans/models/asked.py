"""What is asked of whom: prescribed or chosen from a menu, taken on, waived; and what a member pledges unasked."""

from django.db import models
from django.db.models import Case, F, Q, Value, When

from touyan.plans.models.plan import Activity, Plan
from touyan.plans.states import PLEDGE_MOST, TARGET_MOST, Audience, CommitmentState, Measure
from touyan.town.models import Organisation, Person


class ActionMenu(models.Model):
    """Actions from which an audience chooses: “2 of 5” (自选动作)."""

    town = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="menus")
    audience = models.CharField(max_length=10, choices=Audience)
    pick = models.PositiveSmallIntegerField()
    """How many of them are to be taken on."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "audience"], name="plans_menu_once"),
            models.CheckConstraint(name="plans_menu_picks", condition=Q(pick__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.audience} {self.pick}"

    @property
    def town_code(self) -> str:
        return self.town.code


class Requirement(models.Model):
    """So many of a measure, from a day to a day, of each of an audience. Nobody types how far it is."""

    town = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="requirements")
    number = models.PositiveSmallIntegerField()
    audience = models.CharField(max_length=10, choices=Audience)
    audience_number = models.GeneratedField(
        expression=Case(
            *(When(audience=one.value, then=Value(n)) for n, one in enumerate(Audience, start=1)),
            default=Value(0),
        ),
        output_field=models.PositiveSmallIntegerField(),
        db_persist=True,
    )
    """By which a figure can tell kinds of audiences apart."""
    menu = models.ForeignKey(
        ActionMenu, models.PROTECT, null=True, blank=True, related_name="requirements"
    )
    """Where it is one to choose; without, it is prescribed."""
    measure = models.CharField(max_length=16, choices=Measure)
    target = models.PositiveIntegerField()
    starts_on = models.DateField()
    due_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["activity", "number"], name="plans_requirement_once"),
            models.CheckConstraint(
                name="plans_audience_known", condition=Q(audience__in=Audience.values)
            ),
            models.CheckConstraint(
                name="plans_measure_known", condition=Q(measure__in=Measure.values)
            ),
            models.CheckConstraint(
                name="plans_target_reachable", condition=Q(target__gte=1, target__lte=TARGET_MOST)
            ),
            models.CheckConstraint(
                name="plans_due_after_start", condition=Q(due_on__gte=F("starts_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id}.{self.number}"

    @property
    def town_code(self) -> str:
        return self.town.code

    @property
    def is_chosen(self) -> bool:
        return self.menu_id is not None


class Commitment(models.Model):
    """A requirement taken on, or waived, for one organisation or one person."""

    town = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    requirement = models.ForeignKey(Requirement, models.PROTECT, related_name="commitments")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=CommitmentState)
    reason = models.CharField(max_length=500, blank=True)
    """Why it is waived."""
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="plans_commitment_one_subject",
                condition=Q(person__isnull=False, organisation__isnull=True)
                | Q(person__isnull=True, organisation__isnull=False),
            ),
            models.CheckConstraint(
                name="plans_commitment_state_known", condition=Q(state__in=CommitmentState.values)
            ),
            models.CheckConstraint(
                name="plans_waived_with_reason",
                condition=~Q(state=CommitmentState.WAIVED) | ~Q(reason=""),
            ),
            models.UniqueConstraint(
                fields=["requirement", "organisation"], name="plans_commitment_org_once",
                condition=Q(organisation__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["requirement", "person"], name="plans_commitment_person_once",
                condition=Q(person__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.requirement_id} {self.state}"

    @property
    def town_code(self) -> str:
        return self.town.code


class Pledge(models.Model):
    """What a member promises of their own accord, for a card that they print themselves (亮身份).

    No list of pledges exists, so nobody is compared with anybody.
    """

    town = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="pledges")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    words = models.CharField(max_length=PLEDGE_MOST, blank=True)
    """Empty once it was taken back."""
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "person"], name="plans_pledge_once")]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.person_id}"

    @property
    def town_code(self) -> str:
        return self.town.code
