"""How late something is, in working days, and why: counted again one by one."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from touyan.kernel import clock
from touyan.projects import acts
from touyan.projects.models import Milestone, Project
from touyan.projects.reads.lateness import standings, working_days
from touyan.projects.reads.shown import told
from touyan.town.models import CalendarDay
from touyan.town.reads import working_between

from .conftest import moment

DAYS = st.dates(date(2021, 1, 1), date(2021, 12, 31))


def by_hand(first: date, last: date, worked: dict[date, bool]) -> int:
    """One day after the other, as somebody would with a calendar on the wall."""
    if last < first:
        return -by_hand(last, first, worked)
    count, day = 0, first
    while day < last:
        day += timedelta(days=1)
        usual = day.weekday() not in {5, 6}
        count += 1 if worked.get(day, usual) else 0
    return count


@given(first=DAYS, last=DAYS)
def test_working_days_are_those_that_one_counts_by_hand(town, first, last):
    worked = dict(CalendarDay.objects.filter(town=town).values_list("day", "working"))
    calendar = working_between(town.pk, min(first, last), max(first, last))
    assert working_days(calendar, first, last) == by_hand(first, last, worked)


@given(due=DAYS, moved=DAYS, at=DAYS)
def test_how_late_a_milestone_is_is_what_one_counts_by_hand(building, due, moved, at):
    worked = dict(CalendarDay.objects.filter(town=building.town).values_list("day", "working"))
    one = Milestone(project=building, town=building.town, baseline_on=due, due_on=moved)
    with clock.at(moment(f"{at} 12:00")):
        [standing] = standings([one])
    assert standing.later == by_hand(due, moved, worked)
    assert standing.overdue == max(0, by_hand(moved, at, worked))


def steps(project: Project) -> list[str]:
    shown = told(Project.objects.all(), project.pk)
    assert shown is not None
    return [one.sentence for one in shown.steps]


def test_the_national_day_is_not_counted_and_a_make_up_saturday_is(building, opening, officer):
    # 1 to 7 October 2021 are holidays, Saturday the 9th is worked.
    acts.move_date(by=officer, milestone=opening, due_on=date(2021, 10, 9), reason="材料迟到")
    assert steps(building)[1] == "2 working days later than first promised; because: 材料迟到."


def test_every_reason_is_told_in_its_turn(building, opening, officer):
    acts.move_date(by=officer, milestone=opening, due_on=date(2021, 10, 8), reason="下雨")
    acts.move_date(by=officer, milestone=opening, due_on=date(2021, 9, 29), reason="雨停了")
    assert steps(building)[1] == (
        "1 working day earlier than first promised; because: 下雨; then: 雨停了."
    )


def test_a_day_moved_within_a_weekend_is_said_to_be_no_later(building, officer):
    one = acts.keep_milestone(
        by=officer, project=building, name="验收", due_on=date(2021, 10, 2)
    ).about
    acts.move_date(by=officer, milestone=one, due_on=date(2021, 10, 3), reason="换人")
    assert steps(building)[2] == (
        "Moved from the day first promised, with no working day between them; because: 换人."
    )


def test_what_passed_unmet_says_for_how_long(building):
    # Sunday the 26th makes up for a day of the holiday.
    with clock.at(moment("2021-09-27 09:00")):
        assert steps(building) == ["Its day passed 2 working days ago.", ""]


def test_the_first_line_says_when_it_opens(proposed, building, opening, officer, dispatcher):
    def answer() -> str:
        shown = told(Project.objects.all(), building.pk)
        assert shown is not None
        return shown.answer

    assert answer() == "It is to open on 30 September 2021."
    with clock.at(moment("2021-10-08 09:00")):
        assert answer() == "It was to open on 30 September 2021, and has not."
    acts.pause(by=officer, project=building, reason="等审批")
    assert answer() == "Work is paused: 等审批"
    acts.drop(by=dispatcher, project=building, reason="改址")
    assert answer() == "It was given up: 改址"


def test_one_without_a_day_names_none(officer, roads):
    project = acts.keep_project(by=officer, lead=roads, name="公厕").about
    shown = told(Project.objects.all(), project.pk)
    assert shown is not None
    assert shown.answer == "No day has been named for its opening yet."
