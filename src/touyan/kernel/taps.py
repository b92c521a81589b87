"""What comes with a tap or a request: a random number of its own, and when it was where it could only be sent later."""

import re
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.utils.dateparse import parse_datetime

WRITTEN = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
"""As RFC 9562 writes it. Python's own reading also takes braces, spaces in between and no dashes at all."""


def uuid_of(told: str) -> UUID | None:
    """None where it is written in any other way, or not at all."""
    return UUID(told) if WRITTEN.fullmatch(told) else None


def nonce_of(sent: Mapping[str, str]) -> UUID | None:
    """The same tap sent twice carries the same one."""
    return uuid_of(sent.get("nonce", ""))


def header_of(headers: Mapping[str, str]) -> UUID | None:
    """The `Idempotency-Key`, as it stands or in quotation marks; None where there is none.

    One that is there and cannot be read, or is blank, is a mistake that would do everything twice: ValueError.
    """
    told = headers.get("Idempotency-Key")
    if told is None:
        return None
    if key := uuid_of(told.strip().strip('"')):
        return key
    raise ValueError("Idempotency-Key must be a UUID.")


def moment_of(sent: Mapping[str, str]) -> datetime | None:
    try:
        at = parse_datetime(sent.get("at", ""))
    except ValueError:
        return None
    return at if at is not None and at.tzinfo is not None else None
