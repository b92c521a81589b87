"""A commendation from the first name to the honour roll."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tests.selections.conftest import moment
from touyan.kernel import clock, held, journal
from touyan.kernel.clock import CLOCK
from touyan.kernel.refused import Refused
from touyan.selections import acts
from touyan.selections.models import Candidate, Objection
from touyan.selections.moves import CANDIDATE_LIFE
from touyan.town.acts import end_role
from touyan.town.rules import FOUNDER

pytestmark = pytest.mark.django_db


def after_notice():
    return clock.at(moment("2021-09-27 08:30"))


def object_to(candidate):
    return acts.object_to(
        by=acts.OBJECTOR,
        candidate=candidate,
        name="周桂英",
        phone="13900001234",
        words="他没有参加。",
    ).about


# Names ------------------------------------------------------------------------------------------


def test_a_secretary_names_a_member_of_their_own_branch_once(
    commendation, member, branch, secretary
):
    selection, person = commendation(), member()
    said = {"selection": selection, "award": "member", "unit": branch, "person": person}
    first = acts.nominate(by=secretary, **said)
    again = acts.nominate(by=secretary, **said)
    assert (again.repeated, again.about.pk) == (True, first.about.pk)
    assert list(selection.candidates.values_list("person", "organisation", "state")) == [
        (person.pk, None, "nominated")
    ]


def test_nobody_names_for_another_village_or_somebody_who_is_no_member(
    commendation, branch, paibei, other_secretary, secretary, resident
):
    selection = commendation()
    said = {"selection": selection, "award": "member", "unit": branch, "person": resident}
    with pytest.raises(Refused, match="You cannot name anybody for Baihua Community Branch"):
        acts.nominate(by=other_secretary, **said)
    with pytest.raises(Refused, match="居民小周 is not a member of Baihua Community Branch"):
        acts.nominate(by=secretary, **said)


def test_names_come_in_until_the_last_day(commendation, member, branch, secretary):
    selection = commendation(closes_on=date(2021, 9, 18))
    said = {"selection": selection, "award": "member", "unit": branch}
    with clock.at(moment("2021-09-18 23:59")):
        acts.nominate(by=secretary, person=member(), **said)
    with clock.at(moment("2021-09-19 00:00")), pytest.raises(Refused, match="last day for names"):
        acts.nominate(by=secretary, person=member(), **said)


def test_quotas_rules_and_criteria_are_frozen_at_opening(commendation, town, dispatcher):
    selection = commendation()
    for change in ({"quota_people": 9}, {"criteria": "另说。"}, {"notice_days": 7}):
        with pytest.raises(Refused, match="quotas, rules and criteria stay as they are"):
            acts.keep_selection(by=dispatcher, host=town, selection=selection, **change)


def test_a_notice_shorter_than_five_working_days_is_refused(commendation):
    with pytest.raises(Refused, match="5 working days at least"):
        commendation(notice_days=4)


# Full members only ------------------------------------------------------------------------------


def test_only_full_members_pass_the_vetting(commendation, member, branch, secretary, dispatcher):
    selection = commendation()
    one = acts.nominate(
        by=secretary, selection=selection, award="worker", unit=branch, person=member()
    ).about
    with pytest.raises(Refused, match="Say since when they are a full member"):
        acts.vet(by=dispatcher, candidate=one)
    with pytest.raises(Refused, match="probationary member until then"):
        acts.vet(by=dispatcher, candidate=one, full_since=date(2021, 9, 18))
    vetted = acts.vet(by=dispatcher, candidate=one, full_since=date(2021, 9, 17)).about
    assert (vetted.state, vetted.vetted_by, vetted.full_since) == (
        "vetted", dispatcher, date(2021, 9, 17),
    )  # fmt: skip


def test_the_database_itself_keeps_a_probationary_member_out(
    commendation, member, branch, secretary
):
    one = acts.nominate(
        by=secretary, selection=commendation(), award="member", unit=branch, person=member()
    ).about
    with pytest.raises(IntegrityError), transaction.atomic():
        Candidate.objects.filter(pk=one.pk).update(state="vetted")


def test_nobody_vets_whom_they_named_nor_themselves(
    commendation, member, branch, dispatcher, somebody, town
):
    selection = commendation()
    named = acts.nominate(
        by=dispatcher, selection=selection, award="member", unit=branch, person=member()
    ).about
    with pytest.raises(Refused, match="You named this one"):
        acts.vet(by=dispatcher, candidate=named, full_since=date(2015, 7, 1))
    other = somebody("dispatcher2", "dispatcher", town)
    assert acts.vet(by=other, candidate=named, full_since=date(2015, 7, 1)).about.state == "vetted"


# The notice -------------------------------------------------------------------------------------


def test_five_working_days_after_that_friday_are_the_sunday_of_the_week_after(on_notice):
    """The 18th is a make-up day, Mid-Autumn is free until the 21st, and Sunday the 26th is worked."""
    office = on_notice()
    assert office.selection.notice_until == moment("2021-09-26 17:30")
    assert office.fresh().notice_until == moment("2021-09-26 17:30")


def test_nothing_is_decided_while_the_notice_runs(on_notice):
    office = on_notice()
    with clock.at(moment("2021-09-26 17:30")):
        for name, more in (("honour", {}), ("pass_over", {"reason": "不够。"})):
            with pytest.raises(Refused, match="The public notice still runs"):
                acts.CANDIDATE_MOVES[name](by=office.leader, candidate=office.fresh(), **more)
    with clock.at(moment("2021-09-26 17:31")):
        assert acts.honour(by=office.leader, candidate=office.fresh()).about.state == "honoured"


def test_the_database_itself_refuses_a_decision_while_the_notice_runs(on_notice):
    office = on_notice()
    decided = {"decided_at": moment("2021-09-26 17:30"), "decided_on": date(2021, 9, 26)}
    for state in ("honoured", "not_honoured"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Candidate.objects.filter(pk=office.fresh().pk).update(state=state, **decided)


def test_an_open_objection_keeps_everybody_from_deciding(on_notice):
    office = on_notice()
    objection = object_to(office.fresh())
    with after_notice():
        with pytest.raises(Refused, match="An objection is being looked into"):
            acts.honour(by=office.leader, candidate=office.fresh())
        with pytest.raises(IntegrityError), transaction.atomic():
            Candidate.objects.filter(pk=office.fresh().pk).update(
                state="honoured", decided_at=clock.now(), decided_on=date(2021, 9, 27)
            )
        acts.answer_objection(by=office.dispatcher, objection=objection, finding="不属实。")
        assert acts.honour(by=office.leader, candidate=office.fresh()).about.state == "honoured"
    assert list(journal.faults()) == []


def test_an_objection_that_was_right_leaves_only_one_decision(on_notice):
    office = on_notice()
    objection = object_to(office.fresh())
    acts.answer_objection(by=office.dispatcher, objection=objection, finding="属实。", upheld=True)
    with after_notice():
        with pytest.raises(Refused, match="An objection was upheld"):
            acts.honour(by=office.leader, candidate=office.fresh())
        done = acts.pass_over(by=office.leader, candidate=office.fresh(), reason="异议成立。")
    assert done.about.state == "not_honoured"
    assert list(journal.faults()) == []


def test_an_objection_has_a_name_and_comes_while_the_notice_runs(on_notice):
    office = on_notice()
    said = {"by": acts.OBJECTOR, "candidate": office.fresh(), "name": "周", "phone": "13900001234"}
    with pytest.raises(Refused, match="Give your own name"):
        acts.object_to(**{**said, "name": " "}, words="不对。")
    with pytest.raises(Refused, match="Give a number"):
        acts.object_to(**{**said, "phone": "12"}, words="不对。")
    with after_notice(), pytest.raises(Refused, match="notice of this name is over"):
        acts.object_to(**said, words="不对。")
    assert Objection.objects.count() == 0


# The decision -----------------------------------------------------------------------------------


def test_quotas_hold_for_people_and_for_organisations_apart(on_notice):
    office = on_notice(people=3, organisation=True)
    with after_notice():
        for at in (0, 1, 3):
            acts.honour(by=office.leader, candidate=office.fresh(at))
        with pytest.raises(Refused, match="All 2 places are taken"):
            acts.honour(by=office.leader, candidate=office.fresh(2))
    office.selection.refresh_from_db()
    assert (office.selection.honoured_people, office.selection.honoured_organisations) == (2, 1)
    assert list(journal.faults()) == []


def test_only_the_leader_decides_and_the_office_does_the_rest(on_notice):
    office = on_notice()
    with after_notice(), pytest.raises(Refused, match="“Honour” is not yours to do here"):
        acts.honour(by=office.dispatcher, candidate=office.fresh())


def test_an_honour_taken_back_leaves_its_note_and_its_place(on_notice):
    office = on_notice(people=3)
    with after_notice():
        for at in (0, 1):
            acts.honour(by=office.leader, candidate=office.fresh(at))
        with pytest.raises(Refused, match="Say why"):
            acts.revoke(by=office.leader, candidate=office.fresh(), reason=" ")
        gone = acts.revoke(by=office.leader, candidate=office.fresh(), reason="材料不实。").about
        with pytest.raises(Refused, match="All 2 places are taken"):
            acts.honour(by=office.leader, candidate=office.fresh(2))
    assert (gone.state, gone.revoked_why, gone.revoked_by) == (
        "revoked", "材料不实。", office.leader,
    )  # fmt: skip
    assert list(journal.faults()) == []


def test_a_commendation_is_concluded_when_every_name_is_decided(on_notice):
    office = on_notice(people=2)
    with after_notice():
        acts.honour(by=office.leader, candidate=office.fresh(0))
        with pytest.raises(Refused, match="1 name is not decided yet"):
            acts.conclude(by=office.dispatcher, selection=office.selection)
        acts.pass_over(by=office.leader, candidate=office.fresh(1), reason="名额有限。")
        done = acts.conclude(by=office.dispatcher, selection=office.selection).about
    assert done.state == "closed"


def test_every_door_to_a_decision_asks_the_same_rules(on_notice):
    """The lifecycle names every move that ends in a decision; each refuses while the notice runs."""
    office = on_notice()
    deciding = {
        move.name for move in CANDIDATE_LIFE.moves.values()
        if "on_notice" in move.starts and move.ends
    }  # fmt: skip
    assert deciding == {"honour", "pass_over"}
    offers = {
        offer.name: offer.why_not for offer in CANDIDATE_LIFE.offers(office.fresh(), office.leader)
    }
    assert set(offers) == deciding
    assert {str(why) for why in offers.values()} == {
        "The public notice still runs. It can be decided when that is over."
    }


def test_whoever_is_no_member_any_more_is_not_honoured(on_notice):
    office = on_notice()
    role = office.fresh().person.roles.get(role="member")
    end_role(by=FOUNDER, role=role, ends_on=clock.today())
    with after_notice(), pytest.raises(Refused, match="not a party member any more"):
        acts.honour(by=office.leader, candidate=office.fresh())


def test_what_was_said_of_somebody_is_erased_where_it_was_called_off(
    commendation, member, branch, secretary, dispatcher
):
    selection, named = commendation(), member()
    candidate = acts.nominate(
        by=secretary, selection=selection, award="member", unit=branch, person=named,
        words="她守了三夜。",
    ).about  # fmt: skip
    waits = [one.waiting for one in held.found(named) if one.holding.key == "named"]
    acts.cancel(by=dispatcher, selection=selection, reason="今年不评。")
    held.erase(CLOCK, named)
    candidate.refresh_from_db()
    assert (bool(waits[0]), candidate.words) == (True, "")
