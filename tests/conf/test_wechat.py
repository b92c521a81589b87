"""The settings of the WeChat account, and the command that looks after it."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.channels.wechat_stand_in import AES_KEY, APP, SECRET, TOKEN, StandIn
from tests.writing import KEY
from tests.writing import account as town_account
from touyan.conf.environment import Unsafe
from touyan.conf.wechat import API, Account, account

GOOD = {
    "TOUYAN_WECHAT_APP": APP, "TOUYAN_WECHAT_SECRET": SECRET, "TOUYAN_WECHAT_TOKEN": TOKEN,
    "TOUYAN_WECHAT_AES_KEY": AES_KEY,
}  # fmt: skip


def read(monkeypatch: pytest.MonkeyPatch, **said: str) -> Account:
    for name, value in (
        GOOD | {f"TOUYAN_WECHAT_{name}": value for name, value in said.items()}
    ).items():
        monkeypatch.setenv(name, value)
    return account()


def test_without_settings_there_is_no_account() -> None:
    assert account() == Account()
    assert not account().on


def test_an_account_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    found = read(monkeypatch)
    assert (found.on, found.app, found.key, found.api) == (True, APP, KEY, API)
    assert found.template.number == ""
    for secret in (SECRET, TOKEN, repr(KEY)):
        assert secret not in repr(found)


@pytest.mark.parametrize(
    "said",
    [
        {"APP": "gh_10f6c3c3ac5a"}, {"SECRET": "short"}, {"TOKEN": "short"}, {"TOKEN": "含有中文的令牌不可以用作令牌啊"},
        {"AES_KEY": ""}, {"AES_KEY": AES_KEY[:-1]}, {"AES_KEY": f"{AES_KEY}="}, {"API": "http://example.cn"},
        {"API": "ftp://127.0.0.1"}, {"API": "https://user:word@example.cn"}, {"API": "https://example.cn/?x=1"},
        {"TEMPLATE": "ngqIpbwh8bUfcSsECmogfXcV14J0tQlEpBO27izEYtY"}, {"TEMPLATE": "template:?what=thing1"},
        {"TEMPLATE": "template:ID?number=thing1"}, {"TEMPLATE": "template:ID?what=thing1&who=thing2"},
        {"TEMPLATE": "mail:ID?what=thing1"},
    ],
)  # fmt: skip
def test_what_cannot_be_right_is_refused_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch, said: dict[str, str]
) -> None:
    with pytest.raises(Unsafe, match=f"TOUYAN_WECHAT_{next(iter(said))}"):
        read(monkeypatch, **said)


def test_in_the_open_only_where_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(monkeypatch, AES_KEY="", PLAIN="1").key == b""


def test_a_proxy_of_ones_own_may_stand_between(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (
        read(monkeypatch, API="https://proxy.example.cn/wx/").api == "https://proxy.example.cn/wx"
    )
    assert read(monkeypatch, API="http://127.0.0.1:8080").api == "http://127.0.0.1:8080"


def test_a_template_says_what_its_blanks_are_called(monkeypatch: pytest.MonkeyPatch) -> None:
    found = read(monkeypatch, TEMPLATE="subscribe:ID-1?what=thing2&when=time3").template
    assert (found.kind, found.number, found.fields) == (
        "subscribe", "ID-1", {"what": "thing2", "when": "time3"},
    )  # fmt: skip


# The command --------------------------------------------------------------------------------------


def said(what: str) -> str:
    out = StringIO()
    call_command("wechat", what, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_the_menu_is_put_up_once_however_often_it_is_asked_for(stand_in: StandIn) -> None:
    assert said("menu") == "菜单已发布。\n"
    assert said("menu") == "菜单已经是最新的。\n"
    assert len(stand_in.to("/cgi-bin/menu/create")) == 1
    assert stand_in.menu is not None
    ask, mine, more = stand_in.menu
    assert (ask["url"], mine["key"]) == ("http://127.0.0.1:8000/orders/new/", "mine")
    assert [one["name"] for one in more["sub_button"]] == ["新闻", "绑定账号", "帮助"]
    assert max(len(one["name"]) for one in (ask, mine, more)) <= 4


@pytest.mark.django_db
def test_another_menu_is_replaced(stand_in: StandIn) -> None:
    stand_in.menu = [{"type": "view", "name": "旧", "url": "https://example.cn/"}]
    assert said("menu") == "菜单已发布。\n"


@pytest.mark.django_db
def test_a_look_says_what_to_enter_at_wechat(stand_in: StandIn) -> None:
    told = said("check")
    assert "微信接受 AppID 和 AppSecret，并列出了2个回调地址。" in told
    assert "服务器地址(URL): http://127.0.0.1:8000/wechat/" in told
    assert "加密传输" in told


@pytest.mark.django_db
def test_what_wechat_refuses_is_told_plainly(stand_in: StandIn) -> None:
    stand_in.answers = [40164]
    with pytest.raises(CommandError, match="IP 白名单"):
        said("check")


@pytest.mark.django_db
def test_a_refused_menu_is_told_plainly(stand_in: StandIn) -> None:
    stand_in.answers = [0, 48001]
    with pytest.raises(CommandError, match="48001"):
        said("menu")


@pytest.mark.django_db
def test_without_an_account_the_command_says_what_to_set(settings: Any) -> None:
    settings.WECHAT = Account()
    with pytest.raises(CommandError, match="TOUYAN_WECHAT_APP"):
        call_command("wechat", "check")


def test_the_towns_account_of_these_tests_is_one_that_would_be_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert read(monkeypatch) == town_account()
