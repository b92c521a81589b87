"""What a page sends with a tap: a random number of its own, and when it was where it could only be sent later."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.utils.dateparse import parse_datetime


def nonce_of(sent: Mapping[str, str]) -> UUID | None:
    """The same tap sent twice carries the same one."""
    try:
        return UUID(sent.get("nonce", ""))
    except ValueError:
        return None


def moment_of(sent: Mapping[str, str]) -> datetime | None:
    try:
        at = parse_datetime(sent.get("at", ""))
    except ValueError:
        return None
    return at if at is not None and at.tzinfo is not None else None
