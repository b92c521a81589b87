"""SQLite with a queue in front of its writers.

SQLite lets waiting writers poll, and the unlucky starve (16 writers: one got a single commit in 5 s).
A lock file that the kernel queues on, taken before BEGIN IMMEDIATE, serves them in turn.
"""

import fcntl
import os

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    _queue: int | None = None

    def _start_transaction_under_autocommit(self) -> None:
        self._wait_in_line()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._leave_line()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self._leave_line()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._leave_line()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._leave_line()
            if self._queue is not None:
                os.close(self._queue)
                self._queue = None

    def _wait_in_line(self) -> None:
        if self.is_in_memory_db():
            return
        if self._queue is None:
            name = f"{self.settings_dict['NAME']}-queue"
            self._queue = os.open(name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._queue, fcntl.LOCK_EX)

    def _leave_line(self) -> None:
        if self._queue is not None:
            fcntl.flock(self._queue, fcntl.LOCK_UN)
