"""Guests who came with a name and a number, and without an account: forgotten some time after it was over."""

from django.utils.translation import gettext as _

from touyan.kernel import journal
from touyan.kernel.acts import Actor, Event, about, act
from touyan.kernel.refused import Refused
from touyan.programmes.acts.children import forget_health
from touyan.programmes.models import Booking
from touyan.programmes.rules.whose import by_itself
from touyan.town.acts import unname
from touyan.town.models import Person
from touyan.town.states import ERASED


@act()
def forget_guest(*, by: Actor, person: Person) -> Event[Person]:
    """Who it was goes for good; that somebody came remains as a number without a name."""
    person = Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    if not by_itself(by) or person.login is not None:
        raise Refused(_("Only the town itself does this."))
    if person.name == ERASED:
        return Event(person, by, repeated=True)
    forget_health(person)
    Booking.objects.filter(person=person).exclude(deliver_to="").update(deliver_to="")
    journal.shed_all(map(about, Booking.objects.filter(person=person)))
    gone = unname(person)
    return Event(person, by, {"photos_erased": gone.photos}, beside=gone.ended)
