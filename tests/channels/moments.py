"""The hours that these tests speak of."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
NIGHT = {"quiet_from": time(21), "quiet_until": time(7)}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


MORNING = at("2026-11-25 10:30")
LATE = at("2026-11-25 23:15")
SOON, LATER = timedelta(seconds=30), timedelta(minutes=10)
