"""What the environment says of where the town is kept beside its database. docs/settings.md documents each name."""

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlsplit

from touyan.conf.environment import VAR, Unsafe, postgresql


def media_root() -> Path:
    """Where files lie on the disk: under var/, or where `TOUYAN_MEDIA_URL` says."""
    parts = urlsplit(_media_url())
    return Path(unquote(parts.path)) if parts.scheme == "file" else VAR / "media"


def media() -> dict[str, Any]:
    """`TOUYAN_MEDIA_URL` as Django's storage: a folder (`file:///…`) or an object store (`s3://…`)."""
    parts = urlsplit(_media_url())
    if parts.scheme == "s3":
        return {"BACKEND": "touyan.kernel.evidence.objects.ObjectStorage", "OPTIONS": _s3(parts)}
    if parts.scheme != "file" or parts.netloc or not parts.path.strip("/"):
        raise Unsafe("TOUYAN_MEDIA_URL must begin with s3:// or name a folder: file:///folder.")
    return {"BACKEND": "touyan.kernel.evidence.DurableStorage"}


def _media_url() -> str:
    return os.environ.get("TOUYAN_MEDIA_URL", "") or f"file://{quote(str(VAR / 'media'))}"


def _s3(parts: SplitResult) -> dict[str, Any]:
    """`s3://KEY:SECRET@host:port/bucket/folder?region=…&addressing=virtual&tls=off`."""
    asked = dict(parse_qsl(parts.query))
    host = parts.netloc.rpartition("@")[2]
    bucket, _slash, folder = unquote(parts.path).strip("/").partition("/")
    if not (host and bucket and parts.username and parts.password):
        raise Unsafe("TOUYAN_MEDIA_URL must name all of it: s3://KEY:SECRET@host/bucket")
    if asked.get("tls") == "off" and parts.hostname not in {"localhost", "127.0.0.1", "::1"}:
        raise Unsafe("TOUYAN_MEDIA_URL: tls=off is only for a store on this machine.")
    if not find_spec("storages"):
        raise Unsafe("TOUYAN_MEDIA_URL needs one more library: python tools/install.py s3")
    return {
        "access_key": unquote(parts.username), "secret_key": unquote(parts.password),
        "endpoint_url": f"{'http' if asked.get('tls') == 'off' else 'https'}://{host}",
        "bucket_name": bucket, "location": folder, "region_name": asked.get("region", "us-east-1"),
        "addressing": asked.get("addressing", "path"),
    }  # fmt: skip


def replicas() -> list[dict[str, Any]]:
    """`TOUYAN_REPLICA_URL` as Django's settings: one database for each host, which nobody can write to."""
    url = os.environ.get("TOUYAN_REPLICA_URL", "")
    if not url:
        return []
    if not os.environ.get("DATABASE_URL", "").startswith(("postgresql:", "postgres:")):
        raise Unsafe(
            "TOUYAN_REPLICA_URL: only PostgreSQL has replicas. Name one in DATABASE_URL, or leave this out."
        )
    if not url.startswith(("postgresql:", "postgres:")):
        raise Unsafe("TOUYAN_REPLICA_URL must begin with postgresql://.")
    parts = urlsplit(url)
    login, at, hosts = parts.netloc.rpartition("@")
    each = [parts._replace(netloc=f"{login}{at}{host}").geturl() for host in hosts.split(",")]
    return [_read_only(postgresql(one)) for one in each]


def _read_only(told: dict[str, Any]) -> dict[str, Any]:
    """Should it become a primary meanwhile, nothing is written there either; a pooler takes no such word."""
    options = told["OPTIONS"]
    if not told["DISABLE_SERVER_SIDE_CURSORS"]:
        options["options"] = (
            f"{options.get('options', '')} -c default_transaction_read_only=on".strip()
        )
    return told


def replica_max_lag() -> float:
    """Seconds: no answer of a replica is older."""
    told = os.environ.get("TOUYAN_REPLICA_MAX_LAG_SECONDS", "") or "5"
    if not told.isdigit() or not 1 <= int(told) <= MOST_LAG:
        raise Unsafe(f"TOUYAN_REPLICA_MAX_LAG_SECONDS must be a whole number from 1 to {MOST_LAG}.")
    return float(told)


MOST_LAG = 300
