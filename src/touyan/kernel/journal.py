"""The append-only journal: what happened, chained by digests so that a row altered later is found."""

import hashlib
import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import reduce
from operator import or_
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import Q, QuerySet

from touyan.kernel.models import Entry
from touyan.kernel.prepared import insert

PERSONAL: dict[str, frozenset[str]] = {}
"""Event type → those of its fields that are about a person. `act` fills it: every type must say."""


@dataclass(frozen=True)
class Book:
    """How one kind of thing is compared with what the journal says of it."""

    kind: str
    fields: tuple[str, ...]
    rows: Callable[[], Iterable[tuple[str, dict[str, Any]]]]
    """(`about`, the fields as they stand in the tables) for every thing of this kind, by id."""
    lawful: Callable[[Entry, dict[str, Any]], str | None] = field(
        default=lambda _entry, _before: None
    )
    """What is wrong with an entry, given the fields before it; None if nothing."""


BOOKS: list[Book] = []
CHECKS: list[Callable[[], Iterator[str]]] = []
"""What else must be true, room by room. Both lists are filled by conf/wiring.py."""


def write(
    *,
    name: str,
    about: str,
    by: str,
    at: datetime,
    data: dict[str, Any],
    town_code: str,
    first: bool,
) -> Entry:
    """Append one entry to the chain of `about`. The caller holds the lock on the thing."""
    last = None if first else Entry.objects.filter(about=about).order_by("-seq").first()
    entry = Entry(
        town_code=town_code,
        about=about,
        seq=last.seq + 1 if last else 1,
        name=name,
        by=by,
        at=at,
        data=plain(data),
        salts=_salts(name, data),
    )
    entry.digest = digest_of(entry, last.digest if last else "")
    return insert(entry)


@dataclass(frozen=True)
class Line:
    """One of many entries that are written together."""

    about: str
    data: dict[str, Any]
    first: bool


def write_many(
    lines: Sequence[Line], *, name: str, by: str, at: datetime, town_code: str
) -> list[Entry]:
    """Append one entry to each of many chains, in a few statements. The caller holds the locks."""
    ends = _ends([line.about for line in lines if not line.first])
    entries = []
    for line in lines:
        seq, digest = ends.get(line.about, (0, ""))
        entry = Entry(
            town_code=town_code, about=line.about, seq=seq + 1, name=name, by=by, at=at,
            data=plain(line.data), salts=_salts(name, line.data),
        )  # fmt: skip
        entry.digest = digest_of(entry, digest)
        ends[line.about] = entry.seq, entry.digest
        entries.append(entry)
    return Entry.objects.bulk_create(entries, batch_size=500)


def _ends(abouts: list[str]) -> dict[str, tuple[int, str]]:
    """Number and digest of the last entry of each chain: one step down the index a chain, however long it is."""
    found: dict[str, tuple[int, str]] = {}
    for start in range(0, len(abouts), 500):
        some = abouts[start : start + 500]
        with connection.cursor() as cursor:
            many = some if connection.vendor == "postgresql" else json.dumps(some)
            cursor.execute(_LAST[connection.vendor], [many])
            told = [(about, last.split()) for about, last in cursor.fetchall() if last]
        found |= {about: (int(seq), digest) for about, (seq, digest) in told}
    return found


_LAST = {
    vendor: f"""
        SELECT wanted.about, (
            SELECT link.seq || ' ' || link.digest FROM kernel_entry AS link
            WHERE link.about = wanted.about ORDER BY link.seq DESC LIMIT 1
        ) FROM (SELECT DISTINCT {names} AS about {of}) AS wanted
    """  # noqa: S608 - our own names
    for vendor, names, of in (
        ("sqlite", "value", "FROM json_each(%s)"),
        ("postgresql", "unnest(%s::text[])", ""),
    )
}
"""Chain by chain and as one value each: joined to the table, PostgreSQL might read the whole of it instead."""


def _salts(name: str, data: dict[str, Any]) -> dict[str, str]:
    return {key: secrets.token_hex(8) for key in sorted(PERSONAL[name] & data.keys())}


def shed(entry: Entry, fields: Iterable[str]) -> None:
    """Erase personal fields of an entry for good; the chain still proves the rest."""
    for key in set(fields) & entry.data.keys() & _personal(entry):
        # It has no salt where it was written before the act called this field personal.
        entry.shed[key] = _leaf(entry.salts.pop(key, ""), entry.data.pop(key))
    entry.save(update_fields=["data", "salts", "shed"])


