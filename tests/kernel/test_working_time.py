"""When things fall due: against the State Council's calendar, and against walking day by day."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import chinese_calendar
import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.test import override_settings
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from touyan.kernel import working_time
from touyan.kernel.working_time import DAY, Due, Unit, WorkingTime, explain, seed_days, seeded_until

SHANGHAI = ZoneInfo("Asia/Shanghai")
CATALOGUE = Path(working_time.__file__).parent / "locale/zh_Hans/LC_MESSAGES/django.po"
SEED = {seed.day: seed.is_working for seed in seed_days()}
TOWN = WorkingTime(SEED, published_until=seeded_until())
OPEN = ((time(8, 30), time(12)), (time(14), time(17, 30)))


def at(text: str) -> datetime:
    """A moment on the town's clock."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture
def _chinese(tmp_path: Path) -> Iterator[None]:
    """The kernel's own catalogue, compiled here so that no stale one answers."""
    folder = tmp_path / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with CATALOGUE.open("rb") as source, (folder / "django.mo").open("wb") as target:
        write_mo(target, read_po(source))
    with override_settings(LOCALE_PATHS=[tmp_path]), override("zh-hans"):
        yield


# Days

before_mid_autumn = TOWN.add_days(at("2021-09-17 08:12"), 5)


def test_five_working_days_from_the_friday_before_mid_autumn_2021_end_on_a_sunday() -> None:
    assert before_mid_autumn == Due(
        at=at("2021-09-26 17:30"),
        provisional=False,
        start=at("2021-09-17 08:12"),
        amount=5,
        unit=Unit.WORKING_DAYS,
        holidays=(date(2021, 9, 19), date(2021, 9, 20), date(2021, 9, 21)),
        make_up=(date(2021, 9, 18), date(2021, 9, 26)),
    )
    assert chinese_calendar.find_workday(5, date(2021, 9, 17)) == before_mid_autumn.at.date()


def test_the_day_of_the_start_is_not_counted_however_early_or_late() -> None:
    starts = ["2021-09-17 00:00", "2021-09-17 08:12", "2021-09-17 23:59"]
    assert [TOWN.add_days(at(start), 1).at for start in starts] == [at("2021-09-18 17:30")] * 3


def test_a_start_in_another_zone_is_taken_on_the_towns_clock() -> None:
    late_in_utc = datetime(2021, 9, 16, 16, 30, tzinfo=UTC)
    due = TOWN.add_days(late_in_utc, 1)
    assert (due.at, due.start.isoformat()) == (at("2021-09-18 17:30"), "2021-09-17T00:30:00+08:00")


def test_from_a_day_of_rest_the_first_working_day_is_the_first() -> None:
    assert TOWN.add_days(at("2021-09-25 10:00"), 1).at == at("2021-09-26 17:30")
    assert TOWN.add_days(at("2021-10-01 10:00"), 1).at == at("2021-10-08 17:30")


def test_spring_festival_is_walked_over() -> None:
    due = TOWN.add_days(at("2021-02-10 09:00"), 2)
    assert (due.at, len(due.holidays), due.make_up) == (at("2021-02-19 17:30"), 7, ())


def test_what_the_town_edits_wins_over_the_week() -> None:
    flood = WorkingTime({date(2021, 7, 10): True, date(2021, 7, 12): False}, date(2021, 12, 31))
    assert [flood.is_working(date(2021, 7, day)) for day in (9, 10, 11, 12, 13)] == [
        True,
        True,
        False,
        False,
        True,
    ]
    assert flood.add_days(at("2021-07-09 10:00"), 2).at == at("2021-07-13 17:30")


def test_a_date_beyond_the_published_calendar_is_provisional() -> None:
    town = WorkingTime(SEED, published_until=date(2021, 9, 25))
    assert [town.add_days(at("2021-09-17 08:12"), n).provisional for n in (4, 5)] == [False, True]
    assert town.add_hours(at("2021-09-24 17:00"), 1).provisional is True
    assert town.add_calendar_days(at("2021-09-24 17:00"), 30).provisional is False
    assert town.add_clock_hours(at("2021-09-24 17:00"), 300).provisional is False


