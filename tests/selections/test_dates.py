"""The end of a public notice, counted another way: day by day over the town's calendar."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touyan.kernel import clock
from touyan.selections import acts
from touyan.selections.models import Selection
from touyan.town.models import CalendarDay

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Shanghai")


def counted(start: date, days: int, moved: dict[date, bool]) -> date:
    day = start
    while days:
        day += timedelta(days=1)
        days -= moved.get(day, day.weekday() < 5)
    return day


def test_a_notice_of_any_length_from_any_day_ends_when_its_last_working_day_does(on_notice):
    office = on_notice()
    moved = dict(CalendarDay.objects.values_list("day", "working"))

    @given(
        start=st.datetimes(datetime(2021, 1, 4), datetime(2021, 11, 30)),  # noqa: DTZ001 - made aware below
        days=st.integers(5, 20),
    )
    def holds(start: datetime, days: int) -> None:
        at = start.replace(tzinfo=ZONE)
        Selection.objects.update(state="reviewing", notice_days=days)
        office.selection.candidates.update(state="reviewed", notice_until=None)
        with clock.at(at):
            told = acts.publish(by=office.dispatcher, selection=office.selection).about
        until = told.notice_until.astimezone(ZONE)
        assert until.date() == counted(start.date(), days, moved)
        assert until.time() == time(17, 30)

    holds()
