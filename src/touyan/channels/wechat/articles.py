"""A published piece as a draft in the account (草稿箱). Publishing it there stays with people."""

import re
from typing import Any

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from touyan.channels.models import Delivery
from touyan.channels.states import NotSent
from touyan.channels.wechat import api

LOOKED_AT = 20
"""Drafts among which a repeat looks for what it may have left there."""
_PICTURE = re.compile(r'(<img[^>]*\bsrc=")([^"]+)(")')


def hand_over(delivery: Delivery) -> None:
    """Its pictures first, each once, whatever is killed in between; then the piece."""
    # Whoever had come as far as the cover may have left the piece there too, however often it is sent again.
    if "thumb" in delivery.told and _is_there(delivery.told):
        return
    _cover(delivery)
    for path in delivery.told["pictures"]:
        _picture(delivery, path)
    api.call("/cgi-bin/draft/add", {"articles": [_article(delivery.told)]})


def _cover(delivery: Delivery) -> None:
    if "thumb" not in delivery.told:
        made = api.upload("/cgi-bin/material/add_material?type=image", "cover.jpg", _file(delivery.told["cover"]))  # fmt: skip
        _note(delivery, thumb=made["media_id"])


def _picture(delivery: Delivery, path: str) -> None:
    """WeChat takes pictures out of a text unless they lie with it."""
    there: dict[str, str] = delivery.told.get("there", {})
    if path not in there:
        made = api.upload("/cgi-bin/media/uploadimg", "picture.jpg", _file(path))
        _note(delivery, there={**there, path: made["url"]})


def _note(delivery: Delivery, **more: Any) -> None:
    """What is at WeChat already; only while this attempt still has the delivery."""
    delivery.told = {**delivery.told, **more}
    Delivery.objects.filter(pk=delivery.pk, attempts=delivery.attempts).update(told=delivery.told)


def _file(path: str) -> bytes:
    try:
        with default_storage.open(path.removeprefix("/media/"), "rb") as file:
            return bytes(file.read())
    except OSError as error:
        raise NotSent(_("A picture of the piece is not there any more."), for_good=True) from error


def _article(told: dict[str, Any]) -> dict[str, Any]:
    there = told.get("there", {})
    html = _PICTURE.sub(lambda tag: tag[1] + there.get(tag[2], "") + tag[3], told["html"])
    return {
        "title": told["title"], "author": told["author"], "digest": told["digest"], "content": html,
        "content_source_url": told["page"], "thumb_media_id": told["thumb"],
        "need_open_comment": 0, "only_fans_can_comment": 0,
    }  # fmt: skip


def _is_there(told: dict[str, Any]) -> bool:
    """Whether an attempt that was cut off had left it there: its page's address tells it."""
    asked = {"offset": 0, "count": LOOKED_AT, "no_content": 1}
    found = api.call("/cgi-bin/draft/batchget", asked)
    pieces = (
        piece
        for item in found.get("item", [])
        for piece in item.get("content", {}).get("news_item", [])
    )
    return any(piece.get("content_source_url") == told["page"] for piece in pieces)
