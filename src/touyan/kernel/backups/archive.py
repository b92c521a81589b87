"""What an archive consists of: its first line, its key, the names that may stand in it."""

import json
import os
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import IO, Any

import pyrage
from django.utils.translation import gettext as _

from touyan.kernel import sealed

FORMAT = 1
CHUNK = 1024 * 1024
DATABASE = "database"
MANIFEST = "manifest.jsonl"
MEDIA = "media/"
_MEDIA_NAME = re.compile(r"media/(?:[A-Za-z0-9_][A-Za-z0-9_.-]*/)*[A-Za-z0-9_][A-Za-z0-9_.-]*")
"""No part begins with a dot: nothing leads upwards, nothing is hidden."""
_LONGEST_HEAD = 16 * 1024


class Damaged(Exception):
    """The archive is not what was written, or not for this town; the text says why."""


@dataclass(frozen=True)
class Head:
    """The first line: what anybody may know of an archive without its key."""

    version: str
    engine: str
    made_at: str
    keys: list[str]
    """Fingerprints of the secrets in force when it was made, newest first."""
    sealed: str
    """The archive's own key, sealed by the newest of them."""
    bytes: int
    """Of all that is packed, so that whoever unpacks knows when to stop."""
    files: int
    touyan: str = "backup"
    format: int = FORMAT


@dataclass
class Manifest:
    """What stood in the database, and the size and digest of every member."""

    migrations: list[list[str]]
    entries: int
    digests: dict[str, tuple[int, str]] = field(default_factory=dict)


def is_proper(name: str) -> bool:
    """Whether a member may be called so."""
    return name in {DATABASE, MANIFEST} or bool(_MEDIA_NAME.fullmatch(name))


def new_key() -> tuple[str, Any]:
    """A key for one archive: sealed for its first line, and the recipient it is encrypted to."""
    identity = pyrage.x25519.Identity.generate()
    return sealed.seal(str(identity)), identity.to_public()


def key_of(head: Head) -> Any:
    """The key that opens an archive; Damaged, naming the secret that is needed, where we have it not."""
    if not set(head.keys) & set(sealed.fingerprints()):
        why = _("It was made with the key {key}; TOUYAN_SECRET_KEY holds {keys}.")
        raise Damaged(why.format(key=head.keys[0], keys=" ".join(sealed.fingerprints())))
    try:
        return pyrage.x25519.Identity.from_str(sealed.unseal(head.sealed))
    except (sealed.Unreadable, pyrage.IdentityError) as error:
        raise Damaged(_("The archive's own key cannot be read.")) from error


def write_head(out: IO[bytes], head: Head) -> None:
    out.write(json.dumps(asdict(head)).encode() + b"\n")


def read_head(source: IO[bytes]) -> Head:
    """The first line of an archive that this version can read."""
    try:
        told = json.loads(source.readline(_LONGEST_HEAD))
        if told["touyan"] == "backup" and told["format"] > FORMAT:
            why = _("It was made by a newer Touyan ({version}). Install that first.")
            raise Damaged(why.format(version=told["version"]))
        head = Head(**told)
    except (ValueError, TypeError, KeyError) as error:
        raise Damaged(_("This is not a backup of a town.")) from error
    if head.touyan != "backup" or not head.keys:
        raise Damaged(_("This is not a backup of a town."))
    return head


@contextmanager
def piped(feed: Callable[[IO[bytes]], object]) -> Iterator[IO[bytes]]:
    """What `feed` writes, as a stream to read; what fails there fails here."""
    ends = os.pipe()
    source, sink = os.fdopen(ends[0], "rb"), os.fdopen(ends[1], "wb")
    failed: list[BaseException] = []

    def run() -> None:
        try:
            with sink:
                feed(sink)
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=run, name="backup", daemon=True)
    thread.start()
    try:
        yield source
    finally:
        source.close()
        thread.join()
    if failed:
        raise failed[0]
