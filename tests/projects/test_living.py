"""The stages of a project, what each asks, and what `touyan check` finds afterwards."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from touyan.kernel import clock, evidence
from touyan.kernel.refused import Refused
from touyan.projects import acts
from touyan.projects.models import Milestone, Project
from touyan.projects.moves import LIFE, MILESTONE_LIFE
from touyan.projects.states import State
from touyan.projects.tasks import remind_overdue
from touyan.town.models import Notice, Place

from .conftest import moment

TABLE = """
approve         proposed                                     approved
start           approved                                     started
build           started                                      under_way
open            under_way                                    open
close           open                                         closed
pause           started under_way                            paused
resume          paused                                       started under_way
drop            approved paused proposed started under_way   dropped
"""


def test_the_table_of_moves_is_this_one():
    told = {move.name: (sorted(move.starts), sorted(move.ends)) for move in LIFE.moves.values()}
    meant = {}
    for line in TABLE.strip().splitlines():
        name, starts, ends = line[:16].strip(), line[16:61].split(), line[61:].split()
        meant[name] = (sorted(starts), sorted(ends))
    assert told == meant


def test_every_move_has_an_act_and_every_stage_an_end():
    assert set(acts.MOVES) == set(LIFE.moves)
    assert set(acts.MILESTONE_MOVES) == set(MILESTONE_LIFE.moves)
    left = {state for move in LIFE.moves.values() for state in move.starts}
    assert set(State.values) - left == {"closed", "dropped"}


def test_a_project_goes_its_way_and_becomes_a_place(all_met, dispatcher, faults):
    opened = acts.open_project(by=dispatcher, project=all_met).about
    opened.refresh_from_db()
    place = opened.place
    assert (place.code, place.name, place.kind) == (
        f"340121103-P{opened.pk}",
        "卫生院停车场",
        "parking",
    )
    assert (place.spaces, place.accessible_spaces, place.opened_on) == (84, 4, date(2021, 9, 17))
    acts.close(by=dispatcher, project=opened)
    assert faults() == []


def test_one_that_is_no_place_opens_without_one(all_met, dispatcher, officer):
    acts.keep_project(by=officer, lead=all_met.lead, project=all_met, place_kind="")
    acts.open_project(by=dispatcher, project=all_met)
    assert Place.objects.filter(name="卫生院停车场").count() == 0


def test_it_does_not_open_while_a_milestone_is_not_met(building, dispatcher):
    with pytest.raises(Refused, match="not met yet"):
        acts.open_project(by=dispatcher, project=building)


def test_a_department_does_not_open_or_approve_its_own(proposed, all_met, officer):
    with pytest.raises(Refused, match="not yours"):
        acts.open_project(by=officer, project=all_met)


def test_a_pause_says_why_and_ends_where_it_began(building, officer):
    with pytest.raises(Refused, match="Say why"):
        acts.pause(by=officer, project=building, reason=" ")
    acts.pause(by=officer, project=building, reason="等审批")
    assert Project.objects.get(pk=building.pk).reason == "等审批"
    resumed = acts.resume(by=officer, project=building).about
    assert (resumed.state, resumed.reason) == ("under_way", "")


def test_what_is_paused_meets_nothing(building, opening, officer, uploaded):
    acts.pause(by=officer, project=building, reason="等审批")
    with pytest.raises(Refused, match="paused"):
        acts.meet(by=officer, milestone=opening, met_on=date(2021, 9, 17), photos=uploaded())


def test_met_without_evidence_is_refused(opening, officer):
    for photos in (None, "", "6b0d7a3e-0f4e-4a51-9d8c-5f2f0d7d7c11"):
        with pytest.raises(Refused, match="Nothing is met without evidence"):
            acts.meet(by=officer, milestone=opening, met_on=date(2021, 9, 17), photos=photos)


def test_the_database_refuses_met_without_evidence(opening):
    with pytest.raises(IntegrityError), transaction.atomic():
        Milestone.objects.filter(pk=opening.pk).update(state="met", met_on=date(2021, 9, 17))


def test_what_was_called_met_by_mistake_is_waited_for_again(
    all_met, dispatcher, officer, uploaded, faults
):
    one = all_met.milestones.first()
    shown = one.proof
    with pytest.raises(Refused, match="not yours"):
        acts.unmeet(by=officer, milestone=one, reason="还没拆完")
    with pytest.raises(Refused, match="Say why"):
        acts.unmeet(by=dispatcher, milestone=one, reason=" ")
    again = acts.unmeet(by=dispatcher, milestone=one, reason="还没拆完").about
    assert (again.state, again.met_on, again.proof, again.baseline_on) == (
        "planned", None, None, one.baseline_on,
    )  # fmt: skip
    assert shown in evidence.of(f"milestone:{one.pk}")
    with pytest.raises(Refused, match="not met yet"):
        acts.open_project(by=dispatcher, project=all_met)
    acts.meet(by=officer, milestone=again, met_on=clock.today(), photos=uploaded("green"))
    assert (faults(), acts.open_project(by=dispatcher, project=all_met).about.state) == ([], "open")


def test_what_opened_is_not_taken_back(all_met, dispatcher):
    acts.open_project(by=dispatcher, project=all_met)
    with pytest.raises(Refused, match="is over"):
        acts.unmeet(by=dispatcher, milestone=all_met.milestones.first(), reason="看错了")


def test_nothing_is_met_tomorrow(opening, officer, uploaded):
    with pytest.raises(Refused, match="not come yet"):
        acts.meet(by=officer, milestone=opening, met_on=date(2021, 9, 18), photos=uploaded())


def test_evidence_that_becomes_another_things_is_named(all_met, faults):
    one = all_met.milestones.first()
    one.proof.owner = "order:1"
    one.proof.save()
    assert f"milestone:{one.pk}: is met on evidence that is not its own" in faults()


def test_a_stage_that_was_changed_behind_the_journal_is_named(building, faults):
    assert faults() == []
    Project.objects.filter(pk=building.pk).update(budget=5)
    assert faults() == [f"project:{building.pk}: budget is 5, the journal says None"]


def test_a_given_up_project_stays_as_it_is(building, opening, officer, dispatcher):
    acts.drop(by=dispatcher, project=building, reason="改址")
    with pytest.raises(Refused, match="is over"):
        acts.keep_project(by=officer, lead=building.lead, project=building, name="别的")
    with pytest.raises(Refused, match="is over"):
        acts.move_date(by=officer, milestone=opening, due_on=date(2021, 12, 1), reason="x")
    with pytest.raises(Refused, match="is over"):
        acts.keep_milestone(by=officer, project=building, name="再来", due_on=date(2021, 12, 1))


def test_a_milestone_that_is_not_needed_says_why_and_does_not_hold_the_opening_up(
    building, dispatcher, officer, uploaded, faults
):
    first, last = building.milestones.order_by("number")
    with pytest.raises(Refused, match="Say why"):
        acts.drop_milestone(by=dispatcher, milestone=first, reason="")
    acts.drop_milestone(by=dispatcher, milestone=first, reason="场地本来就是空的")
    acts.meet(by=officer, milestone=last, met_on=date(2021, 9, 17), photos=uploaded())
    assert acts.open_project(by=dispatcher, project=building).about.state == "open"
    assert faults() == []


def test_there_is_one_opening(building, officer):
    with pytest.raises(Refused, match="Another milestone"):
        acts.keep_milestone(
            by=officer, project=building, name="又开放", due_on=date(2021, 10, 1), opening=True
        )


def test_a_picture_is_shown_and_taken_down(building, officer, uploaded, faults):
    acts.add_picture(by=officer, project=building, side="before", words="杂草", photos=uploaded())
    picture = building.pictures.get()
    acts.take_picture_down(by=officer, picture=picture)
    assert acts.take_picture_down(by=officer, picture=picture).repeated
    assert list(building.pictures.values_list("side", "words", "shown")) == [
        ("before", "杂草", False)
    ]
    assert faults() == []


def test_the_department_hears_of_what_others_did_and_not_of_itself(building):
    heard = Notice.objects.order_by("id").values_list("organisation__code", "event")
    assert list(heard) == [("340121103-ROADS", "projects.approve")]


def test_the_office_hears_of_a_day_that_was_moved(opening, officer):
    acts.move_date(by=officer, milestone=opening, due_on=date(2021, 10, 15), reason="下雨")
    last = Notice.objects.order_by("-id").values_list("organisation__code", "event").first()
    assert last == ("340121103", "projects.move_date")


def test_a_day_that_passed_is_told_once_and_again_when_another_one_passes(
    building, opening, officer
):
    Notice.objects.all().delete()
    with clock.at(moment("2021-09-27 09:00")):
        assert (remind_overdue(), remind_overdue()) == (1, 0)
        acts.move_date(
            by=officer, milestone=building.milestones.get(number=1), due_on=date(2021, 9, 28),
            reason="下雨",
        )  # fmt: skip
        assert remind_overdue() == 0
    with clock.at(moment("2021-09-29 09:00")):
        assert remind_overdue() == 1
    told = Notice.objects.filter(event="projects.overdue").values_list(
        "organisation__code", flat=True
    )
    assert set(told) == {"340121103-ROADS"}


def test_nothing_opens_before_it_was_being_built(all_met, dispatcher):
    with pytest.raises(Refused, match="before it was being built"):
        acts.open_project(by=dispatcher, project=all_met, on=date(2001, 1, 1))
