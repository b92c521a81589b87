"""The address that WeChat calls: only WeChat, only for this account, only now, and each message once."""

import logging
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client

from tests.writing import ZHOU, Phone, account, asked_with, bring, read, sealed_in, xml
from touyan.channels.models import Draft, Follower, Heard
from touyan.channels.wechat.envelope import MOST_BYTES
from touyan.kernel import clock
from touyan.kernel.models import Entry
from touyan.town.models import Organisation

pytestmark = pytest.mark.django_db


def plain(**parts: object) -> str:
    told = {
        "ToUserName": "gh_10f6c3c3ac5a", "FromUserName": ZHOU, "CreateTime": 1409735668,
        "MsgType": "text", "Content": "东门的路灯不亮。", "MsgId": 6054768590064713728,
    }  # fmt: skip
    return xml(**{**told, **parts})


def brought(text: str, at: int | None = None) -> Any:
    return bring(*sealed_in(text, asked_with(at)))


def kept() -> tuple[int, int, int]:
    return Follower.objects.count(), Heard.objects.count(), Draft.objects.count()


@pytest.mark.usefixtures("wechat")
def test_wechat_is_shown_that_the_address_is_ours() -> None:
    response = Client().get("/wechat/", asked_with(echostr="6054768590064713728"))
    assert (response.status_code, response.content) == (200, b"6054768590064713728")
    assert response["Content-Type"] == "text/plain; charset=utf-8"


@pytest.mark.usefixtures("wechat")
@pytest.mark.parametrize(
    "changes",
    [
        {"signature": "0" * 40}, {"signature": ""}, {"nonce": "1"}, {"timestamp": "1"},
        {"timestamp": "now"}, {"timestamp": "-5"}, {"timestamp": "٣٤"}, {"echostr": "x" * 500},
        {"timestamp": "9" * 400},
    ],
)  # fmt: skip
def test_whoever_lacks_the_token_is_shown_nothing(changes: dict[str, str]) -> None:
    response = Client().get("/wechat/", asked_with(echostr="hello") | changes)
    assert (response.status_code, response.content) == (403, b"")


@pytest.mark.usefixtures("wechat")
def test_an_old_or_a_coming_moment_is_refused_though_it_is_signed() -> None:
    now = int(clock.now().timestamp())
    for at, status in ((now - 590, 200), (now + 590, 200), (now - 620, 403), (now + 620, 403)):
        assert Client().get("/wechat/", asked_with(at, echostr="x")).status_code == status
        assert brought(plain(MsgId=at), at).status_code == status


def test_without_an_account_there_is_no_such_address(client: Client) -> None:
    assert client.get("/wechat/").status_code == 404
    assert client.post("/wechat/").status_code == 404


@pytest.mark.usefixtures("wechat")
def test_other_methods_are_refused(client: Client) -> None:
    assert client.put("/wechat/").status_code == 405


@pytest.mark.usefixtures("wechat", "town")
def test_a_message_is_answered_encrypted_and_signed() -> None:
    response = brought(plain())
    assert (response.status_code, response["Content-Type"]) == (200, "text/xml; charset=utf-8")
    assert b"Content>" not in response.content
    assert "/wechat/drafts/" in read(response)


@pytest.mark.usefixtures("wechat")
def test_what_is_signed_wrongly_is_not_taken() -> None:
    asked, body = sealed_in(plain(), asked_with())
    for changes in ({"msg_signature": "0" * 40}, {"signature": "0" * 40}, {"nonce": "7"}):
        assert bring({**asked, **changes}, body).status_code == 403
    del asked["msg_signature"]
    assert bring(asked, body).status_code == 403
    assert kept() == (0, 0, 0)


@pytest.mark.usefixtures("wechat")
def test_what_is_encrypted_for_another_account_is_not_taken() -> None:
    asked, body = sealed_in(plain(), asked_with(), app="wx0000000000000000")
    assert bring(asked, body).status_code == 403
    assert kept() == (0, 0, 0)


@pytest.mark.usefixtures("wechat")
def test_words_in_the_open_are_not_looked_at_where_messages_come_encrypted() -> None:
    """In 兼容模式 both come; whoever stands between could write the open ones."""
    assert bring(asked_with(), plain()).status_code == 403
    asked, body = sealed_in(plain(Content="路灯不亮"), asked_with())
    both = body.replace("</xml>", "<Content><![CDATA[别的话]]></Content></xml>")
    assert bring(asked, both).status_code == 200
    assert Draft.objects.get().words == "路灯不亮"


