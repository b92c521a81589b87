"""Reading from replicas of the database: fresh enough, or not at all.

How old a replica is, is told without anybody's clock but this process's: where the primary's log stood at a moment is
noted, and a replica that has replayed as far is no older than that moment. So an idle primary makes nobody old, and a
replica that is paused, cut off, or on the timeline of a primary that was replaced, is too old once the bound is over.

Whoever reads here does not know of it: for as long as a read lasts, the replica's connection stands in the place of the
primary's. Nothing that writes succeeds there; whatever fails there is asked of the primary again.
"""

import logging
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, InterfaceError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_noop

from touyan.kernel import measured

log = logging.getLogger("touyan.replicas")
T = TypeVar("T")
P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)
View = Callable[Concatenate[Any, P], R]

WROTE = "wrote"
"""The cookie of whoever changed something within the bound: they read what they wrote."""
AWAY, LONGEST_AWAY = 5.0, 60.0
"""Seconds for which nobody asks a replica that failed; doubled while it goes on failing."""
SHORT_OF_IT = 0.5
"""Seconds that somebody who needs the very latest waits for a replica to have it."""
NEVER = float("-inf")

_AT_THE_PRIMARY = """
    SELECT ('x' || substr(pg_walfile_name(at), 1, 8))::bit(32)::int, pg_wal_lsn_diff(at, '0/0')::bigint
    FROM pg_current_wal_flush_lsn() at
"""
"""The timeline and how far its log is safely written: everything acknowledged lies before."""
_AT_THE_REPLICA = """
    SELECT greatest(c.timeline_id, r.min_recovery_end_timeline), pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')::bigint,
        EXISTS (SELECT 1 FROM pg_stat_get_wal_receiver() WHERE pid IS NOT NULL), pg_last_xact_replay_timestamp()
    FROM pg_control_checkpoint() c, pg_control_recovery() r WHERE pg_is_in_recovery()
"""
"""No row where it has become a primary. Anybody may ask all of these, whatever their rights."""


@dataclass
class Marks:
    """Where the primary's log stood when, newest last; no older than the bound."""

    kept: list[tuple[float, int, int]] = field(default_factory=list)

    def note(self) -> float:
        """Ask the primary; the moment before it was asked."""
        now = time.monotonic()
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(_AT_THE_PRIMARY)
            self.kept.append((now, *cursor.fetchone()))
        self.kept = [mark for mark in self.kept if now - mark[0] <= settings.REPLICA_MAX_LAG]
        return now

    def reached(self, timeline: int, at: int) -> float:
        """The newest moment of which whoever has replayed as far has everything."""
        return max(
            (m for m, line, lsn in self.kept if line == timeline and lsn <= at), default=NEVER
        )


class Replica:
    """One server, with a connection for each thread of this process."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.connections = ConnectionHandler({DEFAULT_DB_ALIAS: told})
        self.name = f"{told['HOST']}:{told['PORT']}".rstrip(":")
        self.as_of = NEVER
        """It has everything that was acknowledged before this moment."""
        self.away_until = 0.0
        self.failures = 0
        self.changed_at: datetime | None = None
        """When what it had replayed last was committed."""
        self.why = ""
        """What is wrong with it, whatever its age; in few words."""

    @property
    def age(self) -> float:
        """Seconds: it is no older than that."""
        return time.monotonic() - self.as_of

    @property
    def is_fresh(self) -> bool:
        return self.age <= settings.REPLICA_MAX_LAG

    def line(self, patience: float) -> BaseDatabaseWrapper:
        """This thread's connection; one that hangs is given up soon, since the primary can be asked instead."""
        mine = self.connections[DEFAULT_DB_ALIAS]
        mine.ensure_connection()
        mine.connection.patience = max(1.0, patience)
        return mine

    def look(self, marks: Marks) -> None:
        """Ask how far it is, and whether anybody sends it more."""
        try:
            with self.line(1).cursor() as cursor:
                cursor.execute(_AT_THE_REPLICA)
                row = cursor.fetchone()
        except (DatabaseError, InterfaceError) as error:
            self.pass_over(error)
            return
        self.failures = 0
        if row is None:
            self.as_of, self.changed_at = NEVER, None
            self.why = gettext_noop("it has become a primary")
            return
        timeline, at, is_fed, self.changed_at = row
        self.as_of = marks.reached(timeline, at) if is_fed else NEVER
        self.why = "" if is_fed else gettext_noop("nobody feeds it")

    def pass_over(self, error: Exception) -> None:
        """Nobody asks it for a while: not every page shall wait for a server that is gone."""
        self.connections[DEFAULT_DB_ALIAS].close()
        self.as_of, self.why = NEVER, gettext_noop("it does not answer")
        self.away_until = time.monotonic() + min(LONGEST_AWAY, AWAY * 2**self.failures)
        self.failures += 1
        log.warning("%s is passed over: %s", self.name, type(error).__name__)

    @contextmanager
    def standing_in(self) -> Iterator[None]:
        """Whatever this thread asks the database is asked here."""
        mine, primary = self.line(settings.REPLICA_MAX_LAG), connections[DEFAULT_DB_ALIAS]
        mine.execute_wrappers = primary.execute_wrappers  # what counts queries counts these, too
        token = _primary.set(primary)
        connections[DEFAULT_DB_ALIAS] = mine
        try:
            yield
        finally:
            connections[DEFAULT_DB_ALIAS] = primary
            _primary.reset(token)
            mine.execute_wrappers = []


