"""Taking a backup while the town goes on."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from touyan.kernel import clock, sealed
from touyan.kernel.backups import databases
from touyan.kernel.backups.archive import DATABASE, MEDIA, Head, Manifest, is_proper, new_key
from touyan.kernel.backups.databases import Unable
from touyan.kernel.backups.pace import Pace
from touyan.kernel.backups.packing import pack
from touyan.kernel.evidence import files
from touyan.kernel.folders import make_sure
from touyan.kernel.models import Entry

STAGING = "backup-"
SUFFIX = ".touyan"
ROOM = 64 * 1024 * 1024
"""What must be left on a disk beside what is written."""


def take(target: Path, pace: Pace | None = None) -> Head:
    """One archive, on the disk for certain before it has its name; Unable where that cannot be."""
    if target.exists():
        raise Unable(_("{file} is there already. Choose another name.").format(file=target))
    if not target.parent.is_dir():
        raise Unable(_("There is no folder {folder}.").format(folder=target.parent))
    part = target.with_name(f".{target.name}.part")
    with staging(STAGING) as folder:
        # Nobody else takes one now: these are of backups that were killed, and hold what may be erased since.
        for old in target.parent.glob(f".*{SUFFIX}.part"):
            old.unlink()
        try:
            _refuse_without_room(folder, target.parent)
            head = _write(folder, part, pace or Pace())
        except BaseException as error:
            part.unlink(missing_ok=True)
            if not isinstance(error, OSError):
                raise
            why = _("{file} cannot be written: {why}.").format(file=target, why=error.strerror)
            raise Unable(why) from error
        part.replace(target)
        make_sure(target.parent)
    return head


def _write(folder: Path, part: Path, pace: Pace) -> Head:
    """A file is there before its row: set aside before and after the dump, all that it names is there."""
    entries = Entry.objects.count()
    _set_aside(folder)
    databases.dump(folder / DATABASE, pace)
    _set_aside(folder)
    members = list(_members(folder))
    sealed_key, recipient = new_key()
    head = Head(
        version=version("touyan"), engine=connection.vendor, made_at=clock.now().isoformat(),
        keys=sealed.fingerprints(), sealed=sealed_key, files=len(members),
        bytes=sum(path.stat().st_size for _, path in members),
    )  # fmt: skip
    migrations = [list(key) for key in MigrationRecorder(connection).applied_migrations()]
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        pack(out, head, recipient, members, Manifest(sorted(migrations), entries), pace)
        out.flush()
        os.fsync(out.fileno())
    return head


def _set_aside(folder: Path) -> None:
    """Every file once more under our own name: nothing that is erased meanwhile is missed half way."""
    for found in files.names():
        name = f"{MEDIA}{found}"
        if is_proper(name) and not (folder / name).exists():
            files.set_aside(found, folder / name)


def _members(folder: Path) -> Iterator[tuple[str, Path]]:
    yield DATABASE, folder / DATABASE
    for path in sorted((folder / MEDIA).rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path


def _refuse_without_room(folder: Path, target: Path) -> None:
    """The dump is staged beside the town, the archive is smaller than all that it holds."""
    needed = databases.size() + files.weighs() + ROOM
    for place in (folder, target):
        if shutil.disk_usage(place).free < needed:
            why = _("{place} has no room: about {n} MB are needed. Free some first.")
            raise Unable(why.format(place=place, n=needed // 1024**2))


@contextmanager
def staging(prefix: str) -> Iterator[Path]:
    """A folder beside the files, so that they can be linked; one at a time, and a killed one's is swept."""
    beside = Path(settings.MEDIA_ROOT).parent
    beside.mkdir(parents=True, exist_ok=True)
    with (beside / "backup.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Unable(_("Another backup or restore is running.")) from error
        for old in beside.glob(f"{prefix}*/"):
            shutil.rmtree(old)
        folder = Path(tempfile.mkdtemp(prefix=prefix, dir=beside))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def sweep(folder: Path, days: int) -> int:
    """Delete archives that are older: what was erased in the town is then erased everywhere. How many."""
    limit = (clock.now() - timedelta(days=days)).timestamp()
    old = [path for path in folder.glob(f"*{SUFFIX}") if path.stat().st_mtime < limit]
    for path in old:
        path.unlink()
    return len(old)