# Hours and the rest


def test_working_hours_pause_at_noon_at_night_and_on_holidays() -> None:
    friday = at("2021-09-24 11:00")
    assert [TOWN.add_hours(friday, n).at for n in (1, 2, 4, 5, 9)] == [
        at("2021-09-24 12:00"),
        at("2021-09-24 15:00"),
        at("2021-09-24 17:00"),
        at("2021-09-26 09:00"),
        at("2021-09-26 15:00"),
    ]


def test_working_hours_begin_when_the_town_opens() -> None:
    starts = ["2021-09-24 06:00", "2021-09-24 12:30", "2021-09-24 20:00", "2021-09-25 10:00"]
    assert [TOWN.add_hours(at(start), 2).at for start in starts] == [
        at("2021-09-24 10:30"),
        at("2021-09-24 16:00"),
        at("2021-09-26 10:30"),
        at("2021-09-26 10:30"),
    ]


def test_calendar_days_leave_the_whole_last_day() -> None:
    due = TOWN.add_calendar_days(at("2021-09-17 08:12"), 7)
    assert (due.at, due.holidays, due.make_up) == (at("2021-09-24 23:59:59"), (), ())


def test_clock_hours_run_through_the_night() -> None:
    assert TOWN.add_clock_hours(at("2021-09-17 20:12"), 24).at == at("2021-09-18 20:12")


def test_clock_hours_are_true_hours_where_clocks_are_moved() -> None:
    town = WorkingTime({}, date(2021, 12, 31), tz="Europe/Paris")
    start = datetime(2021, 10, 30, 20, 0, tzinfo=ZoneInfo("Europe/Paris"))
    assert town.add_clock_hours(start, 24).at.isoformat() == "2021-10-31T19:00:00+01:00"


def test_each_unit_has_its_own_count() -> None:
    start = at("2021-09-17 08:12")
    assert [TOWN.add(start, 3, unit) for unit in Unit] == [
        TOWN.add_days(start, 3),
        TOWN.add_hours(start, 3),
        TOWN.add_calendar_days(start, 3),
        TOWN.add_clock_hours(start, 3),
    ]
    assert [TOWN.add(start, 3, unit).unit for unit in Unit] == list(Unit)


@pytest.mark.parametrize("unit", Unit)
def test_what_cannot_be_counted_is_a_mistake_of_the_programmer(unit: Unit) -> None:
    for amount in (0, -1, working_time.MOST + 1):
        with pytest.raises(ValueError, match="between 1 and 10000"):
            TOWN.add(at("2021-09-17 08:12"), amount, unit)
    with pytest.raises(ValueError, match="time zone"):
        TOWN.add(datetime(2021, 9, 17), 1, unit)  # noqa: DTZ001


@pytest.mark.parametrize(
    "hours", [(), ((time(12), time(8)),), ((time(8), time(12)), (time(11), time(17)))]
)
def test_hours_that_overlap_or_run_backwards_are_refused(
    hours: tuple[tuple[time, time], ...],
) -> None:
    with pytest.raises(ValueError, match="stretches"):
        WorkingTime({}, date(2021, 12, 31), hours=hours)


def test_nobody_is_messaged_at_night() -> None:
    asked = ["20:59:59", "21:00", "23:59", "00:00", "07:59:59", "08:00", "12:00"]
    assert [TOWN.quiet(at(f"2021-09-17 {hour}")) for hour in asked] == [
        at("2021-09-17 20:59:59"),
        at("2021-09-18 08:00"),
        at("2021-09-18 08:00"),
        at("2021-09-17 08:00"),
        at("2021-09-17 08:00"),
        at("2021-09-17 08:00"),
        at("2021-09-17 12:00"),
    ]
    assert TOWN.quiet(datetime(2021, 9, 17, 14, 0, tzinfo=UTC)) == at("2021-09-18 08:00")


# Saying why


def test_a_date_explains_itself_in_english() -> None:
    assert explain(before_mid_autumn) == (
        "5 working days from 17 Sep 2021 08:12; 19–21 Sep are holidays; "
        "18 Sep, 26 Sep are make-up working days"
    )


