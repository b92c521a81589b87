"""Files in an object store that speaks S3, for several machines: private there, and shown by our own pages alone.

What a store acknowledges it keeps, so there is nothing to sync. One that does not answer is an
outage like the database's: `Unreachable`.
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from storages.backends.s3 import S3Storage

from touyan.kernel.evidence.storage import RandomNames, Unreachable

IN_MEMORY = 4 * 1024 * 1024
"""Of a file that is read; what is larger lies on the disk meanwhile."""
GONE = frozenset({"404", "NoSuchKey"})
"""What a store says of a file that was there when it was asked about first."""
TALKING = {
    "connect_timeout": 2,
    "read_timeout": 10,
    "retries": {"mode": "standard", "total_max_attempts": 2},
    # Stores other than Amazon's take no checksums behind the content; ours stand in the database.
    "request_checksum_calculation": "when_required",
    "response_checksum_validation": "when_required",
    "signature_version": "s3v4",
}


class ObjectStorage(RandomNames, S3Storage):  # type: ignore[misc]
    """django-storages', with names nobody guesses, an end to every wait, and no link that leads past our pages."""

    def __init__(self, *, addressing: str, **told: Any) -> None:
        super().__init__(
            **told,
            client_config=Config(s3={"addressing_style": addressing}, **TALKING),
            transfer_config=TransferConfig(use_threads=False),
            max_memory_size=IN_MEMORY,
            file_overwrite=True,  # a random name is nobody else's
            default_acl=None,  # as the bucket is: private
        )

    def url(self, name: str | None, *_args: Any, **_more: Any) -> str:
        """As on a disk: whoever may see it finds it at an address of ours."""
        return f"{settings.MEDIA_URL}{name}"

    def names(self, under: str = "") -> Iterator[str]:
        root = self._root()
        with self._asked():
            for found in self.bucket.objects.filter(Prefix=f"{root}{under}/" if under else root):
                yield found.key.removeprefix(root)

    def set_aside(self, name: str, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with self.open(name) as found, target.open("wb") as file:
                for chunk in found.chunks():
                    file.write(chunk)
        except FileNotFoundError:  # erased a moment ago
            target.unlink(missing_ok=True)

    def weighs(self) -> int:
        with self._asked():
            return sum(found.size for found in self.bucket.objects.filter(Prefix=self._root()))

    def put(self, path: Path, name: str) -> None:
        with path.open("rb") as file:
            self._save(name, file)
        path.unlink()

    def exists(self, name: str) -> bool:
        with self._asked():
            return bool(super().exists(name))

    def delete(self, name: str) -> None:
        with self._asked():
            super().delete(name)

    def get_modified_time(self, name: str) -> datetime:
        with self._asked():
            moment: datetime = super().get_modified_time(name)
            return moment

    def _open(self, name: str, mode: str = "rb") -> Any:
        with self._asked():
            file = super()._open(name, mode)
            try:
                file.open()  # now, rather than half way through an answer
            except ClientError as error:
                file.close()
                if error.response["Error"]["Code"] not in GONE:
                    raise
                raise FileNotFoundError(errno.ENOENT, "erased a moment ago", name) from error
            return file

    def _save(self, name: str, content: Any) -> str:
        with self._asked():
            return str(super()._save(name, content))

    def _root(self) -> str:
        return f"{self.location}/" if self.location else ""

    @contextmanager
    def _asked(self) -> Iterator[None]:
        try:
            yield
        except (BotoCoreError, ClientError, Boto3Error) as error:
            said = f"the store of files does not answer ({type(error).__name__})"
            raise Unreachable(errno.EIO, said, f"s3://{self.bucket_name}") from error
