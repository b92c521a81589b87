"""Somebody without an account who takes part: a name and a number, and nothing else."""

from django.utils.translation import gettext as _

from touyan.kernel.acts import Actor, Event, act
from touyan.kernel.refused import Refused
from touyan.kernel.sealed import blinds
from touyan.town.models import Organisation, Person


@act(personal=("name",))
def introduce(*, by: Actor, town: Organisation, name: str, phone: str) -> Event[Person]:
    """Know somebody by a name and a number: the same two are the same person, who cannot sign in."""
    name = name.replace("\x00", "").strip()[:60]
    if not name:
        raise Refused(_("Say who you are: a name is enough."), field="name")
    # Two forms sent at once by the same person wait for each other here, and make one row.
    town = Organisation.objects.select_for_update(no_key=True).get(pk=town.pk)
    same = Person.objects.filter(
        town=town, name=name, login__isnull=True, phone_blind__in=blinds(phone, "phone")
    )
    if again := same.order_by("id").first() if phone else None:
        return Event(again, by, repeated=True)
    person = Person(name=name, phone=phone, town=town)
    person.set_unusable_password()
    person.save()
    return Event(person, by, {"name": name}, first=True)
