"""The loop's figures told a second time, in plain Python, from their definitions rather than their conditions."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from touyan.orders.models import Order

Row = dict[str, Any]
ENDED = ("declined", "withdrawn", "merged")


def rows() -> list[Row]:
    """Every order there is, with the places above it."""
    return list(Order.objects.order_by("id").values(*COLUMNS))


COLUMNS = (
    "id", "placed_at", "village_id", "branch_id", "town_id", "town__parent_id", "agency_id",
    "category_id", "state", "outcome", "satisfaction", "reopened", "accept_due_at", "accepted_at",
    "escalated_at", "promised_at", "delivered_at",
)  # fmt: skip


def day_of(row: Row) -> date:
    """The day in China: eight hours ahead."""
    at: datetime = row["placed_at"]
    return (at.astimezone(UTC) + timedelta(hours=8)).date()


def is_of(row: Row, kind: str, number: int) -> bool:
    column = {
        "county": "town__parent_id", "town": "town_id", "village": "village_id",
        "community": "village_id", "branch": "branch_id",
    }  # fmt: skip
    return bool(row[column.get(kind, "agency_id")] == number)


def had_to_be_accepted(row: Row) -> bool:
    """By a known date; what ended before anybody took it on is nobody's delay."""
    taken = row["accepted_at"] or row["escalated_at"]
    return bool(row["accept_due_at"] and (taken or row["state"] not in ENDED))


def taken_at(row: Row) -> datetime | None:
    at: datetime | None = row["accepted_at"] or row["escalated_at"]
    return at


def had_to_be_delivered(row: Row) -> bool:
    return bool(row["accept_due_at"] and row["promised_at"] and row["state"] not in ENDED)


def closed(row: Row) -> bool:
    return bool(row["state"] == "closed")


def rated(row: Row) -> bool:
    return closed(row) and row["satisfaction"] != ""


def at_branch(row: Row) -> bool:
    return row["escalated_at"] is None


TOLD: dict[str, Callable[[Row], bool]] = {
    "placed": lambda row: True,
    "closed_by_branch": lambda row: closed(row) and at_branch(row),
    "escalated": lambda row: not at_branch(row),
    "with_branch": lambda row: not closed(row) and row["state"] not in ENDED and at_branch(row),
    "ended_otherwise": lambda row: row["state"] in ENDED and at_branch(row),
    "to_accept": had_to_be_accepted,
    "accepted_on_time": lambda row: (
        had_to_be_accepted(row) and bool(at := taken_at(row)) and at <= row["accept_due_at"]
    ),
    "accepted_late": lambda row: (
        had_to_be_accepted(row) and bool(at := taken_at(row)) and at > row["accept_due_at"]
    ),
    "not_accepted": lambda row: had_to_be_accepted(row) and taken_at(row) is None,
    "to_deliver": had_to_be_delivered,
    "delivered_on_time": lambda row: (
        had_to_be_delivered(row)
        and bool(row["delivered_at"])
        and row["delivered_at"] <= row["promised_at"]
    ),
    "delivered_late": lambda row: (
        had_to_be_delivered(row)
        and bool(row["delivered_at"])
        and row["delivered_at"] > row["promised_at"]
    ),
    "not_delivered": lambda row: had_to_be_delivered(row) and not row["delivered_at"],
    "closed": closed,
    "silent": lambda row: closed(row) and row["outcome"] == "silent",
    "assessed": lambda row: closed(row) and row["outcome"] != "silent",
    "solved": lambda row: closed(row) and row["outcome"] == "solved",
    "partly": lambda row: closed(row) and row["outcome"] == "partly",
    "unsolved": lambda row: closed(row) and row["outcome"] == "unsolved",
    "rated": rated,
    "satisfied": lambda row: rated(row) and row["satisfaction"] == "satisfied",
    "fair": lambda row: rated(row) and row["satisfaction"] == "fair",
    "unsatisfied": lambda row: rated(row) and row["satisfaction"] == "unsatisfied",
    "reopened": lambda row: row["reopened"] > 0,
}
"""Figure → whether an order is one of its records."""
