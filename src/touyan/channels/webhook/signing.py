"""A webhook's body, and the headers by which the other system knows that it comes from here and is new."""

import hashlib
import hmac
import json
from datetime import datetime

from touyan.channels.models import Delivery


def body_of(delivery: Delivery) -> bytes:
    """The same bytes however often it is sent."""
    said = {
        "id": delivery.key,
        "event": delivery.event,
        "at": delivery.at.isoformat(timespec="seconds"),
        "order": delivery.told,
    }
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def headers_of(delivery: Delivery, secret: str, body: bytes, now: datetime) -> dict[str, str]:
    at = str(int(now.timestamp()))
    return {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Touyan",
        "Touyan-Delivery": delivery.key,
        "Touyan-Event": delivery.event,
        "Touyan-Timestamp": at,
        "Touyan-Signature": f"sha256={signature(secret, at, body)}",
    }


def signature(secret: str, at: str, body: bytes) -> str:
    """HMAC-SHA256 over `TIMESTAMP.BODY`: an old message cannot be sent again under a new time."""
    return hmac.new(secret.encode(), at.encode() + b"." + body, hashlib.sha256).hexdigest()
