"""What is cooked, what it costs from which day on, and what was charged for a meal that was served."""

from django.db import models
from django.db.models import F, Q

from touyan.programmes.models.coming import Attendance
from touyan.programmes.models.planned import Programme
from touyan.programmes.states import Group
from touyan.town.models import Organisation


class Menu(models.Model):
    """What there is on a day."""

    town = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="menus")
    day = models.DateField()
    dishes = models.JSONField(default=list)
    """`{"name": …, "contains": [allergens], "suits": [diets]}` each."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "day"], name="programmes_menu_once")
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.day}"


class Tariff(models.Model):
    """What a meal costs a group from a day on, and which part of it is paid for them."""

    town = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="tariffs")
    group = models.CharField(max_length=8, choices=Group, default=Group.ORDINARY)
    starts_on = models.DateField()
    price = models.PositiveIntegerField(help_text="fen")
    subsidy = models.PositiveIntegerField(default=0, help_text="fen")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "group", "starts_on"], name="programmes_tariff_once"
            ),
            models.CheckConstraint(
                name="programmes_tariff_subsidy_within", condition=Q(subsidy__lte=F("price"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.group} {self.starts_on}"


class Charge(models.Model):
    """What a meal that was served costs its eater and the town. Never changed: a mistake is reversed."""

    town = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    attendance = models.ForeignKey(Attendance, models.PROTECT, related_name="charges")
    tariff = models.ForeignKey(Tariff, models.PROTECT, related_name="+")
    payable = models.IntegerField(help_text="fen")
    subsidy = models.IntegerField(help_text="fen")
    at = models.DateTimeField()
    reversal_of = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["attendance"],
                name="programmes_charge_once",
                condition=Q(reversal_of__isnull=True),
            ),
            models.CheckConstraint(
                name="programmes_charge_sign",
                condition=Q(reversal_of__isnull=True, payable__gte=0, subsidy__gte=0)
                | Q(reversal_of__isnull=False, payable__lte=0, subsidy__lte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attendance_id} {self.payable}"

    @property
    def town_code(self) -> str:
        return self.town.code
