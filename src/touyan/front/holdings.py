"""What the door itself holds about a person: the app that makes their codes."""

from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from touyan.front.acts import remove_second_factor
from touyan.kernel.acts import Actor
from touyan.kernel.held import Column, Holding
from touyan.town.models import Person


def _erase(_by: Actor, person: Person) -> None:
    if TOTPDevice.objects.filter(user=person).exists():
        remove_second_factor(by=person)


APPS = Holding(
    "apps",
    _("Codes by an app"),
    _("So that your password alone is not enough. Kept until you remove it."),
    lambda person: TOTPDevice.objects.filter(user_id=person.pk),
    (
        Column("name", _("Name"), lambda row: row.name),
        Column("confirmed", _("In force"), lambda row: row.confirmed),
        Column("since", _("Since"), lambda row: row.created_at),
    ),
    _("Erased."),
    erase=_erase,
)
ALL = (APPS,)
