"""A paper that says how long somebody served, for whoever asks for it."""

import secrets
from datetime import date

from django.utils.translation import gettext as _

from touyan.kernel import clock
from touyan.kernel.acts import Event, act
from touyan.kernel.refused import Refused
from touyan.programmes.models import Certificate
from touyan.programmes.reads.by_code import LETTERS
from touyan.programmes.reads.year import confirmed_services
from touyan.town.models import Person

CODE_LETTERS = 12


@act()
def certify(*, by: Person, year: int) -> Event[Certificate]:
    """Certify one's own confirmed service of a year; while nothing is added it is the same paper."""
    services, minutes = confirmed_services(by, year)
    if not services or by.town is None:
        raise Refused(_("No service of this year is confirmed yet. Ask the host to confirm it."))
    last = min(date(year, 12, 31), clock.today())
    same = Certificate.objects.filter(
        person=by, starts_on=date(year, 1, 1), services=services, minutes=minutes
    )
    if again := same.select_related("town", "person").order_by("id").first():
        return Event(again, by, repeated=True)
    made = Certificate.objects.create(
        town=by.town, person=by, code="".join(secrets.choice(LETTERS) for _n in range(CODE_LETTERS)),
        starts_on=date(year, 1, 1), ends_on=last, services=services, minutes=minutes,
        issued_at=clock.now(),
    )  # fmt: skip
    return Event(made, by, {"year": year, "services": services, "minutes": minutes}, first=True)
