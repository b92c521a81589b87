"""Days, moments and what stands between words, as people write them in the language of whoever reads."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext


def moment(at: datetime | None) -> str:
    """A point in time: 2021年9月17日 08:12, or 17 Sep 2021 08:12."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    return f"{day(local)} {local:%H:%M}"


def day(on: date | datetime | None) -> str:
    if on is None:
        return ""
    local = timezone.localtime(on) if isinstance(on, datetime) else on
    if get_language() == "en":
        return f"{local.day} {local:%b %Y}"
    return f"{local.year}年{local.month}月{local.day}日"


def month(of: date) -> str:
    """2021年9月, or Sep 2021."""
    return f"{of:%b %Y}" if get_language() == "en" else f"{of.year}年{of.month}月"


def said_of(what: str | Promise, words: str | Promise) -> str:
    """Opening hours: from nine to five."""
    return pgettext("a thing and what is said of it", "{what}: {words}").format(
        what=what, words=words
    )


def aside(words: str | Promise) -> str:
    """What is said in passing, in brackets after a word."""
    return pgettext("said in passing", " ({words})").format(words=words)