def test_in_the_open_only_where_it_is_set_so(settings: Any, town: Organisation) -> None:
    settings.WECHAT = account(key=b"")
    response = bring(asked_with(), plain())
    told = {part.tag: part.text or "" for part in ElementTree.fromstring(response.content)}  # noqa: S314
    assert (told["ToUserName"], told["MsgType"]) == (ZHOU, "text")
    assert bring(asked_with() | {"signature": "0" * 40}, plain(MsgId=2)).status_code == 403
    assert kept() == (1, 1, 1)


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY b "&lol;&lol;&lol;&lol;">]>'
    "<xml><FromUserName>oyORnuP8q7ou2gfYjqLzSIWZf0rs</FromUserName><MsgType>text</MsgType><Content>&b;</Content></xml>"
)
FILE = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    "<xml><FromUserName>oyORnuP8q7ou2gfYjqLzSIWZf0rs</FromUserName><MsgType>text</MsgType><Content>&f;</Content></xml>"
)


@pytest.mark.usefixtures("wechat")
@pytest.mark.parametrize(
    "text",
    [BOMB, FILE, "<xml>", "", "{}", '<?xml version="1.0" encoding="utf-7"?><xml/>', "<xml/>", "\x00",
     '<?xml version="1.0" encoding="nonsense"?><xml/>', "<!DOCTYPE x><xml/>"],
)  # fmt: skip
def test_xml_that_is_none_or_means_harm_is_not_read_inside_or_outside(text: str) -> None:
    assert brought(text).status_code == 403
    assert bring(asked_with(), text).status_code == 403
    assert kept() == (0, 0, 0)


@pytest.mark.usefixtures("wechat")
def test_more_than_a_message_can_be_is_not_read() -> None:
    assert bring(asked_with(), "x" * (MOST_BYTES + 1)).status_code == 413
    assert kept() == (0, 0, 0)


@pytest.mark.usefixtures("wechat")
def test_a_browsers_form_is_not_read() -> None:
    line = "&".join(f"{name}={value}" for name, value in asked_with().items())
    browser = Client(enforce_csrf_checks=True)
    assert browser.post(f"/wechat/?{line}", {"once": "1"}).status_code == 403
    typed = browser.post(f"/wechat/?{line}", "once=1", "application/x-www-form-urlencoded")
    assert typed.status_code == 403


@pytest.mark.usefixtures("wechat")
@pytest.mark.parametrize(
    "sender", ["", "short", "o" * 41, "oyORnuP8q7ou2gfYjqLz SIWZf0r", "周桂英" * 8]
)
def test_a_sender_that_is_no_openid_is_not_taken(sender: str) -> None:
    assert brought(plain(FromUserName=sender)).status_code == 403


@pytest.mark.usefixtures("wechat", "town")
def test_the_same_message_has_the_same_answer_and_makes_one_draft() -> None:
    first = read(brought(plain()))
    assert [read(brought(plain())) for _time in range(2)] == [first, first]
    assert kept() == (1, 1, 1)
    assert Draft.objects.get().words == "东门的路灯不亮。"
    assert Entry.objects.filter(name="channels.hear").count() == 1


@pytest.mark.usefixtures("wechat", "town")
def test_another_number_is_another_message_though_the_words_are_the_same() -> None:
    brought(plain())
    brought(plain(MsgId=6054768590064713729))
    assert Heard.objects.count() == 2


def test_an_event_is_known_by_who_and_when(phone: Phone) -> None:
    told = phone.message("event", Event="subscribe")
    first = read(brought(told))
    assert first.startswith("Welcome.")
    assert read(brought(told)) == first
    assert Heard.objects.count() == 1


@pytest.mark.parametrize(
    "event", ["LOCATION", "TEMPLATESENDJOBFINISH", "SCAN", "VIEW", "unheard_of", ""]
)
def test_what_is_nobodys_word_is_answered_with_success_and_not_kept(
    phone: Phone, event: str
) -> None:
    response = phone.post("event", Event=event, Latitude="31.9")
    assert response.content == b"success"
    assert kept() == (0, 0, 0)


def test_neither_who_wrote_nor_what_is_in_the_log(
    phone: Phone, town: Organisation, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = phone.write("电话 13900001234，东门的路灯不亮。")
        Client().get("/" + answer.split("://", 1)[1].split("/", 1)[1].split()[0])
        bring(asked_with() | {"signature": "0"}, plain())
    told = caplog.text + repr([record.__dict__ for record in caplog.records])
    for secret in (ZHOU, "13900001234", "路灯", "spamtest"):
        assert secret not in told


def test_who_wrote_and_what_is_sealed_at_rest_and_not_in_the_journal(
    phone: Phone, town: Organisation
) -> None:
    phone.write("东门的路灯不亮。")
    with connection.cursor() as cursor:
        cursor.execute("SELECT openid FROM channels_follower UNION ALL SELECT words FROM channels_draft"
                       " UNION ALL SELECT answer FROM channels_heard")  # fmt: skip
        rows = [value for (value,) in cursor.fetchall()]
    assert len(rows) == 3
    assert not any(ZHOU in row or "路灯" in row for row in rows)
    entries = repr(list(Entry.objects.values()))
    assert ZHOU not in entries
    assert "路灯" not in entries
