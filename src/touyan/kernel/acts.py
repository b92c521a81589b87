"""`@act`: one use case, one transaction, one journal entry."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from functools import wraps
from typing import Any, Generic, ParamSpec, Protocol, TypeVar
from uuid import UUID

from django.db import IntegrityError, connection, models, transaction

from touyan.kernel import clock, journal, sending
from touyan.kernel.models import Entry
from touyan.kernel.refused import Refused

P = ParamSpec("P")
M = TypeVar("M", bound=models.Model)


class Actor(Protocol):
    """Whoever may act: a person, a requester with a receipt, the clock."""

    @property
    def signed(self) -> str:
        """How the journal names the actor, e.g. `person:12 as dispatcher`."""


@dataclass(frozen=True)
class Beside:
    """Another thing that the same act made or changed: its chain gets an entry too."""

    about: models.Model
    data: dict[str, Any] = field(default_factory=dict)
    first: bool = False


@dataclass(frozen=True)
class Event(Generic[M]):
    """What an act did. `data["set"]` holds the fields it changed, as `touyan check` compares them."""

    about: M
    by: Actor
    data: dict[str, Any] = field(default_factory=dict)
    first: bool = False
    """True where the act made the thing: its chain begins here."""
    repeated: bool = False
    """True where the same request had been carried out before: nothing is written again."""
    beside: Sequence[Beside] = ()
    """What else was made or changed. The act holds the locks on those that were there before."""
    made: Any = None
    """What the act made besides, for the door to show: a receipt, a sample."""
    name: str = ""
    entry: Entry | None = None


Listener = Callable[[Event[Any]], None]
LISTENERS: dict[str, list[Listener]] = {}
"""Event type → who listens, inside the same transaction. Filled by conf/wiring.py and nobody else."""

_batch: ContextVar[bool] = ContextVar("touyan_batch", default=False)
_first: ContextVar[Callable[[], object] | None] = ContextVar("touyan_first", default=None)


@contextmanager
def beginning_with(count: Callable[[], object]) -> Iterator[None]:
    """What a door counts before an act goes into that act's own transaction: one commit instead of two.

    A refusal takes it back. That opens nothing: it made no row, said no more than the page did, and cost
    what being slowed down costs.
    """
    token = _first.set(count)
    try:
        yield
    finally:
        _first.reset(token)


@contextmanager
def batch() -> Iterator[None]:
    """Let many acts succeed or fail as one (an import); elsewhere an act commits by itself."""
    with transaction.atomic(durable=True):
        token = _batch.set(True)
        try:
            yield
        finally:
            _batch.reset(token)


def act(
    *, personal: tuple[str, ...] = (), repeatable: bool = False
) -> Callable[[Callable[P, Event[M]]], Callable[P, Event[M]]]:
    """Make a function a use case: all of it, its journal entry and its listeners' rows, or nothing.

    `personal` names the fields of its event that are about a person and can be shed. `repeatable`:
    a page that is loaded again asks for it again, and means it (a look at a list).
    The event's type is `room.function`.
    """

    def decorate(fn: Callable[P, Event[M]]) -> Callable[P, Event[M]]:
        name = f"{fn.__module__.split('.')[1]}.{fn.__name__}"
        journal.PERSONAL[name] = frozenset(personal)

        @wraps(fn)
        def run(*args: P.args, **kwargs: P.kwargs) -> Event[M]:
            mark = None if repeatable or _batch.get() else sending.next_mark(name)
            return _once(lambda: _recorded(name, fn(*args, **kwargs)), mark)

        return run

    return decorate


def _once(do: Callable[[], Event[M]], mark: UUID | None) -> Event[M]:
    """The act in its transaction; what the same form did before is not done again."""
    try:
        return _committed(do, mark)
    except IntegrityError:
        # Somebody was quicker with the same key: now the act finds what they made.
        sending.refuse_again(mark)
        return _committed(do, mark)
    except Refused:
        sending.refuse_again(mark)
        raise


def _committed(do: Callable[[], Event[M]], mark: UUID | None) -> Event[M]:
    inner = _batch.get()
    with transaction.atomic(durable=not inner):
        if not inner and (count := _first.get()):
            count()
        event = do()
        if event.repeated and not inner:
            sending.settle()
        elif not event.repeated:
            sending.note(mark)
        return event


def about(thing: models.Model) -> str:
    """How the journal names a thing: `order:69`."""
    return f"{thing._meta.model_name}:{thing.pk}"  # noqa: SLF001 - Django documents _meta as its API


def _lock(thing: models.Model) -> None:
    """One writer a chain: most acts hold this lock already, but those that only add to a thing do not.

    NO KEY: whoever refers to the thing meanwhile is not in the way, and two of them never deadlock.
    """
    if connection.features.has_select_for_update:
        # Whoever has signed in is a lazy stand-in for a person, and `type` says so.
        rows: models.QuerySet[models.Model] = models.QuerySet(thing._meta.model)  # noqa: SLF001
        list(rows.filter(pk=thing.pk).select_for_update(no_key=True).values_list("pk"))


def _recorded(name: str, event: Event[M]) -> Event[M]:
    if event.repeated:
        return event
    if not event.first:
        _lock(event.about)
    entry = journal.write(
        name=name, about=about(event.about), by=event.by.signed, at=clock.now(), data=event.data,
        town_code=getattr(event.about, "town_code", ""), first=event.first,
    )  # fmt: skip
    lines = [journal.Line(about(it.about), it.data, it.first) for it in event.beside]
    journal.write_many(lines, name=name, by=entry.by, at=entry.at, town_code=entry.town_code)
    return _told(replace(event, name=name, entry=entry))


def _told(event: Event[M]) -> Event[M]:
    """Let everybody who listens hear of it. What they do in turn, acts included, joins this transaction."""
    token = _batch.set(True)
    try:
        for listener in LISTENERS.get(event.name, ()):
            listener(event)
    finally:
        _batch.reset(token)
    return event
