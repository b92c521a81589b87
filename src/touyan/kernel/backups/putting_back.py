"""Putting a backup back: looked through as a whole first, then in one step."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from touyan.kernel.backups import databases
from touyan.kernel.backups.archive import (
    DATABASE,
    MEDIA,
    Damaged,
    Head,
    Manifest,
    key_of,
    read_head,
)
from touyan.kernel.backups.databases import Unable
from touyan.kernel.backups.taking import ROOM, staging
from touyan.kernel.backups.unpacking import unpack
from touyan.kernel.evidence import files

STAGING = "restore-"


def put_back(source: Path, *, replace: bool) -> Manifest:
    """The town of an archive in the place of this one; Damaged or Unable, and then nothing has changed.

    Files first, since the old town misses none by it; the database is the one step that counts.
    """
    with source.open("rb") as file:
        head = read_head(file)
        identity = key_of(head)
        _refuse(head, replace=replace)
        with staging(STAGING) as folder:
            _refuse_without_room(head, folder)
            manifest = unpack(file, head, identity, folder)
            _refuse_newer(manifest)
            _place(folder / MEDIA)
            databases.load(folder / DATABASE)
    return manifest


def _refuse(head: Head, *, replace: bool) -> None:
    if head.engine != connection.vendor:
        why = _("It holds a database of {engine}; DATABASE_URL names another kind.")
        raise Damaged(why.format(engine=head.engine))
    if databases.holds_a_town() and not replace:
        raise Unable(_("There is a town already. --replace puts the backup in its place."))
    databases.hold_alone()


def _refuse_without_room(head: Head, folder: Path) -> None:
    # A script of PostgreSQL is as large once more as the dump.
    needed = head.bytes * (1 if head.engine == "sqlite" else 2) + ROOM
    if shutil.disk_usage(folder).free < needed:
        why = _("There is no room: {n} MB are needed. Free some first.")
        raise Unable(why.format(n=needed // 1024**2))


def _refuse_newer(manifest: Manifest) -> None:
    """What an older Touyan wrote can be migrated; what a newer one wrote nobody here understands."""
    loader = MigrationLoader(None)
    known = loader.disk_migrations.keys() | loader.replacements.keys()
    if {tuple(key) for key in manifest.migrations} - known:
        raise Damaged(_("It was made by another, newer Touyan. Install that first."))


def _place(staged: Path) -> None:
    for path in sorted(staged.rglob("*")):
        if path.is_file():
            files.put(path, path.relative_to(staged).as_posix())


def forget_unnamed_files() -> int:
    """Delete what no row names: the old town's files, and what was sent while the backup was taken."""
    named, gone = set(_named()), 0
    for name in files.names():
        if name not in named:
            files.delete(name)
            gone += 1
    return gone


def _named() -> Iterator[str]:
    for model in apps.get_models():
        for field in model._meta.concrete_fields:  # noqa: SLF001 - Django documents _meta as its API
            if isinstance(field, models.FileField):
                rows = model._base_manager.values_list(field.name, flat=True)  # noqa: SLF001
                yield from rows.iterator(chunk_size=5000)
