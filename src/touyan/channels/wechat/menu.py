"""The three buttons under the account's conversation."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from touyan.channels.wechat import api
from touyan.channels.wechat.errors import Refusal

NO_MENU = 46003


def wanted() -> list[dict[str, Any]]:
    """As WeChat wants it: names of at most four Chinese characters, keys that the conversation knows."""
    return [
        {"type": "view", "name": _("Ask"), "url": _page("front:place")},
        {"type": "click", "name": _("Mine"), "key": "mine"},
        {
            "name": _("More"),
            "sub_button": [
                {"type": "view", "name": _("News"), "url": _page("front:news")},
                {"type": "view", "name": _("Join account"), "url": _page("front:wechat")},
                {"type": "click", "name": _("Help"), "key": "help"},
            ],
        },
    ]


def put_up() -> bool:
    """Whether it had to be changed: what stands there already is left alone."""
    menu = wanted()
    if _standing() == menu:
        return False
    api.call("/cgi-bin/menu/create", {"button": menu})
    return True


def _standing() -> list[dict[str, Any]]:
    """What WeChat shows now, without the empty lists that it adds."""
    try:
        found = api.read("/cgi-bin/menu/get").get("menu", {}).get("button", [])
    except Refusal as no:
        if no.code == NO_MENU:
            return []
        raise
    return [_plain(button) for button in found]


def _plain(button: dict[str, Any]) -> dict[str, Any]:
    below = [_plain(one) for one in button.get("sub_button", [])]
    kept = {name: value for name, value in button.items() if name != "sub_button"}
    # A button that opens others says no type of its own.
    return {"name": button["name"], "sub_button": below} if below else kept


def _page(name: str) -> str:
    return settings.BASE_URL + reverse(name)
