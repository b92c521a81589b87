"""Text messages, to a stand-in of the provider that checks signatures as the real one does."""

import json
import logging
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override

from tests.channels.moments import NIGHT
from tests.channels.stand_in import Provider, provider
from tests.orders.stages import Loop, do
from touyan.channels import words
from touyan.channels.acts import choose_sms, prove_phone
from touyan.channels.models import Choice, Delivery
from touyan.channels.rules import codes_of
from touyan.channels.sms import text
from touyan.channels.sms.tencent import FINAL, LATER, why
from touyan.channels.states import LEASE
from touyan.channels.tasks import send_due, sending
from touyan.conf import environment
from touyan.kernel import clock
from touyan.kernel.acts import batch
from touyan.town.models import Organisation, Person

pytestmark = pytest.mark.django_db

PHONE = "13900001234"
Texted = Callable[..., Choice]


@pytest.fixture
def texted() -> Texted:
    """Lets a person choose text messages and prove the number."""

    def make(person: Person, phone: str = PHONE, **wishes: Any) -> Choice:
        wishes = {"grouped": False, **NIGHT, **wishes}
        choice = choose_sms(by=person, address=phone, on=True, **wishes).about
        choice = prove_phone(by=person, choice=choice, code=codes_of(choice)[0]).about
        Delivery.objects.all().delete()
        return choice

    return make


@pytest.fixture
def loop(
    placed: Any, secretary: Person, dispatcher: Person, officer: Person, roads: Organisation,
    lead: Person, leads: Organisation,
) -> Loop:  # fmt: skip
    return Loop(placed, secretary, dispatcher, officer, roads, lead, leads)


@pytest.fixture
def tencent(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    with provider() as one:
        monkeypatch.setenv("TOUYAN_SMS", one.url())
        settings.SMS = environment.sms()
        yield one


@pytest.fixture
def waiting(loop: Loop, texted: Texted, resident: Person) -> Delivery:
    """One message for whoever asked: the branch took it on."""
    texted(resident)
    loop.accepted(person=resident, by=resident)
    return Delivery.objects.get()


def test_the_provider_is_sent_a_template_its_gaps_and_one_number(
    tencent: Provider, waiting: Delivery
) -> None:
    assert send_due() == 1
    (taken,) = tencent.taken
    assert taken == {
        "PhoneNumberSet": ["+8613900001234"], "SmsSdkAppId": "1400006666", "SignName": "吴山镇",
        "TemplateId": "2001", "TemplateParamSet": [waiting.number, "已接单", waiting.number],
        "SessionContext": waiting.key,
    }  # fmt: skip


def test_nothing_that_anybody_wrote_or_is_called_reaches_the_provider(
    tencent: Provider, loop: Loop, texted: Texted, resident: Person
) -> None:
    texted(resident)
    _order, requester = loop.accepted(
        words="周桂英家门口的路灯坏了", where="东门三栋", person=resident, by=resident
    )
    send_due()
    whole = json.dumps(json.loads("".join(tencent.bodies)), ensure_ascii=False)
    leaks = (
        "路灯",
        "周桂英",
        "东门",
        resident.name,
        resident.login,
        requester.receipt,
        requester.pin,
    )
    assert [one for one in leaks if one in whole] == []


def test_a_wrong_key_is_refused_and_rests(tencent: Provider, waiting: Delivery) -> None:
    tencent.secret_key = "another"
    send_due()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.error) == (
        "waiting", "The provider does not accept the town's key, signature, template or balance.",
    )  # fmt: skip
    assert ("sms" in sending.resting, tencent.taken) == (True, [])


@pytest.mark.parametrize("code", sorted(FINAL))
def test_what_can_never_arrive_is_given_up(tencent: Provider, waiting: Delivery, code: str) -> None:
    tencent.answers = [code]
    send_due()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.error, "sms" in sending.resting) == (
        "dead", str(FINAL[code]), False,
    )  # fmt: skip


@pytest.mark.parametrize("code", sorted(LATER))
def test_a_number_that_had_too_many_waits_and_the_others_go_on(
    tencent: Provider, waiting: Delivery, code: str
) -> None:
    tencent.answers = [code]
    send_due()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.attempts, "sms" in sending.resting) == ("waiting", 1, False)
    with clock.at(waiting.next_at):
        assert send_due() == 1


@pytest.mark.parametrize(
    "code",
    [
        "RequestLimitExceeded",
        "InternalError.Timeout",
        "UnauthorizedOperation.SmsSdkAppIdVerifyFail",
    ],
)
def test_what_is_about_the_provider_or_the_account_rests_and_is_tried_again(
    tencent: Provider, waiting: Delivery, code: str
) -> None:
    tencent.errors = [code]
    send_due()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.attempts, "sms" in sending.resting) == ("waiting", 1, True)


def test_an_unknown_code_is_no_end() -> None:
    assert (why("FailedOperation.SomethingNew").for_good, why("").for_good) == (False, False)


def test_a_provider_that_is_out_of_order(tencent: Provider, waiting: Delivery) -> None:
    tencent.broken = True
    send_due()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.error) == (
        "waiting", "The provider of text messages cannot be reached.",
    )  # fmt: skip


