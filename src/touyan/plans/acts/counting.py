"""What other rooms tell: each deed becomes one fact under its measure, and is taken off again if it was none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from touyan.kernel.acts import Actor, Beside, Event, act
from touyan.plans.models import Fact
from touyan.plans.reads.faults import facts
from touyan.town.models import Organisation


@dataclass(frozen=True)
class Deed:
    """One thing done, as the room that keeps it says."""

    town: Organisation
    measure: str
    source: str
    """How the journal names it: `attendance:12`."""
    day: date
    person: int | None = None
    organisation: int | None = None
    quantity: int = 1

    @property
    def key(self) -> tuple[str, str]:
        return self.measure, self.source


def _latest(keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Fact]:
    """The newest fact of each deed, whether it stands or was taken off (`standing`)."""
    sources = sorted({source for _measure, source in keys})
    found: dict[tuple[str, str], Fact] = {}
    for start in range(0, len(sources), 500):
        rows = Fact.objects.filter(source__in=sources[start : start + 500]).select_related("town")
        for row in rows.order_by("id"):
            found[row.measure, row.source] = row
    return found


@act()
def record_facts(*, by: Actor, deeds: Sequence[Deed]) -> Event[Fact]:
    """Write down what was done; what is written down already stays as it is."""
    told = {deed.key: deed for deed in deeds}
    latest = _latest(list(told))
    rows = []
    for key, deed in told.items():
        last = latest.get(key)
        if last is not None and last.retracts_id is None:
            continue
        rows.append(
            Fact(
                town=deed.town, measure=deed.measure, source=deed.source, day=deed.day,
                turn=last.turn + 1 if last else 1, person_id=deed.person,
                organisation_id=deed.organisation, quantity=deed.quantity,
            )
        )  # fmt: skip
    return _added(by, rows, latest)


@act()
def retract_facts(*, by: Actor, keys: Sequence[tuple[str, str]]) -> Event[Fact]:
    """Take off again what was corrected or undone: by measure and source."""
    latest = _latest(keys)
    rows = [
        Fact(
            town=last.town, measure=last.measure, source=last.source, day=last.day, turn=last.turn,
            person_id=last.person_id, organisation_id=last.organisation_id,
            quantity=-last.quantity, retracts=last,
        )
        for key, last in latest.items()
        if key in set(keys) and last.retracts_id is None
    ]  # fmt: skip
    return _added(by, rows, latest)


def _added(by: Actor, rows: list[Fact], latest: dict[tuple[str, str], Fact]) -> Event[Fact]:
    if not rows:
        there = next(iter(latest.values()), None) or Fact()
        return Event(there, by, repeated=True)
    first, *others = Fact.objects.bulk_create(rows, batch_size=200)
    beside = [Beside(row, {"set": facts(row)}, first=True) for row in others]
    return Event(first, by, {"set": facts(first)}, first=True, beside=beside)
