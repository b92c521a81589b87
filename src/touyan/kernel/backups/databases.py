"""Each database by its own online means: SQLite's VACUUM INTO, PostgreSQL's pg_dump and psql."""

import os
import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import IO, Any, cast

from django.db import connection
from django.utils.translation import gettext as _

from touyan.kernel.backups.pace import Pace
from touyan.kernel.models import Entry
from touyan.kernel.postgresql.planner import tell_planner

_VARIABLES = {
    "host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY",
    "target_session_attrs": "PGTARGETSESSIONATTRS", "connect_timeout": "PGCONNECT_TIMEOUT",
}  # fmt: skip
"""By the environment rather than as arguments: every user of the machine may read those."""


class Unable(Exception):
    """It cannot be done as things are; the text says what to do."""


OPERATIONS = 1_000
"""Steps of SQLite's machine between two looks at the pace: well below a millisecond."""
PIECE = 256 * 1024
"""Bytes of a dump between two looks at the pace."""
LEAVES_WITHIN = 1.0
"""Seconds that somebody who stopped has for closing a connection."""


def dump(target: Path, pace: Pace) -> None:
    """All of the database at one moment, while others go on writing."""
    if connection.vendor == "sqlite":
        _dump_sqlite(target, pace)
        return
    with target.open("wb") as out:
        _postgresql("pg_dump", "--format=custom", "--compress=0", "--no-owner", "--no-privileges",
                    into=partial(_copy, out=out, pace=pace))  # fmt: skip


def _dump_sqlite(target: Path, pace: Pace) -> None:
    with connection.cursor() as cursor:
        connection.connection.set_progress_handler(pace.keep, OPERATIONS)
        try:
            cursor.execute("VACUUM INTO %s", [str(target)])
        finally:
            connection.connection.set_progress_handler(None, 0)


def _copy(source: IO[bytes], out: IO[bytes], pace: Pace) -> None:
    """While nobody reads, pg_dump and the server behind it wait."""
    while data := source.read(PIECE):
        out.write(data)
        pace.keep()


def size() -> int:
    """About how many bytes a dump will take at most."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
        else:
            cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def holds_a_town() -> bool:
    """Whether something would be lost by a restore; Unable where the tables are not a town's."""
    if connection.vendor == "sqlite" and not _file().exists():
        return False
    tables = set(connection.introspection.table_names())
    if not tables:
        return False
    if "kernel_entry" not in tables:
        raise Unable(
            _("The database holds tables that are not a town's. Name another in DATABASE_URL.")
        )
    return Entry.objects.exists()


def hold_alone() -> None:
    """Make sure that nobody else is using the database; Unable otherwise."""
    busy = _("The town is running. Stop `touyan serve` and `touyan work` first.")
    if connection.vendor == "sqlite":
        connection.close()
        if not _is_free():
            raise Unable(busy)
        return
    # Whoever has just gone is still listed for a moment.
    until = time.monotonic() + LEAVES_WITHIN
    while _others():
        if time.monotonic() > until:
            raise Unable(busy)
        time.sleep(0.05)


def _others() -> int:
    """How many connections to this PostgreSQL database there are beside our own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        return int(cursor.fetchone()[0])


def _is_free() -> bool:
    """Leaving WAL needs the file for oneself, and folds into it what the WAL held."""
    if not _file().exists():
        return True
    alone = sqlite3.connect(_file(), timeout=LEAVES_WITHIN)
    try:
        return bool(alone.execute("PRAGMA journal_mode=DELETE").fetchone()[0] == "delete")
    except sqlite3.OperationalError:
        return False
    finally:
        alone.close()


def load(source: Path) -> None:
    """Put a dump in the place of what is there: all of it, or what is there stays."""
    if connection.vendor == "sqlite":
        _load_sqlite(source)
    else:
        _load_postgresql(source)


def _load_sqlite(source: Path) -> None:
    _refuse_unsound(source)
    hold_alone()
    target = _file()
    target.parent.mkdir(parents=True, exist_ok=True)
    for suffix in ("-wal", "-shm", "-journal"):
        target.with_name(target.name + suffix).unlink(missing_ok=True)
    source.replace(target)
    descriptor = os.open(target.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _refuse_unsound(source: Path) -> None:
    looked = sqlite3.connect(source)
    try:
        sound = looked.execute("PRAGMA quick_check").fetchone()[0] == "ok"
    except sqlite3.DatabaseError:
        sound = False
    finally:
        looked.close()
    if not sound:
        raise Unable(_("The database in it is not sound."))


def _load_postgresql(source: Path) -> None:
    """A script made whole before it is begun: a program that dies half way must not look like its end."""
    script = source.with_suffix(".sql")
    _postgresql("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(source))
    source.unlink()
    hold_alone()
    connection.close()
    _postgresql(
        "psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1",
        "--output=/dev/null", "--command=SET client_min_messages = warning",
        "--command=DROP SCHEMA IF EXISTS public CASCADE", "--command=CREATE SCHEMA public",
        f"--file={script}",
    )  # fmt: skip
    tell_planner()


def _drained(source: IO[bytes]) -> None:
    """Of a program whose words nobody asked for: read all the same, or it waits for a reader."""
    while source.read(PIECE):
        pass


def _postgresql(
    program: str, *arguments: str, into: Callable[[IO[bytes]], object] = _drained
) -> None:
    """Run one of PostgreSQL's own programs; what it says is given to `into`."""
    if connection.settings_dict["DISABLE_SERVER_SIDE_CURSORS"]:
        # What it sets would stay on a server that pages get next.
        why = _(
            "{program} must not go through PgBouncer: name PostgreSQL itself in DATABASE_URL for this."
        )
        raise Unable(why.format(program=program))
    command = [client(program), "--no-password", *arguments]
    with tempfile.TemporaryFile() as errors:
        with subprocess.Popen(  # noqa: S603 - our own words
            command, env=_environment(),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors,
        ) as running:  # fmt: skip
            into(cast(IO[bytes], running.stdout))
        if running.returncode:
            errors.seek(0)
            said = errors.read().decode(errors="replace").strip().splitlines()
            why = said[0] if said else str(running.returncode)
            raise Unable(_("{program} failed: {why}").format(program=program, why=why))


def client(program: str) -> str:
    """Where PostgreSQL's programs are; Debian keeps each version's in a folder of its own."""
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -float(path.parent.name)
    )
    found = [str(folder / program) for folder in folders if (folder / program).exists()]
    if there := next(iter(found), None) or shutil.which(program):
        return there
    why = _("{program} is not here. On Debian: apt install postgresql-client.")
    raise Unable(why.format(program=program))


def _environment() -> dict[str, str]:
    told: dict[str, Any] = connection.get_connection_params()
    named = {name: str(told[key]) for key, name in _VARIABLES.items() if told.get(key)}
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ}
    return {**kept, **named}


def _file() -> Path:
    return Path(str(connection.settings_dict["NAME"]))