_primary: ContextVar[BaseDatabaseWrapper | None] = ContextVar("touyan_primary", default=None)
"""The primary's own connection, while a replica's stands in its place."""


class Replicas:
    """All of them, as this process knows them."""

    def __init__(self) -> None:
        self.all = [Replica(told) for told in settings.REPLICAS]
        self.marks = Marks()
        self.looking = threading.Lock()
        self.looked_at = 0.0

    def fresh(self) -> Replica | None:
        if time.monotonic() - self.looked_at >= min(1.0, settings.REPLICA_MAX_LAG / 4):
            self.look()
        usable = [one for one in self.all if one.is_fresh]
        return secrets.choice(usable) if usable else None

    def look(self) -> float:
        """Ask the primary and everybody who is not away; 0 where another thread is at it."""
        if not self.looking.acquire(blocking=False):
            return 0.0
        try:
            self.looked_at = moment = self.marks.note()
            for one in self.all:
                if moment >= one.away_until:
                    one.look(self.marks)
            return moment
        finally:
            self.looking.release()

    def with_all(self) -> Replica | None:
        """One that has everything that was acknowledged until now."""
        asked = time.monotonic()
        while time.monotonic() - asked < SHORT_OF_IT:
            self.look()
            if found := next((one for one in self.all if one.as_of >= asked), None):
                return found
            if all(one.why for one in self.all):
                return None
            time.sleep(0.02)
        return None


@cache
def known() -> Replicas:
    return Replicas()


def read(do: Callable[[], T], chosen: Callable[[], Replica | None] | None = None) -> T:
    """What `do` reads: on a replica within the bound, else on the primary. It changes nothing and may be asked twice."""
    if not settings.REPLICAS or _primary.get():
        return do()
    replica = (chosen or known().fresh)()
    if replica is not None:
        try:
            with replica.standing_in():
                found = do()
            measured.count_read("replica")
            return found
        except (DatabaseError, InterfaceError) as error:
            _failed(replica, error)
        except Exception as error:
            # What came into being just now is at the primary.
            if not isinstance(error, Http404) and getattr(error, "status", 0) != 404:
                raise
    measured.count_read("primary")
    return do()


def _failed(replica: Replica, error: Exception) -> None:
    """A statement that failed is one thing (it was cancelled, it wanted to write), a line that is dead another."""
    line = replica.connections[DEFAULT_DB_ALIAS].connection
    if line is None or line.closed:
        replica.pass_over(error)
    else:
        log.warning("%s: a read is asked of the primary again: %s", replica.name, error.__cause__)


def read_latest(do: Callable[[], T]) -> T:
    """The same, of a replica that has everything acknowledged until now: for what is read to be kept."""
    return read(do, known().with_all) if settings.REPLICAS else do()


@contextmanager
def primary(*, needed: bool = True) -> Iterator[None]:
    """Within a read: what must be the primary's own."""
    kept, replica = _primary.get(), connections[DEFAULT_DB_ALIAS]
    if kept is None or not needed:
        yield
        return
    token = _primary.set(None)
    connections[DEFAULT_DB_ALIAS] = kept
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = replica
        _primary.reset(token)


def reads(view: View[P, R]) -> View[P, R]:
    """A view that only reads, after whoever asks is known."""

    @wraps(view)
    def answered(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> R:
        if (
            not settings.REPLICAS
            or request.method not in {"GET", "HEAD"}
            or WROTE in request.COOKIES
        ):
            return view(request, *args, **kwargs)
        return read(lambda: _marked(view(request, *args, **kwargs)))

    return answered


def public(view: View[P, R]) -> View[P, R]:
    """The same for what everybody may read: whoever shows a key or has a session is answered by the primary."""
    on_a_replica = reads(view)

    @wraps(view)
    def answered(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> R:
        is_somebody = (
            settings.SESSION_COOKIE_NAME in request.COOKIES
            or "Authorization" in request.headers
            or "api_key" in request.GET
        )
        return (view if is_somebody else on_a_replica)(request, *args, **kwargs)

    return answered


def _marked(response: R) -> R:
    if _primary.get():
        if response.status_code == 404:
            raise Http404
        response.is_from_replica = True  # type: ignore[attr-defined]
    return response


@dataclass(frozen=True)
class Look:
    """A replica as an operator reads of it."""

    name: str
    answers: bool
    """Whether pages are read from it."""
    age: float | None
    """Seconds; None where it is older than the bound, or nobody knows."""
    changed_at: datetime | None
    """When what it replayed last was committed."""
    why: str
    """Why not, where it is not asked, in few words."""


def looks() -> list[Look]:
    """Every replica, looked at now."""
    if not settings.REPLICAS or _primary.get():
        return []
    known().with_all()
    return [_look(one) for one in known().all]


def _look(one: Replica) -> Look:
    age = one.age if one.is_fresh else None
    why = "" if one.is_fresh else one.why or gettext_noop("it is older than the bound")
    return Look(one.name, one.is_fresh, age, one.changed_at, why)
