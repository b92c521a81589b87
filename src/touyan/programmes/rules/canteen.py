"""What an eater wants, where the menu does not fit it, and until when a meal waits to be fetched."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from touyan.kernel import clock
from touyan.programmes.models import Menu, Round, Session
from touyan.programmes.reads.coming import day_of, open_booking
from touyan.programmes.rules.days import moment_of
from touyan.programmes.states import Allergen, Diet, Kind, Source, Way
from touyan.town.models import Person

KNOCK_AT = time(12, 30)
"""A lunch that nobody has fetched by then, and that was not brought either: somebody knocks."""
KNOCK_AFTER = timedelta(hours=1)
"""Other meals: so long after they begin."""
HEALTH = ("diet", "allergies", "apart")
"""What the options of a meal say about somebody's health: kept while they agree to it."""
ROUNDS_MOST = 9
STOPS_MOST = 999


@dataclass(frozen=True)
class Wish:
    """What somebody wants on their plate, and where."""

    diet: tuple[str, ...] = ()
    allergies: tuple[str, ...] = ()
    way: str = Way.EAT_IN
    deliver_to: str = ""

    @classmethod
    def of(cls, options: Mapping[str, Any], deliver_to: str = "") -> "Wish":
        """From what an enrolment or a booking keeps; codes that nobody knows are left out."""
        way = str(options.get("way", Way.EAT_IN))
        return cls(
            diet=known(Diet.values, options.get("diet")),
            allergies=known(Allergen.values, options.get("allergies")),
            way=way if way in Way.values else Way.EAT_IN,
            deliver_to=deliver_to,
        )

    @property
    def options(self) -> dict[str, Any]:
        """As a booking keeps it: nothing that was not said."""
        kept: dict[str, Any] = {"way": self.way}
        if self.diet:
            kept["diet"] = list(self.diet)
        if self.allergies:
            kept["allergies"] = list(self.allergies)
        return kept

    @property
    def is_plain(self) -> bool:
        return not self.diet and not self.allergies


@dataclass(frozen=True)
class Clash:
    """Where a menu does not fit: a dish with what somebody must not eat, or no dish for their diet."""

    dish: str = ""
    allergen: str = ""
    diet: str = ""


def known(codes: Iterable[str], said: Any) -> tuple[str, ...]:
    """Those of the codes that were said, in the list's own order."""
    wanted = {said} if isinstance(said, str) else set(said or ())
    return tuple(code for code in codes if code in wanted)


def clashes(menu: Menu | None, wish: Wish) -> list[Clash]:
    """Everything on the menu that this eater must be asked about."""
    dishes = menu.dishes if menu is not None else []
    found = [
        Clash(dish=dish["name"], allergen=allergen)
        for dish in dishes
        for allergen in wish.allergies
        if allergen in dish.get("contains", ())
    ]
    if dishes:
        suited = {diet for dish in dishes for diet in dish.get("suits", ())}
        found += [Clash(diet=diet) for diet in wish.diet if diet not in suited]
    return found


def told(clash: Clash) -> str:
    """One clash, as a sentence for whoever books."""
    if clash.allergen:
        return _("{dish} contains {allergen}").format(
            dish=clash.dish, allergen=Allergen(clash.allergen).label.lower()
        )
    return _("nothing on the menu is {diet}").format(diet=Diet(clash.diet).label.lower())


def why_not_eat(session: Session, options: Mapping[str, Any], source: str) -> str | None:
    """Why a meal is not booked without a word; the clerk can, once the kitchen cooks it `apart`."""
    wish = Wish.of(options)
    if session.programme.kind != Kind.CANTEEN or wish.is_plain or options.get("apart"):
        return None
    menu = Menu.objects.filter(programme=session.programme_id, day=day_of(session)).first()
    found = pgettext("between parts of a sentence", "; ").join(map(told, clashes(menu, wish)))
    if not found:
        return None
    if source == Source.CLERK:
        return _("{what}. Book it once the kitchen cooks it apart.").format(what=found)
    # Whoever books for somebody need not know what they must not eat.
    return _("The menu of that day does not fit. Please telephone the clerk, who asks the kitchen.")


def round_of(options: Mapping[str, Any]) -> int:
    """Which round a meal goes with; whoever has none goes with the first."""
    number = options.get("round")
    return number if isinstance(number, int) and 1 <= number <= ROUNDS_MOST else 1


def carries(session: Session, person: Person, by: Any) -> bool:
    """Whether somebody goes the round on which this person's meal is, and it is not over."""
    if not isinstance(by, Person):
        return False
    turns = Round.objects.filter(session=session, carrier=by).select_related("session")
    numbers = {turn.number for turn in turns if goes(turn, by)}
    booking = open_booking(session, person) if numbers else None
    if booking is None or booking.options.get("way") != Way.DELIVER:
        return False
    return round_of(booking.options) in numbers


def goes(turn: Round, by: Any) -> bool:
    """Whether it is their round, today, and not over."""
    now = clock.now()
    mine = isinstance(by, Person) and turn.carrier_id == by.pk
    return mine and is_today(turn.session, now) and now < expires_at(turn.session)


def knock_at(session: Session) -> datetime:
    """When a meal that nobody fetched becomes a reason to look after its eater."""
    lunch = moment_of(day_of(session), KNOCK_AT)
    return lunch if session.starts_at < lunch else session.starts_at + KNOCK_AFTER


def expires_at(session: Session) -> datetime:
    """When the sheet of a round goes from the screen: names and telephones are for the round only."""
    return session.ends_at + KNOCK_AFTER


def is_today(session: Session, now: datetime) -> bool:
    return day_of(session) == timezone.localdate(now)
