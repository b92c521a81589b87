"""What happened, and by when, in sentences that people at the desk read."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from touyan.kernel.models import Entry
from touyan.kernel.written import day
from touyan.orders.states import DeclineReason, Outcome, Satisfaction
from touyan.town.states import RoleCode

TITLES: dict[str, Any] = {
    "place": _("Placed"),
    "join": _("Somebody asked for the same"),
    "accept": _("Accepted by the branch"),
    "transfer": _("Handed over to another village"),
    "escalate": _("Sent up to the town"),
    "dispatch": _("Dispatched"),
    "take": _("Work has begun"),
    "return_": _("Returned to the dispatcher"),
    "defer": _("Deferred"),
    "deliver": _("Delivered"),
    "confirm": _("Confirmed and closed"),
    "dispute": _("The requester says: not put right"),
    "lapse": _("Closed in silence"),
    "reopen": _("Opened again"),
    "decline": _("Not accepted"),
    "appeal": _("The requester asks again"),
    "withdraw": _("Withdrawn by the requester"),
    "merge": _("Merged into another order"),
    "unmerge": _("Taken apart again"),
    "followed": _("Another order was merged into it"),
    "unfollowed": _("An order merged into it was taken apart"),
    "answer": _("Answered"),
    "add": _("The requester added something"),
    "urge": _("Urged"),
    "hide": _("The requester wishes it hidden"),
    "call_back": _("Called back, no answer"),
    "ask_extension": _("More time asked for"),
    "decide_extension": _("Decided on more time"),
    "note": _("Note for colleagues"),
    "supervise": _("Put under supervision"),
    "sort": _("Category or class changed"),
    "publish": _("Redacted copy published"),
    "unpublish": _("Taken back from the public"),
    "reveal": _("Contact was looked at"),
    "redact": _("Personal words erased"),
    "forget_requester": _("Somebody who asked was erased, as they wished"),
    "forget_contacts": _("Name and number erased after their time"),
    "expire": _("Personal words erased after their time"),
    "due_soon": _("Due tomorrow"),
    "due_now": _("Due today"),
    "overdue": _("The date has passed"),
    "answer_due": _("A first answer is due today"),
    "approve": _("The project was approved"),
    "start": _("The project has started"),
    "build": _("The project is under way"),
    "pause": _("The project was paused"),
    "resume": _("The project goes on"),
    "open_project": _("The project has opened"),
    "close": _("The project’s file was closed"),
    "drop": _("The project was given up"),
    "move_date": _("A milestone’s day was moved"),
    "meet": _("A milestone was met"),
    "channels.confirm": _("Asked whether an address is right"),
    "newsroom.hand_to_wechat": _("A piece for WeChat’s drafts"),
    "programmes.arrive": _("A child has come to the class"),
    "programmes.leave": _("A child has left the class"),
    "programmes.enrol": _("A child has a place in the class"),
    "town.withdraw_consent": _("Somebody's portrait may be shown no more"),
    "selections.invite_judge": _("A judge was asked"),
    "selections.judge": _("The judging has begun"),
    "selections.object_to": _("An objection has arrived"),
    "selections.objection_overdue": _("An objection should have its answer by now"),
    "selections.notice_over": _("The public notice has run"),
    "selections.all_in": _("All ballots are in"),
    "selections.turn_down": _("A name was turned down"),
    "selections.honour": _("A name was honoured"),
    "selections.pass_over": _("A name was not honoured"),
    "selections.announce": _("The winners are announced"),
    "selections.revoke": _("An honour was taken back"),
    "selections.speaker_gone": _("A speaker is missing on the winners' tour"),
}
"""By the act's name, or by its whole name where another room's act is called the same."""
ALARMS = frozenset({"dispute", "urge", "supervise", "appeal", "due_now", "overdue"})


def title(event: str) -> str:
    """What an event of the journal, or of a notice, is called."""
    return str(TITLES.get(event) or TITLES.get(event.partition(".")[2] or event, event))


def actor(by: str, people: Mapping[int, str]) -> str:
    """Who acted, from the journal's signature: `person:12 as secretary`, `requester:3`, `clock`."""
    who, _as, role = by.partition(" as ")
    kind, _colon, number = who.partition(":")
    if kind == "person":
        name = people.get(int(number), gettext("somebody who has left"))
        return f"{name}{_in_brackets(role)}"
    return {
        "requester": gettext("the requester"),
        "visitor": gettext("a resident"),
        "clock": gettext("by the clock"),
        "founder": gettext("at the installation"),
        "client": gettext("another system"),
    }.get(kind, by)


