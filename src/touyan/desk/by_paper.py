"""A guardian at the counter or on the telephone: what takes them several pages at home, in one form."""

from datetime import date

from django.utils.translation import gettext as _

from touyan.kernel.acts import batch
from touyan.kernel.refused import Refused
from touyan.programmes import acts
from touyan.programmes.models import Programme
from touyan.town import acts as town_acts
from touyan.town.models import Person
from touyan.town.states import AuthorityKind, Purpose


def enrolled(
    by: Person,
    programme: Programme,
    *,
    guardian: str,
    phone: str,
    child: str,
    child_until: date,
    weekdays: str,
    allergies: list[str],
    health: bool,
) -> tuple[Person, bool]:
    """All of it or nothing: the guardian and the child written down, what they agreed to, and the place.

    The second answer is False where the class is full and the child is on the waiting list.
    """
    with batch():
        village = programme.village or programme.host
        holder = town_acts.make_known(by=by, village=village, name=guardian, phone=phone).about
        pupil = town_acts.add_child(
            by=by, name=child, child_until=child_until, village=village, guardian=holder
        ).about
        for purpose in [Purpose.CHILD_CARE, *([Purpose.DIET] if health else [])]:
            town_acts.give_consent(by=by, subject=pupil, purpose=purpose, given_by=holder)
        return pupil, acts.ask_for_place(
            by=by, programme=programme, person=pupil, weekdays=weekdays, allergies=allergies
        )


def guardian_named(by: Person, child: Person, *, name: str, phone: str) -> None:
    """A second guardian, as the household's register has them."""
    if child.village is None:
        raise Refused(_("This person belongs to no town yet."))
    with batch():
        holder = town_acts.make_known(by=by, village=child.village, name=name, phone=phone).about
        town_acts.grant_authority(by=by, subject=child, kind=AuthorityKind.GUARDIAN, holder=holder)
