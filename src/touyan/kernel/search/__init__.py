"""One index for everything that people look for by words: `put`, `remove`, `ids`, `matching`.

Written in the act's own transaction. A thing is found by any two neighbouring Chinese characters,
by a whole word or a whole number, or by the last four digits of a long number. Words parted by a
space or by punctuation must all be there; what is typed together must stand together, and what is
typed in quotation marks must stand as it is typed, breaks included.

Marks are scopes (`b17` a branch, `t3` a town): give a thing the marks of all who may find it, and a
search the marks of whoever asks. They are intersected inside the index, so nobody's search gets
slower by what others own, and nothing is found first and hidden later.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from django.db import connection
from django.db.models.expressions import RawSQL

from touyan.kernel.search import on_postgresql, on_sqlite, words

BATCH = 1000

Row = tuple[int, str, Iterable[str]]
"""A thing's number, its text and its marks."""


class Index(Protocol):
    """What the module of each database offers."""

    def put(self, kind: str, rows: Iterable[Row]) -> None: ...
    def remove(self, kind: str, thing: int) -> None: ...
    def clear(self, kind: str) -> None: ...
    def holds(self, kind: str, thing: int) -> bool: ...
    def ids(
        self,
        kind: str,
        query: words.Query,
        any_mark: Sequence[str] | None,
        before: int | None,
        limit: int,
    ) -> list[int]: ...
    def matching(
        self, kind: str, query: words.Query, any_mark: Sequence[str] | None
    ) -> tuple[str, list[str | int]]: ...
    def newest(
        self,
        kind: str,
        query: words.Query,
        any_mark: Sequence[str] | None,
        within: str,
        before: int | None,
        limit: int,
    ) -> tuple[str, list[str | int]]: ...


INDEXES: dict[str, Index] = {"sqlite": on_sqlite, "postgresql": on_postgresql}


def put(kind: str, thing: int, text: str, marks: Iterable[str] = ()) -> None:
    """Make a thing findable by this text and within these marks, instead of what was put before."""
    put_many(kind, [(thing, text, marks)])


def put_many(kind: str, rows: Iterable[Row]) -> None:
    """`put` for many, in portions; fastest with ascending numbers."""
    for portion in _portions(rows):
        INDEXES[connection.vendor].put(kind, portion)


def remove(kind: str, thing: int) -> None:
    """Let a thing no longer be found; what was never put is no mistake."""
    INDEXES[connection.vendor].remove(kind, thing)


def clear(kind: str) -> None:
    """Forget all things of a kind, before they are put anew."""
    INDEXES[connection.vendor].clear(kind)


def holds(kind: str, thing: int) -> bool:
    """Whether this thing was put."""
    return INDEXES[connection.vendor].holds(kind, thing)


def too_short(text: str) -> bool:
    """Is there nothing to look for? One character alone never is, nor is punctuation."""
    return words.query(text).too_short


def ids(
    kind: str,
    text: str,
    *,
    any_mark: Sequence[str] | None = None,
    before: int | None = None,
    limit: int = 26,
) -> list[int]:
    """The newest things first; the next page begins `before` the last of this one.

    `any_mark`: None is everything, an empty sequence nothing at all.
    """
    query = words.query(text)
    if query.too_short or _nothing(any_mark) or limit < 1:
        return []
    return INDEXES[connection.vendor].ids(kind, query, any_mark, before, limit)


@dataclass(frozen=True)
class Wanted:
    """One kind of a search over several: in whose marks, narrowed to `within`, before which number, how many."""

    kind: str
    any_mark: Sequence[str] | None = None
    within: str = ""
    before: int | None = None
    limit: int = 26


def several(text: str, wanted: Sequence[Wanted]) -> dict[str, list[int]]:
    """The newest things of each kind, in one statement."""
    query = words.query(text)
    found: dict[str, list[int]] = {one.kind: [] for one in wanted}
    asked = [one for one in wanted if not _nothing(one.any_mark) and one.limit > 0]
    if query.too_short or not asked:
        return found
    parts, params = [], list[str | int]()
    for number, one in enumerate(asked):
        sql, given = INDEXES[connection.vendor].newest(
            one.kind, query, one.any_mark, one.within, one.before, one.limit
        )
        parts.append(f"SELECT {number} AS number, thing FROM ({sql}) AS part{number}")  # noqa: S608 (ours)
        params += given
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        for number, thing in cursor.fetchall():
            found[asked[number].kind].append(thing)
    return {kind: sorted(things, reverse=True) for kind, things in found.items()}


def matching(
    kind: str,
    text: str,
    *,
    any_mark: Sequence[str] | None = None,
    before: int | None = None,
    limit: int | None = None,
) -> RawSQL:
    """All things found, for `filter(pk__in=matching(…))` where other conditions join in.

    It finds everything before it filters. With a limit it finds the newest alone, which is as good where nothing
    else narrows a list that begins with the newest, and a hundred times less for a word that is everywhere.
    """
    query, index = words.query(text), INDEXES[connection.vendor]
    if query.too_short or _nothing(any_mark):
        return RawSQL("SELECT 0 WHERE 1 = 0", ())
    if limit is None:
        sql, params = index.matching(kind, query, any_mark)
    else:
        newest, params = index.newest(kind, query, any_mark, "", before, limit)
        sql = f"SELECT thing FROM ({newest}) AS newest"  # noqa: S608 (ours)
    return RawSQL(sql, params)  # noqa: S611 (the text is constant, what was typed is a parameter)


def _nothing(any_mark: Sequence[str] | None) -> bool:
    return any_mark is not None and not any_mark


def _portions(rows: Iterable[Row]) -> Iterator[list[Row]]:
    remaining = iter(rows)
    while portion := list(islice(remaining, BATCH)):
        yield portion