def _in_brackets(role: str) -> str:
    if role not in RoleCode.values:
        return ""
    return pgettext("a role after a name", " ({role})").format(role=RoleCode(role).label)


def moments(
    entries: Iterable[Entry], people: Mapping[int, str], photos: Iterable[int], ref: str
) -> list[dict[str, Any]]:
    """The journal of one order, newest first, as the timeline shows it."""
    kept = set(photos)
    return [_moment(entry, people, kept, ref) for entry in reversed(list(entries))]


def _moment(entry: Entry, people: Mapping[int, str], photos: set[int], ref: str) -> dict[str, Any]:
    event = entry.name.removeprefix("orders.")
    shown = [number for number in entry.data.get("photos", []) if number in photos]
    return {
        "title": title(event),
        "at": entry.at,
        "by": actor(entry.by, people),
        "body": _body(event, entry),
        "state": "alarm" if event in ALARMS else "done",
        "photos": [
            {"src": src, "href": src, "alt": gettext("Photo {n}").format(n=place)}
            for place, number in enumerate(shown, start=1)
            for src in [reverse("desk:photo", args=[ref, number])]
        ],
    }


def _body(event: str, entry: Entry) -> str:
    """The circumstances of an event, then what was written."""
    data = entry.data
    about = SAYS[event](data) if event in SAYS else ""
    written = [
        str(data[name]) for name in WRITTEN if data.get(name) and name not in UNSAID.get(event, ())
    ]
    if set(entry.shed) & set(WRITTEN):
        written.append(gettext("(erased)"))
    return " — ".join(part for part in [about, *written] if part)


WRITTEN = ("words", "reply", "text", "rule", "next_door", "reason")
UNSAID = {"place": ("words",), "publish": ("words",), "decline": ("reason",)}
"""What the page shows elsewhere; and a code, which is said in words instead."""


def _dispatched(data: dict[str, Any]) -> str:
    to = " · ".join(part for part in (data.get("to"), data.get("person")) if part)
    helpers = data.get("helpers") or []
    if not helpers:
        return gettext("To {unit}").format(unit=to)
    return gettext("To {unit}, helped by {helpers}").format(unit=to, helpers=_list(helpers))


def _confirmed(data: dict[str, Any]) -> str:
    outcome, satisfaction = (data.get("set", {}).get(name) for name in ("outcome", "satisfaction"))
    parts = [str(Outcome(outcome).label)] if outcome else []
    parts += [str(Satisfaction(satisfaction).label)] if satisfaction else []
    parts += [gettext("told by telephone")] if data.get("by_call") else []
    return _list(parts)


def _declined(data: dict[str, Any]) -> str:
    return str(DeclineReason(data["reason"]).label)


def _extension(data: dict[str, Any]) -> str:
    days = data.get("days", 0)
    return ngettext("{n} working day", "{n} working days", days).format(n=days)


def _decided(data: dict[str, Any]) -> str:
    answer = gettext("Granted: {time}") if data.get("granted") else gettext("Refused: {time}")
    return answer.format(time=_extension(data))


SAYS: dict[str, Callable[[dict[str, Any]], str]] = {
    "transfer": lambda data: gettext("From {one} to {other}").format(
        one=data["from"], other=data["to"]
    ),
    "return_": lambda data: gettext("By {unit}").format(unit=data.get("from", "")),
    "dispatch": _dispatched,
    "confirm": _confirmed,
    "decline": _declined,
    "merge": lambda data: gettext("It now follows {ref}").format(ref=data.get("into", "")),
    "unmerge": lambda data: gettext("It followed {ref}").format(ref=data.get("from", "")),
    "ask_extension": _extension,
    "decide_extension": _decided,
    "defer": lambda data: gettext("To be looked at again on {day}").format(
        day=_day(data.get("review_on"))
    ),
}


def _day(said: str | None) -> str:
    return day(date.fromisoformat(said)) if said else ""


def _list(parts: Iterable[str]) -> str:
    return pgettext("between things in a list", ", ").join(parts)


def late_by(due_at: datetime, now: datetime) -> str:
    """How long a date has passed; nothing while it lies ahead."""
    late = now - due_at
    if late <= timedelta():
        return ""
    if late.days:
        return ngettext("Overdue by {n} day", "Overdue by {n} days", late.days).format(n=late.days)
    hours = max(1, round(late.total_seconds() / 3600))
    return ngettext("Overdue by {n} hour", "Overdue by {n} hours", hours).format(n=hours)
