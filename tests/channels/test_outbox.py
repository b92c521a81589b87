"""The outbox: nothing is told that did not happen, and nothing that happened is lost."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from tests.channels.moments import LATE, MORNING, at
from tests.orders.stages import Loop, do
from touyan.channels.models import Choice, Delivery
from touyan.channels.reads import faults, to_send
from touyan.channels.rules import awake
from touyan.channels.states import LEASE, MOST_ATTEMPTS, NotSent, State
from touyan.channels.tasks import send_due, sending, sweep_deliveries
from touyan.kernel import clock
from touyan.kernel.acts import batch
from touyan.orders.models import Order
from touyan.orders.tasks import remind
from touyan.town.acts import grant_role
from touyan.town.models import Notice, Organisation, Person
from touyan.town.rules import FOUNDER

pytestmark = pytest.mark.django_db

Mailed = Callable[..., Choice]


@pytest.fixture
def loop(
    placed: Any, secretary: Person, dispatcher: Person, officer: Person, roads: Organisation,
    lead: Person, leads: Organisation,
) -> Loop:  # fmt: skip
    return Loop(placed, secretary, dispatcher, officer, roads, lead, leads)


@pytest.fixture
def waiting(loop: Loop, mailed: Mailed) -> Delivery:
    """One message for the secretary: an order was placed."""
    mailed(loop.secretary)
    loop.placed()
    return Delivery.objects.get()


def states() -> list[str]:
    return list(Delivery.objects.order_by("id").values_list("state", flat=True))


def test_whoever_chose_mail_gets_what_the_desk_shows(waiting: Delivery) -> None:
    order = Order.objects.get()
    notice = Notice.objects.get()
    assert (waiting.event, waiting.about, waiting.number) == (
        "orders.place", f"order:{order.pk}", order.ref,
    )  # fmt: skip
    assert waiting.key == f"n{notice.pk}p{waiting.person_id}mail"
    assert send_due() == 1
    assert states() == ["sent"]
    assert [one.to for one in mail.outbox] == [["baihua@example.cn"]]


def test_nobody_else_gets_anything(loop: Loop, mailed: Mailed) -> None:
    mailed(loop.officer)
    order, _requester = loop.placed()
    assert states() == []
    do("accept", loop.secretary, order)
    assert states() == []


def test_what_was_rolled_back_is_not_told(loop: Loop, mailed: Mailed) -> None:
    mailed(loop.secretary)
    with pytest.raises(ZeroDivisionError):
        placed_and_undone(loop)
    assert (Order.objects.count(), states()) == (0, [])


def placed_and_undone(loop: Loop) -> None:
    with batch():
        loop.placed()
        assert states() == ["waiting"]
        raise ZeroDivisionError


def test_a_secretary_hears_for_the_branch_and_members_do_not(
    loop: Loop, mailed: Mailed, somebody: Any, baihua: Organisation
) -> None:
    mailed(somebody("member", "member", baihua))
    mailed(loop.secretary)
    loop.placed()
    assert [one.person for one in Delivery.objects.all()] == [loop.secretary]


def test_a_role_that_has_ended_hears_nothing(loop: Loop, mailed: Mailed) -> None:
    mailed(loop.secretary)
    loop.secretary.roles.update(ends_on=at("2026-11-24 00:00").date())
    loop.placed()
    assert states() == []


def ends_tonight(person: Person) -> None:
    person.roles.update(ends_on=LATE.date())


def test_what_waits_for_the_morning_is_not_for_whose_role_ended_in_the_night(
    loop: Loop, mailed: Mailed, somebody: Any, baihua: Organisation
) -> None:
    mailed(loop.secretary)
    mailed(somebody("next", "secretary", baihua))
    with clock.at(LATE):
        loop.placed()
        ends_tonight(loop.secretary)
    with clock.at(LATE + timedelta(hours=12)):
        assert send_due() == 1
    assert states() == ["dropped", "sent"]
    assert [one.to for one in mail.outbox] == [["next@example.cn"]]
    assert list(faults()) == []


def test_who_works_elsewhere_by_the_morning_does_not_hear_for_where_they_were(
    loop: Loop, mailed: Mailed, paibei: Organisation
) -> None:
    mailed(loop.secretary)
    with clock.at(LATE):
        loop.placed()
        ends_tonight(loop.secretary)
        grant_role(
            by=FOUNDER, person=loop.secretary, organisation=paibei, role="secretary",
            starts_on=LATE.date(),
        )  # fmt: skip
    with clock.at(LATE + timedelta(hours=12)):
        assert send_due() == 0
    assert states() == ["dropped"]


@pytest.mark.parametrize("own", [0, 1], ids=["asked for first", "asked for last"])
def test_an_ended_role_takes_nothing_along_of_what_somebody_hears_for_themselves(
    loop: Loop, mailed: Mailed, own: int
) -> None:
    mailed(loop.secretary, grouped=True)
    with clock.at(LATE):
        refs = [loop.placed(words)[0].ref for words in ("路灯不亮。", "井盖没了。")]
        theirs = Delivery.objects.order_by("id")[own]
        Delivery.objects.filter(pk=theirs.pk).update(place=None)
        ends_tonight(loop.secretary)
    with clock.at(LATE + timedelta(hours=12)):
        assert send_due() == 1
    assert states() == ["dropped" if n != own else "sent" for n in range(2)]
    (message,) = mail.outbox
    assert [ref for ref in refs if ref in message.body] == [refs[own]]
    assert list(faults()) == []


def test_who_asked_with_an_account_hears_what_became_of_it(
    loop: Loop, mailed: Mailed, resident: Person
) -> None:
    mailed(resident)
    order, requester = loop.accepted(person=resident, by=resident)
    row = Delivery.objects.get()
    assert (row.person, row.requester, row.event) == (resident, requester, "orders.accept")
    send_due()
    body = mail.outbox[0].body
    assert f"{order.ref} The branch took it on." in body
    assert f"/orders/r/{requester.receipt}/" in body


def test_whoever_did_it_is_not_told(loop: Loop, mailed: Mailed) -> None:
    """A secretary who placed it for themselves at the desk and accepts it knows that."""
    mailed(loop.secretary)
    order, _requester = loop.placed(person=loop.secretary, by=loop.secretary)
    do("accept", loop.secretary, order)
    assert states() == []


def test_what_a_ledger_tells_of_last_year_is_not_announced(loop: Loop, mailed: Mailed) -> None:
    mailed(loop.secretary)
    with clock.at(at("2021-03-01 09:00")):
        loop.placed()
    assert (Order.objects.count(), states()) == (1, [])


def test_the_same_is_never_written_twice(waiting: Delivery) -> None:
    again = Delivery.objects.get()
    again.pk = None
    Delivery.objects.bulk_create([again], ignore_conflicts=True)
    assert Delivery.objects.count() == 1


# When --------------------------------------------------------------------------------------------


def test_at_night_it_waits_for_the_morning(loop: Loop, mailed: Mailed) -> None:
    mailed(loop.secretary)
    with clock.at(LATE):
        loop.placed()
        assert send_due() == 0
    assert Delivery.objects.get().next_at == at("2026-11-26 07:00")
    with clock.at(at("2026-11-26 07:00")):
        assert send_due() == 1


def test_an_urgent_matter_does_not_wait(loop: Loop, mailed: Mailed) -> None:
    mailed(loop.secretary, grouped=True)
    with clock.at(LATE):
        loop.placed(urgency="urgent")
        assert send_due() == 1


def test_nobody_is_woken_for_a_date_that_was_known_before(loop: Loop, mailed: Mailed) -> None:
    mailed(loop.secretary)
    with clock.at(LATE):
        loop.placed(urgency="urgent")
        assert send_due() == 1
    with clock.at(at("2026-11-26 00:05")):
        assert remind() == 1
        assert send_due() == 0
    reminder = Delivery.objects.get(state="waiting")
    assert (reminder.event, reminder.next_at) == ("orders.due_now", at("2026-11-26 07:00"))


def test_what_failed_in_the_evening_waits_for_the_morning_unless_it_is_urgent(
    loop: Loop, mailed: Mailed, serving_mail: Any
) -> None:
    server = serving_mail()
    server.answers = ["451 later", "451 later"]
    mailed(loop.secretary)
    with clock.at(at("2026-11-25 20:59")):
        loop.placed("路灯不亮。")
        urgent, _r = loop.placed("燃气味很重。", urgency="urgent")
        assert send_due() == 0
    with clock.at(at("2026-11-25 21:00")):
        assert send_due() == 1
    assert [urgent.ref in one.get_content() for one in server.taken] == [True]
    waiting = Delivery.objects.get(state="waiting")
    assert (waiting.attempts, waiting.next_at) == (1, at("2026-11-26 07:00"))
    with clock.at(waiting.next_at):
        assert send_due() == 1


def test_a_worker_that_stood_still_in_the_evening_wakes_nobody(loop: Loop, mailed: Mailed) -> None:
    mailed(loop.secretary)
    with clock.at(at("2026-11-25 20:59")):
        loop.placed()
    with clock.at(LATE):
        assert send_due() == 0
    with clock.at(at("2026-11-26 07:00")):
        assert send_due() == 1


@pytest.mark.parametrize(
    ("quiet", "moment", "expected"),
    [
        (("21:00", "07:00"), "2026-11-25 20:59", "2026-11-25 20:59"),
        (("21:00", "07:00"), "2026-11-25 21:00", "2026-11-26 07:00"),
        (("21:00", "07:00"), "2026-11-26 06:59", "2026-11-26 07:00"),
        (("21:00", "07:00"), "2026-11-26 07:00", "2026-11-26 07:00"),
        (("12:00", "14:00"), "2026-11-25 13:00", "2026-11-25 14:00"),
        (("12:00", "14:00"), "2026-11-25 23:00", "2026-11-25 23:00"),
        (("00:00", "00:00"), "2026-11-25 03:00", "2026-11-25 03:00"),
    ],
)
def test_quiet_hours(quiet: tuple[str, str], moment: str, expected: str) -> None:
    since, until = (at(f"2026-01-01 {one}").time() for one in quiet)
    choice = Choice(quiet_from=since, quiet_until=until)
    assert awake(choice, at(moment)) == at(expected)


def test_several_within_some_minutes_are_one_message(loop: Loop, mailed: Mailed) -> None:
    mailed(loop.secretary, grouped=True)
    with clock.at(MORNING):
        refs = [loop.placed(f"第{n}件：路灯不亮{n * '。'}")[0].ref for n in range(3)]
        assert send_due() == 0
    with clock.at(MORNING + timedelta(minutes=5)):
        assert send_due() == 1
    assert states() == ["sent"] * 3
    (message,) = mail.outbox
    assert message.subject == "Wushan Town: 3 pieces of news"
    assert [ref for ref in refs if ref in message.body] == refs


# A worker that dies, a server that fails ---------------------------------------------------------


def test_a_killed_workers_message_is_sent_again_under_the_same_name(waiting: Delivery) -> None:
    with clock.at(MORNING + timedelta(minutes=1)):
        taken = sending._taken()
        assert taken is not None
        sending.Turn()._sender("mail").send(taken, [taken])  # sent, and killed before it is noted
        assert send_due() == 0
    with clock.at(MORNING + timedelta(minutes=1, seconds=1) + LEASE):
        assert send_due() == 1
    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]
    assert states() == ["sent"]


def test_what_goes_out_together_stays_together_when_a_worker_dies(
    loop: Loop, mailed: Mailed
) -> None:
    mailed(loop.secretary, grouped=True)
    with clock.at(MORNING):
        one, _r = loop.placed("路灯不亮。")
        other, _r = loop.placed("井盖没了。")
    with clock.at(MORNING + timedelta(minutes=6)):
        sending._taken()
        third, _r = loop.placed("下水道堵了。")
    with clock.at(MORNING + timedelta(minutes=7) + LEASE):
        assert send_due() == 1
    assert states() == ["sent", "sent", "waiting"]
    (message,) = mail.outbox
    assert [ref for ref in (one.ref, other.ref, third.ref) if ref in message.body] == [
        one.ref, other.ref,
    ]  # fmt: skip


def test_a_worker_that_was_overtaken_notes_nothing(waiting: Delivery) -> None:
    with clock.at(MORNING + timedelta(minutes=1)):
        slow = sending._taken()
    with clock.at(MORNING + timedelta(minutes=2) + LEASE):
        quick = sending._taken()
        assert slow is not None
        assert quick is not None
        assert sending._end(slow, State.SENT) is False
        assert states() == ["sending"]
        assert sending._end(quick, State.SENT) is True
    assert states() == ["sent"]


def test_two_workers_do_not_take_the_same(waiting: Delivery) -> None:
    with clock.at(MORNING + timedelta(minutes=1)):
        assert sending._taken() == waiting
        assert sending._taken() is None


class Failing:
    """A channel of which every message fails."""

    def __init__(self, error: Exception) -> None:
        self.error, self.tried = error, 0

    def send(self, delivery: Delivery, parts: Any) -> None:
        self.tried += 1
        raise self.error

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception], Failing]:
    def make(error: Exception) -> Failing:
        sender = Failing(error)
        monkeypatch.setitem(sending.SENDERS, "mail", lambda: sender)
        return sender

    return make


def run_until_it_ends(moment: Any) -> None:
    while rows := list(Delivery.objects.filter(state="waiting").order_by("next_at")[:1]):
        moment = max(moment, rows[0].next_at)
        with clock.at(moment):
            send_due()


def test_it_is_tried_for_a_day_and_then_given_up_where_the_desk_sees_it(
    waiting: Delivery, failing: Any
) -> None:
    sender = failing(NotSent("Not today."))
    run_until_it_ends(MORNING + timedelta(minutes=1))
    waiting.refresh_from_db()
    assert (waiting.state, waiting.error, sender.tried) == ("dead", "Not today.", MOST_ATTEMPTS)
    assert waiting.ended_at is not None
    assert timedelta(hours=20) < waiting.ended_at - waiting.at < timedelta(hours=30)


def test_what_can_never_arrive_is_given_up_at_once(waiting: Delivery, failing: Any) -> None:
    sender = failing(NotSent("No such address.", for_good=True))
    run_until_it_ends(MORNING + timedelta(minutes=1))
    assert (states(), sender.tried) == (["dead"], 1)


def test_one_that_cannot_be_made_does_not_keep_the_others(
    loop: Loop, mailed: Mailed, caplog: pytest.LogCaptureFixture
) -> None:
    mailed(loop.secretary)
    loop.placed("路灯不亮。")
    loop.placed("井盖没了。")
    Delivery.objects.filter(pk=Delivery.objects.earliest("id").pk).update(
        about="order:x", number="/"
    )
    with clock.at(MORNING + timedelta(minutes=1)):
        assert send_due() == 1
    assert states() == ["waiting", "sent"]
    assert "could not be made" in caplog.text


def test_a_worker_killed_again_and_again_gives_up(waiting: Delivery) -> None:
    moment = MORNING + timedelta(minutes=1)
    for _n in range(MOST_ATTEMPTS):
        with clock.at(moment):
            assert sending._taken() is not None
        moment += LEASE + timedelta(seconds=1)
    with clock.at(moment):
        assert send_due() == 0
    waiting.refresh_from_db()
    assert waiting.state == "dead"
    assert waiting.error == "The worker ended while it was sending this, again and again."


def test_a_server_that_is_not_there_is_left_alone_for_a_while(
    loop: Loop, mailed: Mailed, failing: Any
) -> None:
    mailed(loop.secretary)
    loop.placed("路灯不亮。")
    loop.placed("井盖没了。")
    sender = failing(NotSent("Not there.", rest=True))
    with clock.at(MORNING + timedelta(minutes=1)):
        send_due()
        send_due()
        assert sender.tried == 1
    with clock.at(MORNING + timedelta(minutes=3)):
        send_due()
        assert sender.tried == 2


def test_who_switched_it_off_meanwhile_gets_nothing(waiting: Delivery) -> None:
    Choice.objects.update(on=False)
    assert send_due() == 0
    assert states() == ["dropped"]


def test_who_has_left_gets_nothing(waiting: Delivery, secretary: Person) -> None:
    secretary.is_active = False
    secretary.save()
    assert send_due() == 0
    assert states() == ["dropped"]


# Keeping it whole --------------------------------------------------------------------------------


def test_old_rows_are_forgotten_and_what_waits_is_not(waiting: Delivery) -> None:
    with clock.at(MORNING + timedelta(days=400)):
        assert sweep_deliveries() == 0
    send_due()
    with clock.at(MORNING + timedelta(days=29)):
        assert sweep_deliveries() == 0
    with clock.at(MORNING + timedelta(days=31)):
        assert sweep_deliveries() == 1


def test_check_names_what_nobody_will_send(waiting: Delivery, settings: Any) -> None:
    assert list(faults()) == []
    with clock.at(MORNING + timedelta(hours=2)):
        assert list(faults()) == [
            f"delivery:{waiting.pk}: mail of orders.place has been due for more than an hour: "
            "is `touyan work` running?"
        ]
    settings.MAIL_ON = False
    assert list(faults()) == [
        f"delivery:{waiting.pk}: mail of orders.place waits for a channel that is not set up here"
    ]


def test_check_names_one_whose_lead_is_gone(loop: Loop, mailed: Mailed) -> None:
    mailed(loop.secretary, grouped=True)
    with clock.at(MORNING):
        loop.placed("路灯不亮。")
        loop.placed("井盖没了。")
    with clock.at(MORNING + timedelta(minutes=6)):
        sending._taken()
    lead, other = Delivery.objects.order_by("id")
    Delivery.objects.filter(pk=lead.pk).update(state="sent", lease_until=None, ended_at=clock.now())
    assert list(faults()) == [
        f"delivery:{other.pk}: mail of orders.place goes out with another that is not under way"
    ]


def test_what_rests_is_not_asked_for(waiting: Delivery) -> None:
    now = MORNING + timedelta(minutes=1)
    assert to_send(now, []).count() == 1
    assert to_send(now, ["mail"]).count() == 0
