"""PostgreSQL that may stop answering: no statement waits for ever, and only what the standby has is acknowledged.

A paused or unreachable server still holds its connections open, so a wait has an end of its own
(`patience`). And where the wait for a synchronous standby is cancelled, COMMIT succeeds with a
warning: that is an answer nobody can rely on, so it is an error here.
"""

import time
from collections.abc import Generator
from select import POLLIN, poll
from typing import Any

from django.db.backends.postgresql import base
from django.db.backends.postgresql.psycopg_any import IsolationLevel
from psycopg import Connection, OperationalError
from psycopg.errors import Diagnostic
from psycopg.pq import TransactionStatus

UNCONFIRMED = "01000"
CANCELLED = "canceling wait for synchronous replication"
LATELY = 1.0
"""Seconds. A connection that answered since then is not asked whether it would."""


class Patience:
    """Seconds that this process waits for one answer; None is for ever (commands: `recount` takes minutes)."""

    seconds: float | None = None


class Guarded(Connection[Any]):
    """One connection that gives up, and that believes no commit of which the server warns."""

    unconfirmed = committing = False
    patience: float | None = None
    """Its own, where it is shorter than that of the process."""
    answered = 0.0
    """When it last did, on the monotonic clock."""

    def commit(self) -> None:
        self.committing = True
        try:
            super().commit()
        finally:
            self.committing = False

    def wait(
        self, gen: Generator[Any, Any, Any], interval: float = 0.1, timeout: float | None = None
    ) -> Any:
        """As psycopg's own; every statement and every commit passes here."""
        limit = self.patience or Patience.seconds if timeout is None else timeout
        self.unconfirmed = False
        try:
            answer = super().wait(gen, interval, limit)
        except OperationalError as error:
            if timeout is None and type(error).__name__ == "_WaitTimeout":
                # Half of an answer may still come: nobody can use this connection any more.
                self.pgconn.finish()
                raise OperationalError(f"no answer within {limit} seconds") from error
            raise
        if self.unconfirmed:
            raise OperationalError("committed here, but not confirmed by the standby")
        self.answered = time.monotonic()
        return answer

    def answered_lately(self) -> bool:
        """Whether it did, between transactions, and nothing has come since: a server that ends a connection says so,
        or its machine does."""
        between = self.pgconn.transaction_status == TransactionStatus.IDLE
        if not between or time.monotonic() - self.answered > LATELY:
            return False
        unread = poll()
        unread.register(self.fileno(), POLLIN)
        return not unread.poll(0)

    def heard(self, said: Diagnostic) -> None:
        """What the server remarks. At a COMMIT this class says nothing else, in whatever language the server speaks."""
        cancelled = self.committing or CANCELLED in (said.message_primary or "")
        if said.sqlstate == UNCONFIRMED and cancelled:
            self.unconfirmed = True


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> Guarded:
        self.isolation_level = IsolationLevel.READ_COMMITTED
        made = Guarded.connect(**conn_params)
        made.add_notice_handler(made.heard)
        return made

    def is_usable(self) -> bool:
        """What Django asks before each request. A town that is busy would spend a thirtieth of its time on it."""
        return self.connection.answered_lately() or super().is_usable()
