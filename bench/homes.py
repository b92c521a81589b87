"""A town of its own for every stage: copied from one seed, on one disk, gone afterwards."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from bench.machine import ROOT
from tools import with_postgres

DURABLE = (
    "fsync=on",
    "synchronous_commit=on",
    "full_page_writes=on",
    "listen_addresses=",
    "max_connections=100",
    "shared_buffers=512MB",
    "max_wal_size=8GB",
    "timezone=UTC",
)
"""As an installation that serves people has it: a commit that was answered is on the disk."""


@dataclass(frozen=True)
class Home:
    """One installation: a folder with its `var/`, and a database."""

    folder: Path
    url: str

    @property
    def on_postgresql(self) -> bool:
        return self.url.startswith("postgresql:")

    def environment(self) -> dict[str, str]:
        own = {n: v for n, v in os.environ.items() if not n.startswith("TOUYAN_")}
        return {
            **own,
            "TOUYAN_HOME": str(self.folder),
            "DATABASE_URL": self.url,
            "DJANGO_SETTINGS_MODULE": "touyan.conf.settings",
            # Requests come from as many addresses as a town has people: the throttle stays as it is.
            "TOUYAN_PROXY_HOPS": "1",
        }

    def stage(self, name: str, **wishes: Any) -> Any:
        """What a stage of the bench reports from here."""
        return json.loads(self.run("-m", "bench.stage", name, json.dumps(wishes)))

    def run(self, *arguments: str) -> str:
        """Run Python with this home; what it wrote to its output."""
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT, env=self.environment(), check=True, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        return done.stdout


@contextmanager
def seed(database: str, migrated: Path | None = None) -> Iterator[Home]:
    """A town without orders: its tables, its people, its 18 villages, its static files.

    To make the tables takes 20 s; `migrated` is a file of SQLite that has them.
    """
    with tempfile.TemporaryDirectory(prefix="touyan-bench-") as folder, url_of(database) as url:
        home = Home(Path(folder) / "seed", url)
        if migrated and not home.on_postgresql:
            (home.folder / "var").mkdir(parents=True)
            shutil.copyfile(migrated, home.folder / "var" / "touyan.sqlite3")
        home.run("-m", "touyan", "migrate", "--verbosity", "0")
        home.run("-m", "touyan", "collectstatic", "--no-input", "--verbosity", "0")
        home.stage("founding")
        yield home


@contextmanager
def copy(home: Home, name: str) -> Iterator[Home]:
    """The seed once more, for a stage that fills it."""
    folder = home.folder.parent / name
    shutil.copytree(home.folder, folder)
    copied = Home(folder, home.url)
    if home.on_postgresql:
        copied = Home(folder, home.url.rpartition("/")[0] + f"/{name}")
        _administer(home.url, "CREATE DATABASE {} TEMPLATE touyan", name)
    try:
        yield copied
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if home.on_postgresql:
            _administer(home.url, "DROP DATABASE {} WITH (FORCE)", name)


@contextmanager
def url_of(database: str) -> Iterator[str]:
    """An empty database of that kind; "" is the file in a home's own folder."""
    if database == "sqlite":
        yield ""
        return
    # The tests' own settings switch durability off.
    with_postgres.SETTINGS = DURABLE  # type: ignore[assignment]
    with with_postgres.cluster() as cluster:
        yield cluster.url


def _administer(url: str, statement: str, name: str) -> None:
    server = url.rpartition("/")[0] + "/postgres"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(sql.Identifier(name)))


@contextmanager
def another(url: str) -> Iterator[str]:
    """One more empty database beside that one."""
    if not url:
        yield ""
        return
    _administer(url, "CREATE DATABASE {}", "another")
    try:
        yield url.rpartition("/")[0] + "/another"
    finally:
        _administer(url, "DROP DATABASE {} WITH (FORCE)", "another")


def emptied(url: str) -> None:
    """A database without a table, as a restore finds it."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
