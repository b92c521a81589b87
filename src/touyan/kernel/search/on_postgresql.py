"""The index on PostgreSQL: lexemes made by us in a GIN index, and the text beside them.

GIN knows which rows hold a pair, not where. Phrases of a tsvector would read positions row by row
(84 ms at a million), so pairs are only intersected, and the text in its one form is looked at in
what remains. It lies in this table rather than with its owner: then any kind can be checked
alike, and whoever removes a thing from the index has removed all of it.

GIN cannot read newest first either: a common word would fetch all of its rows to show 26. So the
newest rows are tried first, in the order of the key; a word that is common is common there.
"""

from collections.abc import Iterable, Sequence

from django.db import connection

from touyan.kernel.search import words

MOST = (1 << 63) - 1
NEWEST = 5000
"""So many rows are read before the index is asked: 1 in 192 fills a page from them."""
MANY = 8
"""Of more pairs than these every second one is enough to leave few rows."""

_PUT = """
    INSERT INTO kernel_words (kind, thing, spelled, words)
    SELECT %s, thing, spelled, array_to_tsvector(string_to_array(tokens, ' '))
    FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS given (thing, spelled, tokens)
    ON CONFLICT (kind, thing) DO UPDATE SET spelled = EXCLUDED.spelled, words = EXCLUDED.words
"""
# The inner LIMIT and MATERIALIZED keep the planner from turning one way of reading into the other:
# it takes neighbouring pairs for independent and expects far fewer rows than there are.
_NEWEST = """
    SELECT thing FROM (
        SELECT thing, spelled, words FROM kernel_words
        WHERE kind = %s AND thing < %s ORDER BY thing DESC LIMIT %s
    ) AS newest WHERE words @@ %s::tsquery{checks} ORDER BY thing DESC LIMIT %s
"""
_INDEXED = """
    WITH found AS MATERIALIZED (
        SELECT thing, spelled FROM kernel_words
        WHERE words @@ %s::tsquery AND kind = %s AND thing < %s
    )
    SELECT thing FROM found WHERE TRUE{checks} ORDER BY thing DESC LIMIT %s
"""
# Both ways of reading in one statement: the second is begun only where the first did not fill the page.
_EITHER = """
    WITH newest AS MATERIALIZED (
        SELECT thing FROM (
            SELECT thing, spelled, words FROM kernel_words
            WHERE kind = %s AND thing < %s ORDER BY thing DESC LIMIT %s
        ) AS lately WHERE words @@ %s::tsquery{checks} ORDER BY thing DESC LIMIT %s
    ), found AS MATERIALIZED (
        SELECT thing, spelled FROM kernel_words
        WHERE words @@ %s::tsquery AND kind = %s AND thing < %s
        AND (SELECT count(*) FROM newest) < %s
    )
    SELECT thing FROM newest UNION SELECT thing FROM found WHERE TRUE{checks}
    ORDER BY thing DESC LIMIT %s
"""


def put(kind: str, rows: Iterable[tuple[int, str, Iterable[str]]]) -> None:
    # Ascending, so that two writers never wait for each other; the last word on a thing counts.
    given = {
        thing: (words.spelled(text), words.tokens(kind, text, marks)) for thing, text, marks in rows
    }
    things = sorted(given)
    spelled = [given[thing][0] for thing in things]
    tokens = [given[thing][1] for thing in things]
    with connection.cursor() as cursor:
        cursor.execute(_PUT, [kind, things, spelled, tokens])


def remove(kind: str, thing: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM kernel_words WHERE kind = %s AND thing = %s", [kind, thing])


def clear(kind: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM kernel_words WHERE kind = %s", [kind])


def holds(kind: str, thing: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM kernel_words WHERE kind = %s AND thing = %s", [kind, thing])
        return cursor.fetchone() is not None


def matching(
    kind: str, query: words.Query, any_mark: Sequence[str] | None
) -> tuple[str, list[str | int]]:
    together = _together(query)
    sql = "SELECT thing FROM kernel_words WHERE words @@ %s::tsquery AND kind = %s"
    return sql + _checks(together), [_expression(kind, query, any_mark), kind, *together]


def ids(
    kind: str, query: words.Query, any_mark: Sequence[str] | None, before: int | None, limit: int
) -> list[int]:
    expression, together = _expression(kind, query, any_mark), _together(query)
    checks, end = _checks(together), before or MOST
    with connection.cursor() as cursor:
        cursor.execute(
            _NEWEST.format(checks=checks), [kind, end, NEWEST, expression, *together, limit]
        )
        found = [thing for (thing,) in cursor.fetchall()]
        if len(found) < limit:
            cursor.execute(
                _INDEXED.format(checks=checks), [expression, kind, end, *together, limit]
            )
            found = [thing for (thing,) in cursor.fetchall()]
    return found


def newest(
    kind: str, query: words.Query, any_mark: Sequence[str] | None, within: str, before: int | None,
    limit: int,
) -> tuple[str, list[str | int]]:  # fmt: skip
    """The newest things of one kind, as one SELECT."""
    expression, together = _expression(kind, query, any_mark, within), _together(query)
    end = before or MOST
    params: list[str | int] = [
        kind, end, NEWEST, expression, *together, limit,
        expression, kind, end, limit, *together, limit,
    ]  # fmt: skip
    return _EITHER.format(checks=_checks(together)), params


def _checks(together: list[str]) -> str:
    return " AND strpos(spelled, %s) > 0" * len(together)


def _together(query: words.Query) -> list[str]:
    """What the tokens alone do not prove: three units in a row, phrases, and lone characters."""
    rows = [words.joined(run) for run in query.indexed if len(run) > 2]
    phrases = ["|".join(map(words.joined, phrase)) for phrase in query.phrases]
    return [*rows, *phrases, *query.lone]


def _expression(
    kind: str, query: words.Query, any_mark: Sequence[str] | None, within: str = ""
) -> str:
    """Every lexeme is quoted, and none can hold a quote: nothing typed acts as an operator."""
    lexemes = dict.fromkeys(token for run in query.indexed for token in _covering(run))
    terms = [_quoted(token) for token in lexemes]
    terms.append(_quoted(words.mark(words.of_kind(kind))))
    if any_mark is not None:
        scopes = " | ".join(_quoted(words.mark(name)) for name in any_mark)
        terms.append(f"({scopes})")
    if within:
        terms.append(_quoted(words.mark(within)))
    return " & ".join(terms)


def _covering(run: words.Run) -> list[str]:
    """All pairs of a word, for one that is rare spares the rest; of a sentence every second."""
    pairs = words.pairs(run)
    if len(pairs) > MANY:
        return [*pairs[:-1:2], pairs[-1]]
    return pairs or list(run)


def _quoted(lexeme: str) -> str:
    return f"'{lexeme}'"
