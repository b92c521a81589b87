"""Everybody who might come to a door, and one thing of every kind that they might look for."""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http.response import HttpResponseBase
from django.test import Client

from touyan.orders.models import Order, Requester
from touyan.town.models import Person

WHO = (
    "visitor",  # nobody has signed in
    "resident",  # an account without a role
    "judge",  # a role that is no office
    "secretary",  # of 百花社区, whose orders these are
    "paibei",  # secretary of another village of the town
    "dispatcher",
    "gangji",  # dispatcher of another town in the same county
    "roads",  # officer of the unit that holds one of them
    "water",  # officer of another unit
    "lead",  # the one named on an order
    "mate",  # a lead of the same team, not named
    "leader",  # reads only
    "editor",
    "clerk",
    "admin",
    "gangji_admin",  # administrator of the other town
)
"""The columns of every table, in this order."""


@dataclass(frozen=True)
class World:
    """The cast and their matters. `said` fills the holes of an address."""

    people: dict[str, Person | None]
    orders: dict[str, Order]
    requesters: dict[str, Requester]
    said: dict[str, Any]
    sessions: dict[str, str] = field(default_factory=dict)

    def browser(self, who: str, **more: Any) -> Client:
        """A browser in which they have signed in; what the last one did to its cookies is forgotten."""
        browser, person = Client(**more), self.people[who]
        if person is None:
            return browser
        if who not in self.sessions:
            browser.force_login(person)
            self.sessions[who] = browser.cookies[settings.SESSION_COOKIE_NAME].value
        browser.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[who]
        return browser

    def address(self, template: str) -> str:
        return template.format(**self.said)


def content(response: HttpResponseBase) -> bytes:
    """All of it, also of a file that is sent piece by piece."""
    return b"".join(response.streaming_content) if response.streaming else response.content
