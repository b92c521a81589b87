"""Notices, gathered by what they are about: five events of one order are one line to read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from touyan.desk.telling import title
from touyan.town.models import Notice


@dataclass
class Heard:
    about: str
    number: str
    at: datetime
    events: list[str]

    @property
    def href(self) -> str:
        kind, _, key = self.about.partition(":")
        if kind in PAGES:
            return reverse(PAGES[kind], args=[int(key)])
        return reverse("desk:order", args=[self.number])


PAGES = {
    "task": "desk:plan_task",
    "project": "desk:project",
    "selection": "desk:selection",
    "session": "desk:session",
}
"""Kind of thing → its page; an order's is called by its number."""


def grouped(notices: Iterable[Notice]) -> list[Heard]:
    """Newest first; within each the same thing said once."""
    found: dict[str, Heard] = {}
    for notice in notices:
        heard = found.setdefault(notice.about, Heard(notice.about, notice.number, notice.at, []))
        if (words := title(notice.event)) not in heard.events:
            heard.events.append(words)
    return list(found.values())