def test_a_provider_that_is_not_there(
    tencent: Provider, waiting: Delivery, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as one:  # bound, and never listening
        one.bind(("127.0.0.1", 0))
        tencent.port = one.getsockname()[1]
        monkeypatch.setenv("TOUYAN_SMS", tencent.url())
        settings.SMS = environment.sms()
        send_due()
    waiting.refresh_from_db()
    assert waiting.error == "The provider of text messages cannot be reached."


def test_neither_the_log_nor_the_row_says_a_number_whatever_the_provider_answers(
    tencent: Provider, waiting: Delivery, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="touyan")
    tencent.errors = ["InternalError.OtherError"]
    send_due()
    waiting.refresh_from_db()
    said = caplog.text + waiting.error + repr([one.__dict__ for one in caplog.records])
    assert [one for one in (PHONE, "13900001234", "已接单") if one in said] == []


def test_killed_between_sending_and_noting_it_goes_once_more_and_no_more(
    tencent: Provider, waiting: Delivery, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """As if the process had ended."""

    def dies(*_told: object, **_more: object) -> bool:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(sending, "_end", dies)
        with pytest.raises(Killed):
            send_due()
    assert send_due() == 0
    with clock.at(clock.now() + LEASE * 2):
        assert send_due() == 1
        assert send_due() == 0
    assert [one["SessionContext"] for one in tencent.taken] == [waiting.key, waiting.key]


def test_what_was_rolled_back_is_not_told(
    tencent: Provider, loop: Loop, texted: Texted, secretary: Person
) -> None:
    texted(secretary)
    with pytest.raises(ZeroDivisionError):
        placed_and_undone(loop)
    assert (send_due(), tencent.bodies) == (0, [])


def placed_and_undone(loop: Loop) -> None:
    with batch():
        loop.placed()
        assert Delivery.objects.count() == 1
        raise ZeroDivisionError


def test_several_things_are_one_message(
    tencent: Provider, loop: Loop, texted: Texted, secretary: Person
) -> None:
    texted(secretary, grouped=True)
    loop.placed("东门的路灯不亮了。")
    loop.placed("西门的井盖松了。")
    with clock.at(clock.now() + LEASE * 5):
        assert send_due() == 1
    assert tencent.taken[0]["TemplateParamSet"] == ["共2条", "有新消息", "n"]


def test_who_reads_english_has_it_where_the_town_has_a_template(
    tencent: Provider, waiting: Delivery, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOUYAN_SMS", tencent.url(news_en="2002"))
    settings.SMS = environment.sms()
    send_due()
    (taken,) = tencent.taken
    assert (taken["TemplateId"], taken["TemplateParamSet"][1]) == ("2002", "taken on")


def test_no_word_of_ours_is_longer_in_chinese_than_a_new_account_may_send() -> None:
    with override("zh-hans"):
        said = {
            str(one)
            for one in [*text.ASKED_FOR.values(), *text.OTHERWISE.values(), text.NEWS_OF_IT]
        }
    assert [one for one in said if len(one) > 6 or not one.strip()] == []
    assert [one for one in said if one.isascii()] == []


def test_whoever_hears_as_requester_or_guardian_has_a_word_for_each_event() -> None:
    missing = (set(words.ASKED_FOR) - set(text.ASKED_FOR) - {"orders.decide_extension"}) | (
        set(words.GUARDIANS) - set(text.OTHERWISE)
    )
    assert missing == set()


# Without a provider ------------------------------------------------------------------------------


def test_the_log_has_one_line_without_number_or_words(
    waiting: Delivery, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SMS = environment.Sms("log")
    caplog.set_level(logging.INFO, logger="touyan.channels.sms")
    assert send_due() == 1
    (line,) = caplog.records
    assert (line.message, line.__dict__["told"]) == (
        "a text message would go out",
        {"key": waiting.key, "template": "news", "gaps": 3},
    )


def test_a_file_shows_whoever_tries_it_out_what_would_be_read(
    waiting: Delivery, settings: Any, tmp_path: Path
) -> None:
    settings.SMS = environment.Sms("file", folder=str(tmp_path / "sms"))
    assert send_due() == 1
    told = json.loads((tmp_path / "sms" / "messages.jsonl").read_text(encoding="utf-8"))
    assert (told["to"], told["text"]) == (
        PHONE, f"{waiting.number}: taken on. See http://127.0.0.1:8000/s/{waiting.number}",
    )  # fmt: skip


def test_where_it_is_not_set_up_nothing_is_written(
    loop: Loop, texted: Texted, resident: Person, settings: Any
) -> None:
    texted(resident)
    settings.SMS = environment.Sms()
    order, _requester = loop.placed(person=resident, by=resident)
    do("accept", loop.secretary, order)
    assert Delivery.objects.count() == 0


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("tencent://@/?app=1", "must name who asks"),
        ("tencent://id:key@/?app=1&sign=a&code=2", "lacks news"),
        ("tencent://id:key@example.cn/?app=1&sign=a&code=2&news=3&tls=off", "only for a stand-in"),
        ("https://example.cn", "must begin with"),
        ("file:", "must begin with"),
    ],
)
def test_a_setting_that_cannot_work_stops_the_start(
    url: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOUYAN_SMS", url)
    with pytest.raises(environment.Unsafe, match=says):
        environment.sms()


def test_a_town_that_serves_people_writes_no_messages_into_files(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TOUYAN_ALLOWED_HOSTS", "town.example.cn")
    assert environment.sms().on is False
    monkeypatch.setenv("TOUYAN_SMS", "file:///tmp/x")
    with pytest.raises(environment.Unsafe, match="not for a town that serves people"):
        environment.sms()
