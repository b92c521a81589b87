"""What was certified: service within a period, as it stood on the day of issue."""

from django.db import models
from django.db.models import F, Q

from touyan.town.models import Organisation, Person


class Certificate(models.Model):
    """A paper that anybody can check at a public address. Never changed: what is added later is another one."""

    town = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="certificates")
    code = models.CharField(max_length=16, unique=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    services = models.PositiveIntegerField()
    minutes = models.PositiveIntegerField()
    issued_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "starts_on", "ends_on", "services", "minutes"],
                name="programmes_certificate_once",
            ),
            models.CheckConstraint(
                name="programmes_certificate_ends_after_start",
                condition=Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="programmes_certificate_of_something", condition=Q(services__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def town_code(self) -> str:
        return self.town.code
