"""Messages through the town's WeChat account: who chose so, when, what they say, and what becomes of a refusal."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from tests.channels.moments import LATE, MORNING, NIGHT, SOON, at
from tests.channels.wechat_stand_in import TEMPLATE, StandIn
from tests.orders.stages import do
from tests.writing import BLANKS, WANG, ZHOU, Phone, account
from touyan.channels.models import Choice, Delivery, Follower
from touyan.channels.reads import faults
from touyan.channels.states import LEASE, State
from touyan.channels.tasks import send_due, sending
from touyan.channels.wechat.acts import bind_wechat, choose_wechat, unbind_wechat
from touyan.conf.wechat import Template
from touyan.kernel import clock
from touyan.orders.models import Order, Requester
from touyan.town.models import Person

pytestmark = pytest.mark.django_db

TEMPLATES, SUBSCRIBE = "/cgi-bin/message/template/send", "/cgi-bin/message/subscribe/bizsend"
Told = Callable[..., Choice]


@pytest.fixture(autouse=True)
def _nothing_rests() -> None:
    sending.resting.clear()


@pytest.fixture
def told(stand_in: StandIn) -> Told:
    """Lets a person join their WeChat and choose to be told there."""

    def make(person: Person, openid: str = ZHOU, **wishes: Any) -> Choice:
        bind_wechat(by=person, openid=openid)
        wishes = {"on": True, "grouped": False, **NIGHT, **wishes}
        return choose_wechat(by=person, **wishes).about

    return make


@pytest.fixture
def order(told: Told, placed: Any, resident: Person) -> tuple[Order, Requester]:
    told(resident)
    return placed(  # type: ignore[no-any-return]
        "周桂英家门口的路灯坏了，电话 13900001234。", person=resident, by=resident
    )


def states() -> list[tuple[str, str]]:
    return list(Delivery.objects.order_by("id").values_list("state", "error"))


def test_who_chose_wechat_is_told_there(
    order: tuple[Order, Requester], stand_in: StandIn, secretary: Person
) -> None:
    do("accept", secretary, order[0])
    assert send_due() == 1
    (call,) = stand_in.to(TEMPLATES)
    assert call.said == {
        "touser": ZHOU,
        "template_id": TEMPLATE,
        "url": f"http://127.0.0.1:8000/orders/r/{order[1].receipt}/",
        "client_msg_id": call.said["client_msg_id"],
        "data": {
            "character_string1": {"value": order[0].ref},
            "thing2": {"value": "The branch took …"},
            "time3": {"value": "2026年11月25日 10:30"},
            "thing4": {"value": "吴山镇"},
        },
    } | {"data": call.said["data"]}
    assert call.said["data"]["character_string1"] == {"value": order[0].ref}
    assert call.said["data"]["time3"] == {"value": "2026年11月25日 10:30"}
    assert states() == [("sent", "")]


def test_nothing_personal_is_in_it(
    order: tuple[Order, Requester], stand_in: StandIn, secretary: Person
) -> None:
    do("accept", secretary, order[0])
    send_due()
    (call,) = stand_in.to(TEMPLATES)
    for secret in ("周桂英", "13900001234", "路灯", "居民小周"):
        assert secret not in call.body.decode()


def test_a_sentence_is_as_long_as_wechat_takes_it(
    order: tuple[Order, Requester], stand_in: StandIn, secretary: Person, settings: Any
) -> None:
    Choice.objects.update(language="en")
    do("accept", secretary, order[0])
    do("deliver", secretary, order[0], reply="好了。")
    assert send_due() == 2
    values = [call.said["data"]["thing2"]["value"] for call in stand_in.to(TEMPLATES)]
    assert values[-1] == "It is reported as d…"
    assert max(map(len, values)) <= 20


def test_in_the_language_that_was_chosen(
    order: tuple[Order, Requester], stand_in: StandIn, secretary: Person
) -> None:
    Choice.objects.update(language="zh-hans")
    do("accept", secretary, order[0])
    send_due()
    (call,) = stand_in.to(TEMPLATES)
    assert call.said["data"]["thing2"]["value"].startswith("支部")


def test_several_within_some_minutes_are_one_message(
    told: Told, placed: Any, resident: Person, secretary: Person, stand_in: StandIn
) -> None:
    told(resident, grouped=True)
    order, _requester = placed(person=resident, by=resident)
    do("accept", secretary, order)
    do("deliver", secretary, order, reply="好了。")
    assert send_due() == 0
    with time_machine.travel(MORNING + timedelta(minutes=6)):
        assert send_due() == 1
    (call,) = stand_in.to(TEMPLATES)
    assert "2" in call.said["data"]["thing2"]["value"]
    assert call.said["url"] == "http://127.0.0.1:8000/account/notices/"
    assert [state for state, _why in states()] == ["sent", "sent"]


def test_at_night_it_waits_for_the_morning(
    order: tuple[Order, Requester], secretary: Person
) -> None:
    with clock.at(LATE):
        do("accept", secretary, order[0])
        assert send_due() == 0
    assert Delivery.objects.get().next_at == at("2026-11-26 07:00")


def test_whoever_switched_it_off_or_separated_it_is_not_told(
    told: Told, placed: Any, resident: Person, secretary: Person, stand_in: StandIn
) -> None:
    told(resident, on=False)
    order, _requester = placed(person=resident, by=resident)
    do("accept", secretary, order)
    assert states() == []
    choose_wechat(by=resident, on=True, grouped=False, **NIGHT)
    do("deliver", secretary, order, reply="好了。")
    unbind_wechat(by=resident, follower=Follower.objects.get())
    assert send_due() == 0
    assert states() == [("dropped", "")]
    assert stand_in.to(TEMPLATES) == []


def test_whoever_left_the_account_is_not_told(
    order: tuple[Order, Requester], stand_in: StandIn, secretary: Person
) -> None:
    Phone().event("unsubscribe")
    do("accept", secretary, order[0])
    assert send_due() == 0
    assert states() == [("dropped", "")]
    assert stand_in.to(TEMPLATES) == []


@pytest.mark.parametrize("code", [43101, 43004])
def test_whoever_refuses_at_wechat_is_not_a_failure(
    order: tuple[Order, Requester], stand_in: StandIn, secretary: Person, code: int
) -> None:
    do("accept", secretary, order[0])
    stand_in.answers = [code]
    send_due()
    assert states() == [("dropped", "")]


def test_a_person_whom_wechat_knows_no_more_is_given_up_at_once(
    order: tuple[Order, Requester], stand_in: StandIn, secretary: Person
) -> None:
    stand_in.unknown.add(ZHOU)
    do("accept", secretary, order[0])
    send_due()
    assert states() == [("dead", "WeChat does not know this person any more. (40003)")]


@pytest.mark.parametrize("code", [-1, 45009, 48001, 40037])
def test_what_may_pass_is_tried_again(
    order: tuple[Order, Requester], stand_in: StandIn, secretary: Person, code: int
) -> None:
    do("accept", secretary, order[0])
    stand_in.answers = [code]
    assert send_due() == 0
    ((state, error),) = states()
    assert (state, str(code) in error) == ("waiting", True)
    row = Delivery.objects.get()
    sending.resting.clear()
    with time_machine.travel(row.next_at):
        assert send_due() == 1


def test_a_used_up_quota_leaves_the_others_waiting(
    told: Told, placed: Any, resident: Person, lead: Person, secretary: Person, stand_in: StandIn
) -> None:
    told(resident)
    told(lead, WANG)
    for person in (resident, lead):
        order, _requester = placed(person=person, by=person)
        do("accept", secretary, order)
    stand_in.answers = [45009]
    assert send_due() == 0
    assert len(stand_in.to(TEMPLATES)) == 0
    assert sorted(Delivery.objects.values_list("attempts", flat=True)) == [0, 1]


def test_killed_between_sending_and_noting_it_reaches_the_person_once(
    order: tuple[Order, Requester], stand_in: StandIn, secretary: Person
) -> None:
    """WeChat lets the same number through once."""
    do("accept", secretary, order[0])
    assert send_due() == 1
    Delivery.objects.update(state=State.SENDING, ended_at=None, lease_until=MORNING + LEASE)
    with time_machine.travel(MORNING + LEASE + SOON):
        assert send_due() == 1
    first, second = stand_in.to(TEMPLATES)
    assert first.said == second.said
    assert len(stand_in.messages) == 1
    assert states() == [("sent", "")]


def test_two_events_are_two_messages(
    order: tuple[Order, Requester], stand_in: StandIn, secretary: Person
) -> None:
    do("accept", secretary, order[0])
    do("deliver", secretary, order[0], reply="好了。")
    assert send_due() == 2
    assert len(stand_in.messages) == 2


def test_by_a_subscribe_message_where_the_account_has_that_right(
    order: tuple[Order, Requester], stand_in: StandIn, secretary: Person, settings: Any
) -> None:
    settings.WECHAT = account(api=stand_in.url, template=Template("subscribe", TEMPLATE, BLANKS))
    do("accept", secretary, order[0])
    assert send_due() == 1
    (call,) = stand_in.to(SUBSCRIBE)
    assert sorted(call.said) == ["data", "page", "template_id", "touser"]


def test_where_the_template_was_taken_away_it_waits_and_says_why(
    order: tuple[Order, Requester], stand_in: StandIn, secretary: Person, settings: Any
) -> None:
    do("accept", secretary, order[0])
    settings.WECHAT = account(api=stand_in.url)
    assert send_due() == 0
    assert states() == [("waiting", "No template is named for messages in WeChat.")]


def test_where_the_account_was_taken_away_check_says_so(
    order: tuple[Order, Requester], secretary: Person, settings: Any
) -> None:
    do("accept", secretary, order[0])
    settings.WECHAT = type(settings.WECHAT)()
    assert [one.partition(": ")[2] for one in faults()] == [
        "wechat of orders.accept waits for a channel that is not set up here"
    ]


def test_the_office_is_told_too(
    told: Told, placed: Any, secretary: Person, stand_in: StandIn
) -> None:
    told(secretary)
    order, _requester = placed()
    assert send_due() == 1
    (call,) = stand_in.to(TEMPLATES)
    assert call.said["url"] == f"http://127.0.0.1:8000/desk/orders/{order.ref}/"
