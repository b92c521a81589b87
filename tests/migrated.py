"""A migrated database, made once for every set of migrations and copied for whoever begins with one: migrating takes 20 s."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from django.db import connection

from tools import with_postgres

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / ".venv" / "migrated"
SOURCES = (
    "src/touyan/*/migrations/*.py",
    "src/touyan/*/models/fixed.py",
    "src/touyan/conf/settings.py",
    "requirements/base.txt",
)


def copy_to(target: Path) -> None:
    """Put a migrated database where a test process expects its own."""
    KEPT.mkdir(exist_ok=True)
    template = KEPT / f"{_name()}.sqlite3"
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not template.exists():
            _make(template)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(template, target)


def copy_into(url: str) -> None:
    """The same on PostgreSQL: this process's own test database, before a test has begun, in another cluster."""
    own, programs = connection.settings_dict, with_postgres.binaries()
    dump = [programs / "pg_dump", "-h", own["HOST"], "-U", own["USER"], "--no-owner", own["NAME"]]
    dumped = subprocess.run(dump, check=True, capture_output=True)
    psql = [programs / "psql", "-q", "-v", "ON_ERROR_STOP=1", "-d", url]
    subprocess.run(psql, check=True, input=dumped.stdout, stdout=subprocess.DEVNULL)


def _name() -> str:
    """Another one for whatever could make it another database."""
    digest = hashlib.sha256(sys.version.encode())
    for pattern in SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _make(template: Path) -> None:
    for old in sorted(KEPT.glob("*.sqlite3"), key=lambda path: path.stat().st_mtime)[:-3]:
        old.unlink()
    with tempfile.TemporaryDirectory() as folder:
        part = Path(folder) / "migrated.sqlite3"
        known = {**os.environ, "DATABASE_URL": f"sqlite:///{part}"}
        known["DJANGO_SETTINGS_MODULE"] = "tests.settings"
        known["PYTHONPATH"] = os.pathsep.join([str(ROOT), str(ROOT / "src")])
        command = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
        subprocess.run(command, check=True, env=known, cwd=ROOT)
        shutil.copyfile(part, template)
