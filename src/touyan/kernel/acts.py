"""`@act`: one use case, one transaction, one journal entry."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from functools import wraps
from typing import Any, Generic, ParamSpec, Protocol, TypeVar

from django.db import IntegrityError, connection, models, transaction

from touyan.kernel import clock, journal
from touyan.kernel.models import Entry

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
    *, personal: tuple[str, ...] = ()
) -> Callable[[Callable[P, Event[M]]], Callable[P, Event[M]]]:
    """Make a function a use case: all of it, its journal entry and its listeners' rows, or nothing.

    `personal` names the fields of its event that are about a person and can be shed.
    The event's type is `room.function`.
    """

    def decorate(fn: Callable[P, Event[M]]) -> Callable[P, Event[M]]:
        name = f"{fn.__module__.split('.')[1]}.{fn.__name__}"
        journal.PERSONAL[name] = frozenset(personal)

        def once(*args: P.args, **kwargs: P.kwargs) -> Event[M]:
            with transaction.atomic(durable=not _batch.get()):
                return _recorded(name, fn(*args, **kwargs))

        return wraps(fn)(_again_on_conflict(once))

    return decorate


def _again_on_conflict(once: Callable[P, Event[M]]) -> Callable[P, Event[M]]:
    def run(*args: P.args, **kwargs: P.kwargs) -> Event[M]:
        try:
            return once(*args, **kwargs)
        except IntegrityError:
            # Somebody was quicker with the same key: now the act finds what they made.
            return once(*args, **kwargs)

    return run


def about(thing: models.Model) -> str:
    """How the journal names a thing: `order:69`."""
    return f"{thing._meta.model_name}:{thing.pk}"  # noqa: SLF001 - Django documents _meta as its API


def _lock(thing: models.Model) -> None:
    """One writer a chain: most acts hold this lock already, but those that only add to a thing do not.

    NO KEY: whoever refers to the thing meanwhile is not in the way, and two of them never deadlock.
    """
    if connection.features.has_select_for_update:
        rows: models.QuerySet[models.Model] = models.QuerySet(type(thing))
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
