"""A contest from its judges to its winners."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from touyan.kernel import journal
from touyan.kernel.models import Entry
from touyan.kernel.refused import Refused
from touyan.selections import acts
from touyan.selections.models import Ballot, Selection
from touyan.selections.reads import judging, marks
from touyan.selections.reads.ranking import digest_of

pytestmark = pytest.mark.django_db
ISSUE = ("9.10", "9.25", "9.30", "9.40", "9.95")


def test_a_contest_ends_with_as_many_winners_as_it_has_places(contest):
    hall = contest(entries=4, quota_people=3)
    hall.mark_all(0, "9.00", "9.00", "9.00", "9.00", "9.00")
    hall.mark_all(1, *ISSUE)
    hall.mark_all(2, "9.50", "9.50", "9.50", "9.50", "9.50")
    hall.mark_all(3, "8.00", "8.00", "10.00", "8.00", "8.00")
    hall.go("lock", "reveal", "announce")
    rows = hall.selection.candidates.order_by("place").values_list("pk", "place", "state")
    assert list(rows) == [
        (hall.entries[2].pk, 1, "honoured"), (hall.entries[1].pk, 2, "honoured"),
        (hall.entries[0].pk, 3, "honoured"), (hall.entries[3].pk, 4, "not_honoured"),
    ]  # fmt: skip
    assert (hall.now().state, hall.now().honoured_people) == ("closed", 3)
    line = marks.sheet(hall.now())[1]
    assert (line.shown, [one.out for one in line.marks]) == (
        Decimal("9.32"), ["lowest", "", "", "", "highest"],
    )  # fmt: skip
    assert list(journal.faults()) == []


def test_turns_are_drawn_once_each(contest):
    hall = contest(entries=5)
    assert sorted(entry.lot for entry in hall.entries) == [1, 2, 3, 4, 5]


def test_a_mark_is_sealed_at_rest_and_the_journal_has_its_digest_only(contest):
    hall = contest()
    given = hall.mark(0, 0, "9.87")
    with connection.cursor() as cursor:
        cursor.execute("SELECT mark, salt FROM selections_ballot")
        row = cursor.fetchone()
    entry = Entry.objects.get(name="selections.give_ballot")
    assert [text for text in (*row, str(entry.data)) if "9.87" in text] == []
    assert entry.data["set"] == {"digest": digest_of(given.made)}
    assert given.made.split("/")[4] == "9.87"


def test_until_the_lock_a_judge_may_seal_another_mark_instead(contest):
    hall = contest()
    first, second = hall.mark(0, 0, "9.10"), hall.mark(0, 0, "9.20")
    assert (Ballot.objects.count(), first.made != second.made) == (1, True)
    assert judging.slip_of(hall.jurors[0], hall.entries[0]).mark == Decimal("9.20")
    assert list(journal.faults()) == []


@pytest.mark.parametrize("mark", ["-0.01", "10.01", "9.123", "NaN", "Infinity"])
def test_a_mark_off_the_scale_is_refused(contest, mark):
    hall = contest()
    with pytest.raises(Refused, match="A mark"):
        hall.mark(0, 0, mark)
    assert Ballot.objects.count() == 0


def test_the_ballots_are_locked_when_none_is_missing_and_then_take_no_more(contest):
    hall = contest(entries=2)
    hall.mark_all(0, *ISSUE)
    hall.mark_all(1, *ISSUE[:4])
    with pytest.raises(Refused, match="1 mark is missing"):
        hall.go("lock")
    hall.mark(4, 1, "9.00")
    hall.go("lock")
    with pytest.raises(Refused, match="only while the contest is being judged"):
        hall.mark(4, 1, "9.90")


def test_a_ballot_changed_after_the_lock_is_found(contest):
    hall = contest(entries=2)
    hall.mark_all(0, *ISSUE)
    hall.mark_all(1, *ISSUE)
    hall.go("lock")
    ballot = Ballot.objects.first()
    ballot.mark = "10.00"
    ballot.save()
    assert list(journal.faults()) == [f"ballot:{ballot.pk}: is not the mark whose digest was kept"]
    ballot.digest = digest_of("something else")
    ballot.save()
    assert any("not those that were locked" in fault for fault in journal.faults())


def test_there_is_no_sheet_before_the_reveal(contest):
    hall = contest(entries=2)
    hall.mark_all(0, *ISSUE)
    hall.mark_all(1, *ISSUE)
    assert marks.sheet(hall.now()) == []
    locked = hall.go("lock")
    assert (marks.sheet(locked), len(locked.lock_digest)) == ([], 64)
    assert len(marks.sheet(hall.go("reveal"))) == 2


def test_a_recused_judge_is_missed_by_nobody_and_sees_nothing_of_that_entry(contest):
    hall = contest(entries=2)
    acts.recuse(by=hall.judges[0], candidate=hall.entries[0], juror=hall.jurors[0])
    assert [row.pk for row in judging.entries_for(hall.jurors[0])] == [hall.entries[1].pk]
    assert judging.seat_for(hall.judges[0], hall.entries[0].pk) is None
    with pytest.raises(Refused, match="You have stepped back"):
        hall.mark(0, 0, "9.00")
    for judge in range(1, 5):
        hall.mark(judge, 0, "9.00")
    hall.mark_all(1, *ISSUE)
    line = next(
        line for line in marks.sheet(hall.go("lock", "reveal"))
        if line.candidate.pk == hall.entries[0].pk
    )  # fmt: skip
    assert [one.seat for one in line.marks] == [2, 3, 4, 5]


def test_a_judge_steps_back_before_a_mark_and_while_enough_are_left(contest):
    hall = contest(seats=3)
    with pytest.raises(Refused, match="Too few judges would be left"):
        acts.recuse(by=hall.judges[0], candidate=hall.entries[0], juror=hall.jurors[0])
    hall.mark(0, 0, "9.00")
    with pytest.raises(Refused, match="A mark has been given already"):
        acts.recuse(by=hall.judges[0], candidate=hall.entries[0], juror=hall.jurors[0])


def test_nobody_marks_or_steps_back_for_another(contest):
    hall = contest()
    said = {"candidate": hall.entries[0], "juror": hall.jurors[1]}
    with pytest.raises(Refused, match="Only its own judges"):
        acts.give_ballot(by=hall.judges[0], mark=Decimal(9), **said)
    with pytest.raises(Refused, match="Only the judge, or the office"):
        acts.recuse(by=hall.judges[0], **said)


def test_whoever_runs_or_enters_a_contest_does_not_judge_it(contest, somebody, town, dispatcher):
    hall = contest(begin=False)
    both = somebody("both", "judge", town)
    both.roles.create(organisation=town, role="dispatcher", starts_on="2020-01-01")
    both.__dict__.pop("roles_today", None)
    with pytest.raises(Refused, match="Whoever runs the contest"):
        acts.invite_judge(by=dispatcher, selection=hall.selection, person=both)
    judge = hall.judges[0]
    with pytest.raises(Refused, match="Whoever judges the contest"):
        acts.nominate(
            by=dispatcher, selection=hall.selection, award="entry", unit=town, person=judge
        )


def test_a_contest_is_not_judged_by_fewer_than_three(contest):
    hall = contest(begin=False, seats=2)
    with pytest.raises(Refused, match="Invite 3 judges at least"):
        hall.go("judge")


def test_the_database_itself_wants_a_digest_before_the_reveal(contest):
    hall = contest()
    for change in ({"state": "locked"}, {"state": "revealed"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Selection.objects.filter(pk=hall.selection.pk).update(**change)


def test_winners_that_the_marks_do_not_make_are_found(contest):
    hall = contest(entries=2)
    hall.mark_all(0, *ISSUE)
    hall.mark_all(1, "8", "8", "8", "8", "8")
    hall.go("lock", "reveal", "announce")
    hall.selection.candidates.filter(place=1).update(place=9)
    assert any("stands in place 9, its marks say 1" in fault for fault in journal.faults())


def test_a_contest_has_no_places_for_organisations(contest):
    with pytest.raises(Refused, match="A contest has winners"):
        contest(quota_organisations=1)
    with pytest.raises(Refused, match="decided after names are in"):
        contest(held_on=date(2021, 9, 19))


def test_an_entry_is_not_vetted_out_of_its_turn(contest, somebody, town):
    hall = contest(begin=False)
    colleague = somebody("colleague", "dispatcher", town, name="同事")
    with pytest.raises(Refused, match="is not yours to do here"):
        acts.vet(by=colleague, candidate=hall.entries[0], full_since=date(2015, 7, 1))


def test_a_judge_who_never_comes_stops_no_contest(contest, secretary):
    hall = contest(entries=2)
    for judge in range(1, 5):
        for entry in range(2):
            hall.mark(judge, entry, f"9.{judge}0")
    with pytest.raises(Refused, match="2 marks are missing"):
        hall.go("lock")
    with pytest.raises(Refused, match="Only the office"):
        acts.excuse_judge(by=secretary, selection=hall.selection, juror=hall.jurors[0])
    acts.excuse_judge(by=hall.dispatcher, selection=hall.selection, juror=hall.jurors[0])
    assert hall.go("lock", "reveal", "announce").state == "closed"
    with pytest.raises(Refused, match="The ballots are locked"):
        acts.excuse_judge(by=hall.dispatcher, selection=hall.selection, juror=hall.jurors[1])
    assert list(journal.faults()) == []


def test_where_too_few_would_be_left_the_contest_can_be_called_off(contest):
    hall = contest(seats=3)
    with pytest.raises(Refused, match="call the contest off"):
        acts.excuse_judge(by=hall.dispatcher, selection=hall.selection, juror=hall.jurors[0])
    called_off = acts.cancel(by=hall.dispatcher, selection=hall.selection, reason="评委病了。")
    assert called_off.about.state == "cancelled"


def test_before_judging_a_judge_is_off_the_list_and_the_seat_is_nobody_elses(
    contest, somebody, town
):
    hall = contest(begin=False)
    acts.excuse_judge(by=hall.dispatcher, selection=hall.selection, juror=hall.jurors[1])
    other = somebody("judge9", "judge", town, name="新评委")
    seat = acts.invite_judge(by=hall.dispatcher, selection=hall.selection, person=other).made.seat
    assert (seat, sorted(hall.now().jurors.values_list("seat", flat=True))) == (6, [1, 3, 4, 5, 6])