def shed_all(abouts: Iterable[str], **more: Any) -> None:
    """Erase every personal field of these chains, of all entries or of those that `more` picks."""
    for entry in Entry.objects.filter(about__in=list(abouts), **more):
        shed(entry, _personal(entry))


def _personal(entry: Entry) -> frozenset[str]:
    """Of an act that is not there any more, what was personal when it was written: that has a salt."""
    return PERSONAL.get(entry.name, frozenset(entry.salts))


def digest_of(entry: Entry, previous: str) -> str:
    """SHA-256 over the previous digest, the entry's head, and a digest of each field."""
    leaves = {key: _leaf(entry.salts.get(key, ""), value) for key, value in entry.data.items()}
    head = [previous, entry.about, entry.seq, entry.name, entry.by]
    head.append(entry.at.astimezone(UTC).isoformat(timespec="microseconds"))
    return hashlib.sha256(_canonical([*head, leaves | entry.shed]).encode()).hexdigest()


def faults() -> Iterator[str]:
    """Everything in which the journal and the tables disagree, each as a sentence."""
    for book in BOOKS:
        yield from _disagreements(book)
    yield from _broken_chains()
    for check in CHECKS:
        yield from check()


def _disagreements(book: Book) -> Iterator[str]:
    replayed: dict[str, dict[str, Any]] = {}
    entries = Entry.objects.filter(about__startswith=f"{book.kind}:")
    for about, told, wrong in _replay(entries, book.lawful):
        replayed[about] = told
        yield from wrong
    for about, row in book.rows():
        facts = replayed.pop(about, None)
        if facts is None:
            yield f"{about}: stands in the tables but nothing in the journal made it"
            continue
        for name in book.fields:
            now = plain(row[name])
            if facts.get(name) != now:
                yield f"{about}: {name} is {now!r}, the journal says {facts.get(name)!r}"
    for about in replayed:
        yield f"{about}: the journal knows it, the tables do not"


def _broken_chains() -> Iterator[str]:
    """What is wrong with the chains of things that no book compares: people, roles, consents, clocks."""
    of_books = [Q(about__startswith=f"{book.kind}:") for book in BOOKS]
    rest = Entry.objects.exclude(reduce(or_, of_books)) if of_books else Entry.objects.all()
    for _about, _told, wrong in _replay(rest, lambda _entry, _before: None):
        yield from wrong


def _replay(
    entries: QuerySet[Entry], lawful: Callable[[Entry, dict[str, Any]], str | None]
) -> Iterator[tuple[str, dict[str, Any], list[str]]]:
    """(`about`, the fields at its end, what is wrong) of every chain among these entries."""
    about, previous, seq = "", "", 0
    facts: dict[str, Any] = {}
    wrong: list[str] = []
    for entry in entries.order_by("about", "seq").iterator(chunk_size=2000):
        if entry.about != about:
            if about:
                yield about, facts, wrong
            about, previous, seq, facts, wrong = entry.about, "", 0, {}, []
        seq += 1
        if entry.seq != seq:
            wrong.append(f"{about}: entry {seq} is missing")
            seq = entry.seq
        wrong += _wrongs(entry, previous, lawful(entry, facts))
        facts |= entry.data.get("set", {})
        previous = entry.digest
    if about:
        yield about, facts, wrong


def _wrongs(entry: Entry, previous: str, unlawful: str | None) -> Iterator[str]:
    """What is wrong with one entry, as sentences."""
    this = f"{entry.about}: entry {entry.seq} ({entry.name})"
    if digest_of(entry, previous) != entry.digest:
        yield f"{this} is not what was written"
    # The digest cannot tell a field that was shed from one that was hidden; nor can anybody where the act is gone.
    if hidden := entry.shed.keys() - PERSONAL.get(entry.name, frozenset(entry.shed)):
        yield f"{this} hides {', '.join(sorted(hidden))}, which is not personal"
    if unlawful:
        yield f"{this} {unlawful}"


def plain(value: Any) -> Any:
    """A value as the journal keeps it: what JSON can say."""
    return json.loads(_canonical(value))


def _leaf(salt: str, value: Any) -> str:
    return hashlib.sha256(f"{salt}\n{_canonical(value)}".encode()).hexdigest()


class _Encoder(DjangoJSONEncoder):
    """One moment is one text, whatever zone it was told in."""

    def default(self, o: Any) -> Any:
        return super().default(o.astimezone(UTC) if isinstance(o, datetime) else o)


def _canonical(value: Any) -> str:
    return json.dumps(
        value, cls=_Encoder, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
