"""What one requester is told of an order: the story so far, in plain words, and nobody else's.

Others who asked for the same stay unknown: their words, photos and names are not told, only that
they asked. What colleagues write to one another about an order is not told either.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as formatted
from django.utils.dateparse import parse_date
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from touyan.front import reads
from touyan.kernel.acts import about
from touyan.kernel.models import Entry, Evidence
from touyan.kernel.working_time import Due, explain
from touyan.newsroom.models import Story as Told
from touyan.newsroom.reads import story_of
from touyan.orders.models import Order, Requester
from touyan.orders.reads import requesters
from touyan.orders.states import DeclineReason, Outcome, State
from touyan.town.states import RoleCode

TITLES: dict[str, Any] = {
    "orders.place": _("It was asked for"),
    "orders.accept": _("The branch took it on"),
    "orders.transfer": _("Handed to the branch whose it is"),
    "orders.escalate": _("The branch sent it up to the town"),
    "orders.dispatch": _("The town sent it to those who can do it"),
    "orders.take": _("They began"),
    "orders.return_": _("It came back to the town, to be sent elsewhere"),
    "orders.defer": _("It has to wait"),
    "orders.deliver": _("Reported as done"),
    "orders.confirm": _("Closed with the last word of whoever asked"),
    "orders.dispute": _("Not put right: back to those who did it"),
    "orders.lapse": _("Closed, because nobody answered; not counted as solved"),
    "orders.reopen": _("Opened again"),
    "orders.decline": _("The town could not accept it"),
    "orders.appeal": _("The town was asked to look again"),
    "orders.withdraw": _("Taken back"),
    "orders.merge": _("Put together with another about the same thing"),
    "orders.unmerge": _("Taken apart again"),
    "orders.followed": _("Another about the same thing was put together with it"),
    "orders.unfollowed": _("One that had been put together with it is apart again"),
    "orders.answer": _("An answer"),
    "orders.add": _("Something was added"),
    "orders.urge": _("The holder was reminded"),
    "orders.supervise": _("The town keeps an eye on it"),
    "orders.decide_extension": _("Decided on more time"),
}

Teller = Callable[[dict[str, Any]], list[str]]


def _nothing(_data: dict[str, Any]) -> list[str]:
    return []


def _reply(data: dict[str, Any]) -> list[str]:
    return [data.get("reply", "")]


def _words(data: dict[str, Any]) -> list[str]:
    return [data.get("words", "")]


def _to(data: dict[str, Any]) -> list[str]:
    helpers = pgettext("between things in a list", ", ").join(data.get("helpers", []))
    helped = gettext("Helped by {helpers}").format(helpers=helpers) if helpers else ""
    return [data.get("to", ""), data.get("person", ""), helped]


def _defer(data: dict[str, Any]) -> list[str]:
    day = parse_date(data.get("review_on", ""))
    text = (
        gettext("It is looked at again on {day}.").format(
            day=formatted(day, pgettext("format of a day", "j M Y"))
        )
        if day
        else ""
    )
    return [data.get("reason", ""), text]


def _decline(data: dict[str, Any]) -> list[str]:
    reason = data.get("reason", "")
    label = DeclineReason(reason).label if reason in DeclineReason.values else ""
    rule, door = data.get("rule", ""), data.get("next_door", "")
    return [
        str(label),
        gettext("The rule it rests on: {rule}").format(rule=rule) if rule else "",
        gettext("Where you will be heard: {door}").format(door=door) if door else "",
    ]


def _extension(data: dict[str, Any]) -> list[str]:
    if not data.get("granted"):
        return [gettext("It was refused: the date stays.")]
    more = gettext("Working days more: {n}").format(n=data.get("days", ""))
    return [gettext("It was granted."), more]


def _confirm(data: dict[str, Any]) -> list[str]:
    outcome = data.get("set", {}).get("outcome", "")
    label = Outcome(outcome).label if outcome in Outcome.values else ""
    return [str(label), *([gettext("As told on the telephone")] if data.get("by_call") else [])]


TO_ALL: dict[str, Teller] = {
    "orders.answer": _reply,
    "orders.deliver": _reply,
    "orders.dispatch": _to,
    "orders.transfer": lambda data: [data.get("to", "")],
    "orders.defer": _defer,
    "orders.decline": _decline,
    "orders.decide_extension": _extension,
    "orders.confirm": _confirm,
}
"""What every requester reads. Reasons that colleagues give one another are not in it."""

TO_ONESELF: dict[str, Teller] = dict.fromkeys(
    (
        "orders.place",
        "orders.add",
        "orders.dispute",
        "orders.reopen",
        "orders.appeal",
        "orders.confirm",
    ),
    _words,
)
"""What only whoever wrote it reads."""


@dataclass
class Story:
    """One requester's view: their own order, and the one that it follows once merged."""

    requester: Requester

    @cached_property
    def own(self) -> Order:
        return self.requester.order

    @cached_property
    def order(self) -> Order:
        """The one that moves: the lead's, where this one follows it."""
        return reads.lead_of(self.own) or self.own

    @cached_property
    def orders(self) -> list[Order]:
        return list({order.pk: order for order in (self.own, self.order)}.values())

    @property
    def is_merged(self) -> bool:
        return self.order.pk != self.own.pk

    @cached_property
    def asked(self) -> int:
        return requesters(self.order).count()

    @cached_property
    def to_tell(self) -> Told | None:
        """What the town would like to tell of it; only whoever asked first is asked."""
        if not self.requester.first or self.own.state != State.CLOSED:
            return None
        return story_of(self.own.ref)

    @cached_property
    def photos(self) -> dict[int, Evidence]:
        """The photos this requester may see: their own and the office's."""
        rows = {photo.pk: photo for photo in reads.photos(self.orders)}
        told = {
            pk
            for entry in self.entries
            if self._may_see(entry)
            for pk in entry.data.get("photos", ())
        }
        return {pk: photo for pk, photo in rows.items() if pk in told}

    @cached_property
    def entries(self) -> list[Entry]:
        return list(reads.told(self.orders))

    @cached_property
    def joined(self) -> dict[str, tuple[Order, str]]:
        """What was put together with one's own: the mark of that moment → the order, and when.

        The trail says whether there is any, so the page of an order that leads nobody asks nothing more.
        """
        marks = {e.data["ref"]: e for e in self.entries if e.name == "orders.followed"}
        if self.is_merged or not marks:
            return {}
        found = reads.followers_of(self.own)
        self.own.leads_others = bool(found)  # the rules would ask once more
        return {
            str(mark.pk): (found[ref], _when(mark.at))
            for ref, mark in marks.items()
            if ref in found
        }

    @property
    def due(self) -> str:
        return explain(Due.from_json(self.order.due)) if self.order.due else ""

    @property
    def promise(self) -> str:
        return explain(Due.from_json(self.order.promise)) if self.order.promise else ""

    @property
    def declined(self) -> list[str]:
        """Why it was not accepted, by which rule, and the next door: for the paper that is taken there."""
        if self.order.state != State.DECLINED:
            return []
        last = next(entry for entry in reversed(self.entries) if entry.name == "orders.decline")
        return [line for line in _decline(last.data) if line]

    @property
    def moments(self) -> list[dict[str, Any]]:
        """The story for the timeline, oldest first."""
        moments = [self._moment(entry) for entry in self.entries if entry.name in TITLES]
        if not self.requester.first:
            at = self.requester.at
            moments.append(
                {
                    "title": gettext("You asked for the same"),
                    "at": at,
                    "when": _when(at),
                    "datetime": at.isoformat(),
                    "by": gettext("You"),
                }
            )
            moments.sort(key=lambda moment: moment["at"])
        if moments and self.order.is_open:
            moments[-1]["state"] = "now"
        return moments

    def _moment(self, entry: Entry) -> dict[str, Any]:
        lines = TO_ALL.get(entry.name, _nothing)(entry.data)
        if self._is_mine(entry):
            lines = lines + TO_ONESELF.get(entry.name, _nothing)(entry.data)
        return {
            "title": TITLES[entry.name],
            "at": entry.at,
            "when": _when(entry.at),
            "datetime": entry.at.isoformat(),
            "by": self._by(entry),
            "body": "\n".join(line for line in lines if line),
            "photos": [
                self._picture(pk) for pk in entry.data.get("photos", ()) if pk in self.photos
            ],
        }

    def _picture(self, pk: int) -> dict[str, str]:
        src = reverse("front:receipt_photo", args=[self.requester.receipt, pk])
        return {"src": src, "href": src, "alt": gettext("Photo")}

    def _is_mine(self, entry: Entry) -> bool:
        if entry.name == "orders.place":
            return self.requester.first and entry.about == about(self.own)
        return entry.by == self.requester.signed

    def _may_see(self, entry: Entry) -> bool:
        """A photo may show faces and plates: nobody else's, unless the office sent it."""
        by_office = entry.by.startswith("person:") and entry.name != "orders.place"
        return by_office or self._is_mine(entry)

    def _by(self, entry: Entry) -> str:
        if self._is_mine(entry):
            return gettext("You")
        if entry.by.startswith("requester:") or entry.name == "orders.place":
            return gettext("Somebody else who asked")
        role = entry.by.partition(" as ")[2]
        return str(RoleCode(role).label) if role in RoleCode.values else ""


def _when(at: Any) -> str:
    return formatted(timezone.localtime(at), pgettext("format of a moment", "j M Y H:i"))
