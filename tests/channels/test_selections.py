"""What judges and the office hear of selections leaves the house like everything else: grouped, quiet, without names or marks."""

from typing import Any

import pytest
from django.utils.translation import override

from tests.selecting import Hall, Office
from touyan.channels import words
from touyan.channels.models import Delivery
from touyan.channels.sms import text
from touyan.channels.states import State
from touyan.channels.tasks import send_due
from touyan.desk.telling import TITLES
from touyan.kernel import clock
from touyan.selections import acts

from .conftest import Server
from .moments import LATE, at

pytestmark = pytest.mark.django_db
OBJECTED = {"name": "周桂英", "phone": "13900001234", "words": "收了礼"}
HEARD = {
    "selections.object_to", "selections.objection_overdue", "selections.notice_over",
    "selections.all_in", "selections.turn_down", "selections.honour", "selections.pass_over", "selections.announce", "selections.revoke",
    "selections.speaker_gone",
}  # fmt: skip


def test_every_notice_has_its_words_on_each_way() -> None:
    assert HEARD - set(words.AT_THE_DESK) == set()
    assert (HEARD | set(words.JUDGES)) - set(text.OTHERWISE) == set()
    assert (HEARD | set(words.JUDGES)) - set(TITLES) == set()


def test_a_judge_is_told_by_mail_where_the_ballots_are_and_nothing_else(
    contest: Any, mailed: Any, judges: Any, serving_mail: Any
) -> None:
    mailed(judges[0])
    hall: Hall = contest(entries=2, seats=3)
    mail: Server = serving_mail()
    assert send_due() == 2
    said = [str(letter.get_content()) for letter in mail.taken]
    assert ["/honours/judging/" in one for one in said] == [True, True]
    assert [entry.title for entry in hall.entries if any(entry.title in one for one in said)] == []


def test_what_happens_within_some_minutes_is_one_message(
    contest: Any, mailed: Any, judges: Any, serving_mail: Any
) -> None:
    mailed(judges[0], grouped=True)
    contest(entries=2, seats=3)  # asked, and then the ballots open
    mail: Server = serving_mail()
    with clock.at(clock.now() + text.CODE_WITHIN):
        send_due()
    assert len(mail.taken) == 1


def test_at_night_it_waits_for_whoever_sleeps(contest: Any, mailed: Any, judges: Any) -> None:
    mailed(judges[0])
    with clock.at(LATE):
        contest(entries=2, seats=3)
    assert {one.next_at for one in Delivery.objects.all()} == {at("2026-11-26 07:00")}


def test_a_judge_who_steps_back_from_all_before_the_morning_is_not_written_to(
    contest: Any, mailed: Any, judges: Any
) -> None:
    mailed(judges[0])
    with clock.at(LATE):
        hall: Hall = contest(entries=2)
        for entry in hall.entries:
            acts.recuse(by=hall.judges[0], candidate=entry, juror=hall.jurors[0])
    assert {one.state for one in Delivery.objects.all()} == {State.DROPPED}


def test_the_office_is_told_of_an_objection_without_a_name(
    on_notice: Any, mailed: Any, town_leader: Any, serving_mail: Any
) -> None:
    mailed(town_leader)
    office: Office = on_notice()
    with override("en"):
        acts.object_to(by=acts.OBJECTOR, candidate=office.fresh(), **OBJECTED)
    mail: Server = serving_mail()
    assert send_due() == 1
    letter = mail.taken[0]
    said = f"{letter['Subject']} {letter.get_content()}"
    assert f"/desk/selections/{office.selection.pk}/" in said
    names = [*OBJECTED.values(), office.fresh().label]
    assert [name for name in names if name in said] == []
