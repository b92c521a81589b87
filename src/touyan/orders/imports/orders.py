"""Orders that were kept elsewhere, told at their own times; and ours, as they may leave the office."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from touyan.kernel import clock
from touyan.kernel.clock import CLOCK
from touyan.kernel.ledgers import (
    Column,
    Kind,
    Line,
    Progress,
    moment,
    number,
    one_of,
    text,
    yes,
)
from touyan.kernel.models import Entry
from touyan.kernel.numbers import heard
from touyan.kernel.sheets import Problem
from touyan.orders.acts import ACTS, Leaves, place
from touyan.orders.imports.sorting import categories_named
from touyan.orders.models import ERASED, Category, Order, Requester
from touyan.orders.rules import Scribe
from touyan.orders.states import (
    LEDGER_WORDS_MOST,
    Channel,
    Outcome,
    Satisfaction,
    State,
    Urgency,
)
from touyan.town.models import Organisation
from touyan.town.states import PLACES_PEOPLE_LIVE

Options = Mapping[str, Any]
PORTION = 500
"""Rows that are looked up together."""
MINUTE = "%Y-%m-%d %H:%M"
"""As exactly as a .csv tells a moment."""


def _load_orders(lines: list[Line], options: Options, progress: Progress) -> int:
    """Tell each row as what happened, at its own times; a row that is there already adds nothing."""
    source = options["source"]
    villages, categories = _villages(), categories_named()
    there = set(Order.objects.filter(source=source).values_list("source_ref", flat=True))
    ours, made = _our_own(lines), 0
    for done, line in enumerate(lines, 1):
        ref = _ref(line)
        if line.number not in ours and ref not in there and _told_before(line) not in there:
            village = villages[line.said["village"] or options["village"]]
            category = categories.get((village.town_id or 0, line.said["category"] or ""))
            _tell(line.said, Scribe(source), village, category, ref)
            there.add(ref)
            made += 1
        progress(done, len(lines))
    return made


def _tell(
    said: dict[str, Any], by: Scribe, village: Organisation, category: Category | None, ref: str
) -> None:
    with clock.at(said["placed_at"]):
        leaves = Leaves(said["name"] or "", said["phone"] or "", bool(said["anonymous"]))
        event = place(
            by=by, village=village, words=_words(said), where=said["where"] or "", category=category,
            urgency=said["urgency"] or "", channel=Channel.IMPORTED, leaves=leaves, source=by.name, source_ref=ref,
        )  # fmt: skip
    order, requester = event.about, event.made
    replied_at = _replied_at(said)
    # A ledger without a time of acceptance proves only that it was accepted before it was answered.
    if accepted_at := said["accepted_at"] or replied_at:
        with clock.at(accepted_at):
            dated = said["accepted_at"] is not None
            order = ACTS["accept"](by=by, order=order, dated=dated).about
    if said["reply"] and replied_at:
        with clock.at(replied_at):
            order = ACTS["deliver"](by=by, order=order, reply=said["reply"]).about
        _end(said, replied_at, order, requester)


def _end(said: dict[str, Any], replied_at: datetime, order: Order, requester: Requester) -> None:
    """The last word, if the ledger has it; else silence, once its time is over."""
    if said["outcome"] and said["outcome"] != Outcome.SILENT:
        with clock.at(said["closed_at"] or replied_at):
            ACTS["confirm"](
                by=requester,
                order=order,
                outcome=said["outcome"],
                satisfaction=said["satisfaction"] or "",
            )
    elif order.due_at is not None and order.due_at < clock.now() and not order.reachable:
        with clock.at(order.due_at + timedelta(seconds=1)):
            ACTS["lapse"](by=CLOCK, order=order)


def _words(said: dict[str, Any]) -> str:
    title = said["title"] or ""
    return said["words"] if title in said["words"] else f"{title}\n{said['words']}"


def _replied_at(said: dict[str, Any]) -> datetime | None:
    at: datetime | None = said["replied_at"]
    if at is None and said["replied_after_days"] is not None:
        at = said["placed_at"] + timedelta(days=said["replied_after_days"])
    return at


def _ref(line: Line) -> str:
    """The ledger's own number of the row, else a digest of what it says."""
    said = line.said
    if said["source_ref"]:
        return str(said["source_ref"])
    told = [
        said[name] or "" for name in ("placed_at", "title", "words", "village", "where", "name")
    ]
    return hashlib.sha256("\n".join(map(str, told)).encode()).hexdigest()[:40]


def _our_own(lines: list[Line]) -> set[int]:
    """Rows of orders that went out of here: under their own number, of the same village and minute.

    However they stand by now, they are there; another ledger may well count as we do, not to the minute.
    """
    numbered = {line.number: heard(str(line.said["source_ref"] or "").zfill(6)) for line in lines}
    wanted, kept = sorted({pk for pk in numbered.values() if pk}), {}
    for start in range(0, len(wanted), PORTION):
        rows = Order.objects.filter(pk__in=wanted[start : start + PORTION])
        for pk, placed_at, code in rows.values_list("pk", "placed_at", "village__code"):
            kept[pk] = f"{placed_at:{MINUTE}}", code
    return {
        line.number
        for line in lines
        if (f"{line.said['placed_at'].astimezone(UTC):{MINUTE}}", line.said["village"])
        == kept.get(numbered[line.number] or 0)
    }


def _told_before(line: Line) -> str:
    """The digest of a row as it was until 2026-11-28: what came in by it does not come in again."""
    said = line.said
    told = f"{said['placed_at']}\n{said['title']}\n{said['words']}"
    return hashlib.sha256(told.encode()).hexdigest()[:40]


