"""What a canteen charges: every meal that was served, once, by the tariff of its day, and nothing else."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.meals import MONDAY, session_on
from touyan.kernel import clock
from touyan.kernel.refused import Refused
from touyan.programmes import acts
from touyan.programmes.models import Charge, Enrolment, Programme
from touyan.programmes.reads.canteen import settlement
from touyan.programmes.rules import moment_of
from touyan.programmes.states import Group
from touyan.town.models import Organisation
from touyan.town.rules import FOUNDER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]

DAYS, EATERS = 12, 3
GROUPS = (Group.ORDINARY, Group.AGED, Group.HARDSHIP)
Tariff = tuple[str, int, int, int]
money = st.integers(0, 2000).flatmap(lambda price: st.tuples(st.just(price), st.integers(0, price)))
tariffs = st.lists(
    st.tuples(st.sampled_from(GROUPS), st.integers(0, DAYS), money).map(
        lambda said: (said[0], said[1], *said[2])
    ),
    max_size=5, unique_by=lambda said: said[:2],
)  # fmt: skip
served = st.lists(
    st.tuples(st.integers(0, DAYS - 1), st.integers(0, EATERS - 1), st.integers(0, 3)), max_size=14
)


def noon(day: date) -> datetime:
    return moment_of(day, time(12))


def day_of(number: int) -> date:
    return MONDAY + timedelta(days=number)


@pytest.fixture
def canteen(serving: Callable[..., Programme], baihua: Organisation) -> Programme:
    return serving(baihua)


@pytest.fixture
def table(
    serving: Callable[..., Programme], eats: Callable[..., Enrolment], baihua: Organisation
) -> Callable[[list[Tariff]], tuple[Programme, list[Enrolment]]]:
    """Opens a canteen with these tariffs, and three who eat there, one of each group."""
    made = iter(range(10_000))

    def lay(said: list[Tariff]) -> tuple[Programme, list[Enrolment]]:
        canteen = serving(baihua, name=f"助餐点{next(made)}", code=f"canteen-{next(made)}")
        for group, since, price, subsidy in said:
            acts.keep_tariff(
                by=FOUNDER, programme=canteen, group=group, starts_on=day_of(since), price=price,
                subsidy=subsidy,
            )  # fmt: skip
        return canteen, [
            eats(canteen, f"王{group}{next(made)}", group=group, weekdays="1234567")
            for group in GROUPS
        ]

    return lay


def expected(said: list[Tariff], group: str, day: int) -> tuple[int, int]:
    """(price, subsidy) by the newest tariff of the group, else of everybody; ten yuan before any."""
    for wanted in (group, Group.ORDINARY):
        mine = [t for t in said if t[0] == wanted and t[1] <= day]
        if mine:
            return max(mine, key=lambda t: t[1])[2:]
    return (1000, 600)


@settings(max_examples=25)
@given(said=tariffs, meals=served, back=st.sets(st.integers(0, 13)))
def test_charges_are_the_meals_served_by_the_tariff_of_that_day(table, said, meals, back):
    canteen, eaters = table(said)
    first_of: dict[tuple[int, int], Charge] = {}
    for day, eater, nonce in meals:
        with clock.at(noon(day_of(day))):
            event = acts.serve_meal(
                by=FOUNDER, session=session_on(canteen, day_of(day)), person=eaters[eater].person,
                nonce=UUID(int=nonce + 10 * eater + 1000 * day + 1_000_000 * canteen.pk),
            )  # fmt: skip
            first_of.setdefault((day, eater), event.made)
            assert event.made == first_of[day, eater]
    reversed_ = [key for n, key in enumerate(first_of) if n in back]
    for key in reversed_:
        acts.reverse_charge(by=FOUNDER, charge=first_of[key], reason="没有吃。")
        acts.reverse_charge(by=FOUNDER, charge=first_of[key], reason="再点一次。")
    check_charges(canteen, eaters, said, set(first_of), set(reversed_))
    check_sheets(canteen)


def check_charges(canteen, eaters, said, served_, reversed_):
    """Each against what the tariffs say, worked out here anew."""
    owed: Counter[int] = Counter()
    for day, eater in served_:
        price, subsidy = expected(said, eaters[eater].group, day)
        charges = Charge.objects.filter(
            attendance__session=session_on(canteen, day_of(day)),
            attendance__person=eaters[eater].person,
        ).order_by("id")
        amounts = [(row.payable, row.subsidy) for row in charges]
        wanted = [(price - subsidy, subsidy)]
        if (day, eater) in reversed_:
            wanted.append((subsidy - price, -subsidy))
        assert amounts == wanted
        assert 0 <= subsidy <= price
        owed[eaters[eater].person_id] += 0 if (day, eater) in reversed_ else price - subsidy
    lines = settlement(
        canteen, noon(MONDAY - timedelta(days=40)), noon(MONDAY + timedelta(days=40))
    )
    assert {line.person: line.payable for line in lines} == dict(owed)
    assert sum(line.meals for line in lines) == len(served_) - len(reversed_)


def check_sheets(canteen):
    """Month after month, the sheets say together what the charges say together."""
    november, december, january = (moment_of(day, time.min) for day in (
        date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)
    ))  # fmt: skip
    lines = [*settlement(canteen, november, december), *settlement(canteen, december, january)]
    rows = Charge.objects.filter(attendance__session__programme=canteen)
    assert sum(line.payable for line in lines) == sum(row.payable for row in rows)
    assert sum(line.subsidy for line in lines) == sum(row.subsidy for row in rows)


def test_a_sheet_of_a_month_that_is_over_never_changes(canteen, eats):
    one = eats(canteen, "李老伯", weekdays="1234567")
    with clock.at(noon(MONDAY)):
        charge = acts.serve_meal(
            by=FOUNDER, session=session_on(canteen, MONDAY), person=one.person
        ).made
    november = (moment_of(date(2026, 11, 1), time.min), moment_of(date(2026, 12, 1), time.min))
    december = (november[1], moment_of(date(2027, 1, 1), time.min))
    before = settlement(canteen, *november)
    with clock.at(noon(date(2026, 12, 3))):
        acts.reverse_charge(by=FOUNDER, charge=charge, reason="上月的误点。")
    assert settlement(canteen, *november) == before
    [line] = settlement(canteen, *december)
    assert (line.meals, line.payable, line.subsidy, line.reversed) == (-1, -400, -600, 1)


def test_a_tariff_by_which_a_meal_was_charged_stays(canteen, eats):
    one = eats(canteen, "李老伯", weekdays="1234567")
    with clock.at(noon(MONDAY)):
        acts.serve_meal(by=FOUNDER, session=session_on(canteen, MONDAY), person=one.person)
    with pytest.raises(Refused):
        acts.keep_tariff(
            by=FOUNDER, programme=canteen, starts_on=date(2020, 1, 1), price=2000, subsidy=0
        )
    assert Charge.objects.get().tariff.price == 1000


@pytest.mark.parametrize(("price", "subsidy"), [(1000, 1001), (-1, 0), (1000, -1), (1_000_001, 0)])
def test_a_subsidy_is_never_more_than_the_price(canteen, price, subsidy):
    with pytest.raises(Refused):
        acts.keep_tariff(
            by=FOUNDER, programme=canteen, starts_on=MONDAY, price=price, subsidy=subsidy
        )


def test_without_a_tariff_no_meal_is_handed_over(canteen, eats):
    canteen.tariffs.all().delete()
    one = eats(canteen, "李老伯", weekdays="1234567")
    with clock.at(noon(MONDAY)), pytest.raises(Refused):
        acts.serve_meal(by=FOUNDER, session=session_on(canteen, MONDAY), person=one.person)
    assert not Charge.objects.exists()
