"""The town as its administrators keep it."""

from datetime import date, timedelta

from django.db.models import Max, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from touyan.kernel import clock
from touyan.orders.models import Category, Clock
from touyan.town.models import CalendarDay, Organisation, Person, Place, Role, SignIn
from touyan.town.states import SignInOutcome

HELD_FOR = timedelta(minutes=15)


def tree(root: Organisation) -> list[tuple[int, Organisation]]:
    """Every organisation below (and with) the root, and how deep it lies."""
    rows = Organisation.objects.filter(path__startswith=root.path).order_by("path")
    base = root.path.count("/")
    return [(row.path.count("/") - base, row) for row in rows]


def below(root: Organisation) -> QuerySet[Organisation]:
    return Organisation.objects.filter(path__startswith=root.path, ended_on__isnull=True).order_by(
        "path"
    )


def people(town: Organisation, words: str = "") -> QuerySet[Person]:
    """Those who have, or ever had, a role; with words also residents whose name or login begins so.

    Children are on no list but their class's.
    """
    rows = Person.objects.filter(town=town, child_until__isnull=True)
    if words:
        rows = rows.filter(Q(name__startswith=words) | Q(login__istartswith=words))
    else:
        rows = rows.filter(pk__in=Role.objects.filter(person__town=town).values("person"))
    roles = Role.in_force().select_related("organisation").order_by("id")
    return rows.prefetch_related(Prefetch("roles", roles, to_attr="in_force"))


def person(town: Organisation, number: int) -> Person | None:
    return Person.objects.filter(town=town, pk=number, child_until__isnull=True).first()


def account_in_words(somebody: Person) -> list[str]:
    """Whether the account is in use, and whether it has to wait: no day and no hour, since this is no time clock."""
    told = SignIn.objects.filter(person=somebody).aggregate(
        last=Max("at", filter=Q(outcome=SignInOutcome.IN)),
        held=Max("at", filter=Q(outcome=SignInOutcome.HELD, at__gt=clock.now() - HELD_FOR)),
    )
    words = _("In use within the last month.")
    if told["last"] is None or clock.now() - told["last"] > timedelta(days=30):
        words = _("Not in use for a month or longer.")
        if not somebody.has_usable_password():
            words = _(
                "There is no password yet: nobody can sign in with one until you set it below."
            )
    if told["held"] is None or (told["last"] and told["last"] > told["held"]):
        return [words]
    return [words, _("Wrong too often just now: for a quarter of an hour nobody can sign in.")]


def roles(somebody: Person) -> QuerySet[Role]:
    return somebody.roles.select_related("organisation").order_by("-starts_on", "-id")


def special_days(town: Organisation, year: int) -> QuerySet[CalendarDay]:
    first, last = date(year, 1, 1), date(year, 12, 31)
    return CalendarDay.objects.filter(town=town, day__gte=first, day__lte=last).order_by("day")


def this_year() -> int:
    return clock.today().year


def categories(town: Organisation) -> QuerySet[Category]:
    return Category.objects.filter(town=town).select_related("unit").order_by("ended_on", "id")


def clocks(town: Organisation) -> QuerySet[Clock]:
    return Clock.objects.filter(town=town).select_related("category").order_by("urgency", "id")


def places(town: Organisation) -> QuerySet[Place]:
    return (
        Place.objects.filter(town=town)
        .select_related("village", "verified_by")
        .order_by("village__code", "code")
    )


def over_now(role: Role) -> date:
    """The last day by which a role is in force no more."""
    return max(role.starts_on, clock.today()) - timedelta(days=1)