@pytest.mark.usefixtures("_chinese")
def test_a_date_explains_itself_in_chinese() -> None:
    assert explain(before_mid_autumn) == (
        "自2021年9月17日 08:12起5个工作日；9月19日至21日放假；9月18日、9月26日调休上班"
    )
    town = WorkingTime(SEED, published_until=date(2021, 9, 1))
    assert [explain(town.add(at("2021-09-28 09:00"), 8, unit)) for unit in Unit] == [
        "自2021年9月28日 09:00起8个工作日；10月1日至7日放假；10月9日调休上班；"
        "暂定日期，因该年度放假安排尚未公布",
        "自2021年9月28日 09:00起8个工作小时；暂定日期，因该年度放假安排尚未公布",
        "自2021年9月28日 09:00起8天",
        "自2021年9月28日 09:00起8小时",
    ]
    across = TOWN.add_days(at("2020-01-20 09:00"), 12)
    assert explain(across) == ("自2020年1月20日 09:00起12个工作日；1月24日至2月2日放假")


def test_one_of_each_is_said_in_the_singular() -> None:
    town = WorkingTime({date(2021, 7, 6): False, date(2021, 7, 10): True}, date(2021, 7, 31))
    assert [
        explain(town.add(at(start), 1, unit))
        for start, unit in [
            ("2021-07-05 09:00", Unit.WORKING_DAYS),
            ("2021-07-09 09:00", Unit.WORKING_DAYS),
            ("2021-07-31 09:00", Unit.WORKING_HOURS),
            ("2021-07-31 09:00", Unit.DAYS),
            ("2021-07-31 09:00", Unit.HOURS),
        ]
    ] == [
        "1 working day from 5 Jul 2021 09:00; 6 Jul is a holiday",
        "1 working day from 9 Jul 2021 09:00; 10 Jul is a make-up working day",
        "1 working hour from 31 Jul 2021 09:00; provisional, because the holidays of that year "
        "are not published yet",
        "1 day from 31 Jul 2021 09:00",
        "1 hour from 31 Jul 2021 09:00",
    ]


def test_a_due_date_is_the_same_after_it_was_kept_as_json() -> None:
    kept = json.loads(json.dumps(before_mid_autumn.as_json()))
    assert kept == {
        "at": "2021-09-26T17:30:00+08:00",
        "provisional": False,
        "start": "2021-09-17T08:12:00+08:00",
        "amount": 5,
        "unit": "working_days",
        "holidays": ["2021-09-19", "2021-09-20", "2021-09-21"],
        "make_up": ["2021-09-18", "2021-09-26"],
    }
    assert Due.from_json(kept) == before_mid_autumn
    assert explain(Due.from_json(kept)) == explain(before_mid_autumn)


# The seed


def test_the_seed_holds_only_days_that_differ_from_the_week() -> None:
    seeds = list(seed_days())
    assert [seed for seed in seeds if seed.is_working == (seed.day.weekday() < 5)] == []
    assert {seed.day.year for seed in seeds} == set(range(2019, seeded_until().year + 1))
    assert all(
        re.fullmatch(
            r"[元旦春节清明劳动端午中秋国庆抗战胜利日]+（chinesecalendar [\d.]+）", seed.source
        )
        for seed in seeds
    )


def test_with_its_seed_the_town_works_when_the_state_council_says() -> None:
    days = [date(2019, 1, 1) + n * DAY for n in range((seeded_until() - date(2019, 1, 1)).days + 1)]
    assert [day for day in days if TOWN.is_working(day) != chinese_calendar.is_workday(day)] == []


# Properties

starts = st.datetimes(datetime(2019, 1, 1), datetime(2026, 11, 1), timezones=st.just(SHANGHAI))  # noqa: DTZ001
edited = st.dictionaries(st.dates(date(2021, 1, 1), date(2021, 3, 31)), st.booleans(), max_size=60)
early_2021 = st.datetimes(datetime(2021, 1, 1), datetime(2021, 3, 1), timezones=st.just(SHANGHAI))  # noqa: DTZ001
amounts = st.integers(1, 40)