def _check_orders(lines: list[Line], options: Options) -> Iterator[Problem]:
    villages, categories, now = _villages(), categories_named(), clock.now()
    twice = _names_of_two()
    yield from _check_numbers(lines)
    ours = _our_own(lines)
    for line in (line for line in lines if line.number not in ours):
        said = line.said
        village = said["village"] or options["village"]
        if village in twice:
            why = _("“{name}” is in two towns: give its code").format(name=village)
            yield Problem(line.number, "村社区", why)
        elif village not in villages:
            yield Problem(
                line.number,
                "村社区",
                _("“{code}” is no village's code or name").format(code=village or ""),
            )
        town = villages[village].town_id if village in villages else None
        if town and said["category"] and (town, said["category"]) not in categories:
            yield Problem(
                line.number, "类别", _("“{code}” is no category").format(code=said["category"])
            )
        yield from _check_times(line, now)


def _check_times(line: Line, now: datetime) -> Iterator[Problem]:
    said = line.said
    times = [
        ("诉求时间", said["placed_at"]),
        ("接单时间", said["accepted_at"]),
        ("答复时间", _replied_at(said)),
        ("销单时间", said["closed_at"]),
    ]
    told = [(heading, at) for heading, at in times if at is not None]
    for (before, earlier), (heading, later) in pairwise(told):
        if later < earlier:
            yield Problem(line.number, heading, _("lies before “{before}”").format(before=before))
    for heading, at in told:
        if at > now:
            yield Problem(line.number, heading, _("lies in the future"))
    if said["reply"] and _replied_at(said) is None:
        yield Problem(line.number, "答复时间", _("is missing, though there is an answer"))
    ended = said["closed_at"] or said["outcome"] not in {None, "", Outcome.SILENT}
    if ended and not said["reply"]:
        yield Problem(line.number, "答复内容", _("is missing, though it was closed"))


def _check_numbers(lines: list[Line]) -> Iterator[Problem]:
    """A number of the ledger's own is one row's."""
    seen: set[str] = set()
    for line in lines:
        ref = str(line.said["source_ref"] or "")
        if ref and ref in seen:
            yield Problem(line.number, "编号", _("“{ref}” stands twice").format(ref=ref))
        seen.add(ref)


def _villages() -> dict[str, Organisation]:
    """Every village by its code and by its name."""
    rows = Organisation.objects.filter(kind__in=PLACES_PEOPLE_LIVE).select_related("town", "parent")
    return {key: row for row in rows for key in (row.name, row.code)}


def _names_of_two() -> set[str]:
    rows = Organisation.objects.filter(kind__in=PLACES_PEOPLE_LIVE).order_by()
    counted = rows.values_list("name").annotate(n=Count("pk"))
    return {name for name, count in counted if count > 1}


def _dump_orders() -> Iterator[Sequence[Any]]:
    """What may leave the office: what was asked, where it stands, what was answered; nobody's name or number."""
    last = 0
    while rows := list(
        Order.objects.filter(pk__gt=last)
        .select_related("village", "category")
        .order_by("id")[:PORTION]
    ):
        replies = _replies([row.pk for row in rows])
        for row in rows:
            yield _out(row, replies.get(row.pk))
        last = rows[-1].pk


def _replies(numbers: list[int]) -> dict[int, str]:
    """The last answer to each order, as the journal has it."""
    told = Entry.objects.filter(
        about__in=[f"order:{number}" for number in numbers], name="orders.deliver"
    ).order_by("id")
    return {
        int(about.partition(":")[2]): data.get("reply", "")
        for about, data in told.values_list("about", "data")
    }


def _out(row: Order, reply: str | None) -> Sequence[Any]:
    closed = row.state == State.CLOSED
    if row.delivered_at is None:  # what was said of a delivery that did not stand is no answer
        reply = None
    elif row.words in ERASED:  # nor can what was erased be told; that there was an answer can
        reply = row.words
    return (
        row.ref, row.placed_at, row.village.code, row.where, "", row.words,
        row.category.code if row.category else "", row.urgency, None, None, None,
        row.accepted_at, reply, row.delivered_at, None, row.closed_at if closed else None,
        row.outcome, row.satisfaction,
    )  # fmt: skip


KINDS: dict[str, Kind] = {
    "orders": Kind(
        [
            Column("source_ref", ("编号", "number"), text(80)),
            Column("placed_at", ("诉求时间", "placed_at"), moment, required=True),
            Column("village", ("村社区", "village"), text(30)),
            Column("where", ("地点", "where"), text(120)),
            Column("title", ("标题", "title"), text(500)),
            Column("words", ("诉求内容", "words"), text(LEDGER_WORDS_MOST), required=True),
            Column("category", ("类别", "category"), text(60)),
            Column("urgency", ("急难小", "urgency"), one_of(Urgency)),
            Column("name", ("诉求人", "name"), text(60)),
            Column("phone", ("联系电话", "phone"), text(20)),
            Column("anonymous", ("匿名", "anonymous"), yes),
            Column("accepted_at", ("接单时间", "accepted_at"), moment),
            Column("reply", ("答复内容", "reply"), text(LEDGER_WORDS_MOST)),
            Column("replied_at", ("答复时间", "replied_at"), moment),
            Column("replied_after_days", ("答复天数", "replied_after_days"), number(0, 3660)),
            Column("closed_at", ("销单时间", "closed_at"), moment),
            Column("outcome", ("结果", "outcome"), one_of(Outcome)),
            Column("satisfaction", ("满意度", "satisfaction"), one_of(Satisfaction)),
        ],
        _load_orders,
        _dump_orders,
        _check_orders,
    ),
}
