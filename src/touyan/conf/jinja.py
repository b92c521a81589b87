"""The environment our pages are rendered in."""

from datetime import date, datetime
from typing import Any

from django.contrib.staticfiles.storage import staticfiles_storage
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as formatted
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext
from jinja2 import Environment, StrictUndefined

from touyan.kernel.devices import device_in_words
from touyan.kernel.money import said_yuan, yuan
from touyan.kernel.written import aside, day, moment, month, said_of


def url(name: str, *args: Any, **kwargs: Any) -> str:
    return reverse(name, args=args, kwargs=kwargs)


def span(starts: datetime, ends: datetime) -> str:
    """From when to when: 9月17日 星期五 14:00–15:30, or Friday 17 Sep 2021, 14:00–15:30."""
    first, last = timezone.localtime(starts), timezone.localtime(ends)
    weekday = formatted(first, "l")
    if get_language() == "en":
        begins = f"{weekday} {day(first)}, {first:%H:%M}"
    else:
        begins = f"{day(first)} {weekday} {first:%H:%M}"
    return f"{begins}–{last:%H:%M}" if first.date() == last.date() else f"{begins} – {moment(ends)}"


def clock_time(at: datetime) -> str:
    return f"{timezone.localtime(at):%H:%M}"


def weekday(on: date) -> str:
    """星期三, or Wednesday."""
    return formatted(on, "l")


def weekdays(numbers: str) -> str:
    """`135` as people say it: 星期一、星期三、星期五."""
    if numbers == "12345":
        return gettext("Monday to Friday")
    monday = date(2021, 3, 1)
    names = [formatted(monday.replace(day=int(number)), "l") for number in numbers]
    return pgettext("between things in a list", ", ").join(names)


def day_of_month(on: date) -> str:
    """A day within the next weeks, where the year goes without saying."""
    return f"{on.day} {on:%b}" if get_language() == "en" else f"{on.month}月{on.day}日"


def masked_phone(phone: str) -> str:
    """Only as much of a number as is needed to tell two apart."""
    if len(phone) >= 11:
        return f"{phone[:3]}****{phone[-4:]}"
    # A landline is short: as much of it as of a mobile would leave one digit to guess.
    return f"****{phone[-2:]}" if len(phone) >= 7 else "****" if phone else ""


def environment(**options: Any) -> Environment:
    options["undefined"] = StrictUndefined
    made = Environment(  # noqa: S701 - Django switches autoescape on, in `options`
        **options,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    made.globals.update(
        static=staticfiles_storage.url, url=url, get_language=get_language, said_of=said_of
    )
    made.filters.update(
        moment=moment,
        day=day,
        month=month,
        span=span,
        masked_phone=masked_phone,
        device=device_in_words,
    )
    made.filters.update(yuan=yuan, said_yuan=said_yuan, aside=aside)
    made.filters.update(
        clock_time=clock_time, weekday=weekday, weekdays=weekdays, day_of_month=day_of_month
    )
    return made