def edited_town(days: dict[date, bool]) -> WorkingTime:
    return WorkingTime(days, published_until=date(2021, 2, 15))


def walked(due: Due) -> list[date]:
    """The days that a count looks at, one by one."""
    day = due.start.date() + (DAY if due.unit == Unit.WORKING_DAYS else timedelta())
    days = []
    while day <= due.at.date():
        days.append(day)
        day += DAY
    return days


def joined_to_a_weekday_off(town: WorkingTime, days: list[date], day: date) -> bool:
    """Whether somebody resting on `day` could go on resting into a Monday-to-Friday day."""
    for step in (-DAY, DAY):
        other = day
        while other in days and not town.is_working(other):
            if other.weekday() < 5:
                return True
            other += step
    return False


@given(edited, early_2021, amounts, st.sampled_from(list(Unit)))
def test_more_is_never_sooner(
    days: dict[date, bool], start: datetime, amount: int, unit: Unit
) -> None:
    town = edited_town(days)
    assert start < town.add(start, amount, unit).at < town.add(start, amount + 1, unit).at


@given(edited, early_2021, amounts)
def test_working_days_end_at_the_close_of_a_working_day_and_count_back(
    days: dict[date, bool], start: datetime, amount: int
) -> None:
    town = edited_town(days)
    due = town.add_days(start, amount)
    assert (town.is_working(due.at.date()), due.at.time()) == (True, time(17, 30))
    assert town.working_days_between(start, due.at) == amount
    assert town.working_days_between(due.at, start) == -amount
    assert town.working_days_between(start, due.at - DAY) == amount - 1


@given(edited, early_2021, amounts)
def test_working_hours_end_inside_working_hours_and_count_back(
    days: dict[date, bool], start: datetime, amount: int
) -> None:
    town = edited_town(days)
    due = town.add_hours(start, amount)
    assert town.is_working(due.at.date())
    assert [due.at for opens, closes in OPEN if opens < due.at.time() <= closes] == [due.at]
    worked = timedelta()
    for day in walked(due):
        for opens, closes in OPEN if town.is_working(day) else ():
            since = max(start, datetime.combine(day, opens, SHANGHAI))
            until = min(due.at, datetime.combine(day, closes, SHANGHAI))
            worked += max(until - since, timedelta())
    assert worked == timedelta(hours=amount)


@given(edited, early_2021, amounts, st.sampled_from([Unit.WORKING_DAYS, Unit.WORKING_HOURS]))
def test_the_reasons_are_those_that_a_walk_day_by_day_finds(
    days: dict[date, bool], start: datetime, amount: int, unit: Unit
) -> None:
    town = edited_town(days)
    due = town.add(start, amount, unit)
    way = walked(due)
    assert due.make_up == tuple(d for d in way if d.weekday() >= 5 and town.is_working(d))
    assert due.holidays == tuple(d for d in way if joined_to_a_weekday_off(town, way, d))
    assert due.provisional == (due.at.date() > date(2021, 2, 15))


@given(starts, amounts)
def test_from_a_working_day_the_state_councils_calendar_agrees(
    start: datetime, amount: int
) -> None:
    if chinese_calendar.is_workday(start.date()) and start.year < 2026:
        expected = chinese_calendar.find_workday(amount, start.date())
        assert TOWN.add_days(start, amount).at.date() == expected


@given(starts)
def test_a_message_is_never_sent_at_night_and_never_earlier(start: datetime) -> None:
    sent = TOWN.quiet(start)
    assert time(8) <= sent.time() < time(21)
    assert timedelta() <= sent - start <= timedelta(hours=11)
    assert TOWN.quiet(sent) == sent


@given(edited, early_2021, amounts, st.sampled_from(list(Unit)))
def test_any_due_date_survives_being_kept(
    days: dict[date, bool], start: datetime, amount: int, unit: Unit
) -> None:
    due = edited_town(days).add(start, amount, unit)
    assert Due.from_json(json.loads(json.dumps(due.as_json()))) == due
