"""What was promised stays what it was, by whichever door somebody comes."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from touyan.kernel.refused import Refused
from touyan.projects import acts
from touyan.projects.models import DateMove, Milestone, fixed
from touyan.projects.reads.faults import faults

LATER = date(2021, 10, 15)


def test_until_it_is_approved_nothing_is_promised_and_a_day_may_change(proposed, officer):
    acts.keep_milestone(
        by=officer, project=proposed, number=2, name="开放", due_on=LATER, opening=True
    )
    one = proposed.milestones.get(number=2)
    assert (one.due_on, one.baseline_on) == (LATER, None)


def test_approving_makes_every_day_that_is_set_out_a_baseline(proposed, dispatcher):
    acts.approve(by=dispatcher, project=proposed)
    rows = proposed.milestones.order_by("number").values_list("baseline_on", "due_on")
    assert list(rows) == [(date(2021, 9, 24),) * 2, (date(2021, 9, 30),) * 2]


def test_a_milestone_that_comes_later_is_promised_when_it_is_set_out(building, officer):
    one = acts.keep_milestone(by=officer, project=building, name="验收", due_on=LATER).about
    assert one.baseline_on == LATER


def test_after_that_a_day_is_moved_and_the_baseline_stays(opening, officer):
    acts.move_date(by=officer, milestone=opening, due_on=LATER, reason="下雨")
    opening.refresh_from_db()
    assert (opening.baseline_on, opening.due_on) == (date(2021, 9, 30), LATER)
    moves = opening.date_moves.values_list("was", "now", "reason")
    assert list(moves) == [(date(2021, 9, 30), LATER, "下雨")]


def test_a_day_is_not_moved_without_a_reason(opening, officer):
    with pytest.raises(Refused, match="Say why"):
        acts.move_date(by=officer, milestone=opening, due_on=LATER, reason="  ")
    assert DateMove.objects.count() == 0


def test_the_milestone_form_cannot_change_a_promised_day(building, officer):
    with pytest.raises(Refused, match="promised"):
        acts.keep_milestone(
            by=officer, project=building, number=2, name="开放", due_on=LATER, opening=True
        )


@pytest.mark.parametrize("value", ["'2021-12-31'", "NULL"])
def test_the_database_refuses_a_console(opening, value):
    said = f"UPDATE projects_milestone SET baseline_on = {value} WHERE id = {opening.pk}"
    refused = pytest.raises(IntegrityError, match="never changed")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(said)
    opening.refresh_from_db()
    assert opening.baseline_on == date(2021, 9, 30)


def test_the_database_refuses_the_orm_too(opening):
    opening.baseline_on = LATER
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        opening.save()
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        Milestone.objects.filter(pk=opening.pk).update(baseline_on=LATER)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        Milestone.objects.bulk_update([opening], ["baseline_on"])


def test_replacing_the_whole_row_is_no_way_around(opening, postgresql):
    columns = [field.column for field in Milestone._meta.concrete_fields]
    listed = ", ".join(columns)
    said = ", ".join("'2021-12-31'" if name == "baseline_on" else name for name in columns)
    verb = "INSERT" if postgresql else "INSERT OR REPLACE"
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"{verb} INTO projects_milestone ({listed}) SELECT {said} FROM projects_milestone"
            f" WHERE id = {opening.pk}"
        )


def test_a_move_that_was_made_is_not_rewritten(opening, officer):
    acts.move_date(by=officer, milestone=opening, due_on=LATER, reason="下雨")
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        DateMove.objects.update(reason="一切顺利")


def test_the_check_names_a_trigger_that_was_taken_away(building, postgresql):
    assert list(faults()) == []
    with connection.cursor() as cursor:
        on = " ON projects_milestone" if postgresql else ""
        cursor.execute(f"DROP TRIGGER projects_baseline_fixed{on}")
    assert list(faults()) == [
        "projects_baseline_fixed: the trigger that keeps what was promised does not stand"
    ]


def test_the_check_names_a_day_that_was_moved_behind_the_acts(opening):
    Milestone.objects.filter(pk=opening.pk).update(due_on=LATER)
    assert list(faults()) == [
        f"milestone:{opening.pk}: its day was moved and no reason stands for it"
    ]


def test_the_triggers_can_be_taken_down_and_put_up_again(building):
    fixed.take_down(connection)
    assert len(list(fixed.faults())) >= 2
    fixed.put_up(connection)
    assert list(fixed.faults()) == []
