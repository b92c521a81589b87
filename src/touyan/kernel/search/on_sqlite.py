"""The index on SQLite: one FTS5 table for all kinds.

It is an ordinary FTS5 table that keeps its tokens: a row can then be replaced or deleted by its
number alone. Without content, deleting needs the very tokens that were put (or SQLite 3.43), and a
tokeniser changed in between would corrupt the index silently. The price is two thirds of its disk
(314 of 464 MB at a million orders).

A row's number is the kind's number in the upper bits and the thing below. So one kind is one
stretch of every posting list, its newest end is where reading begins, and LIMIT stops it.
"""

from collections.abc import Iterable, Sequence

from django.db import connection

from touyan.kernel.search import words

SHIFT = 44
MOST = 1 << SHIFT
"""Things are numbered below this (17 million million)."""

NONE = (1 << 19) - 1
"""Of a kind that nothing was put of yet: the upper end, where there is nothing to read past."""

_KIND = f"COALESCE((SELECT id << {SHIFT} FROM kernel_words_kinds WHERE kind = %s), {NONE << SHIFT})"  # noqa: S608 (a constant)
_WHERE = (
    f"FROM kernel_words WHERE kernel_words MATCH %s AND rowid > {_KIND} AND rowid < {_KIND} + %s"
)


def put(kind: str, rows: Iterable[tuple[int, str, Iterable[str]]]) -> None:
    # Ascending numbers: FTS5 writes a segment out whenever a number goes back.
    given = {thing: words.tokens(kind, text, marks) for thing, text, marks in rows}
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_words_kinds (kind) VALUES (%s) ON CONFLICT DO NOTHING", [kind]
        )
        cursor.executemany(
            f"INSERT OR REPLACE INTO kernel_words (rowid, words) VALUES ({_KIND} + %s, %s)",  # noqa: S608
            [(kind, thing, tokens) for thing, tokens in sorted(given.items())],
        )


def remove(kind: str, thing: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM kernel_words WHERE rowid = {_KIND} + %s", [kind, thing])  # noqa: S608


def clear(kind: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM kernel_words WHERE rowid > {_KIND} AND rowid < {_KIND} + {MOST}",  # noqa: S608
            [kind, kind],
        )


def holds(kind: str, thing: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM kernel_words WHERE rowid = {_KIND} + %s", [kind, thing])  # noqa: S608
        return cursor.fetchone() is not None


def matching(
    kind: str,
    query: words.Query,
    any_mark: Sequence[str] | None,
    before: int = MOST,
    within: str = "",
) -> tuple[str, list[str | int]]:
    """Lone characters are looked for in the tokens: a pair holds both of its characters."""
    checks = " AND instr(words, %s) > 0" * len(query.lone)
    sql = f"SELECT rowid & {MOST - 1} AS thing {_WHERE}{checks}"
    return sql, [_expression(kind, query, any_mark, within), kind, kind, before, *query.lone]


def newest(
    kind: str, query: words.Query, any_mark: Sequence[str] | None, within: str, before: int | None,
    limit: int,
) -> tuple[str, list[str | int]]:  # fmt: skip
    """The newest things of one kind, as one SELECT."""
    sql, params = matching(kind, query, any_mark, before or MOST, within)
    return f"{sql} ORDER BY rowid DESC LIMIT %s", [*params, limit]


def ids(
    kind: str, query: words.Query, any_mark: Sequence[str] | None, before: int | None, limit: int
) -> list[int]:
    sql, params = newest(kind, query, any_mark, "", before, limit)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [thing for (thing,) in cursor.fetchall()]


def _expression(kind: str, query: words.Query, any_mark: Sequence[str] | None, within: str) -> str:
    """Every phrase is quoted, and no token can hold a quote: nothing typed acts as an operator."""
    phrases = [_quoted(_side_by_side(run)) for run in query.indexed]
    phrases += [_quoted(" | ".join(map(_side_by_side, phrase))) for phrase in query.phrases]
    phrases.append(_quoted(words.mark(words.of_kind(kind))))
    if any_mark is not None:
        scopes = " OR ".join(_quoted(words.mark(name)) for name in any_mark)
        phrases.append(f"({scopes})")
    if within:
        phrases.append(_quoted(words.mark(within)))
    return " AND ".join(phrases)


def _side_by_side(run: words.Run) -> str:
    return " ".join(words.pairs(run) or run)


def _quoted(phrase: str) -> str:
    return f'"{phrase}"'
