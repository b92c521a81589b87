"""What the environment says, read once and checked. docs/settings.md documents each name; a test holds both together."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

ROOT = Path(os.environ.get("TOUYAN_HOME") or Path.cwd())
VAR = ROOT / "var"
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


class Unsafe(Exception):
    """The settings would serve people unsafely; the text says what to set."""


def flag(name: str) -> bool:
    return os.environ.get(name, "").strip().lower() in {"1", "true", "yes", "on"}


def words(name: str) -> list[str]:
    return [word for word in os.environ.get(name, "").replace(",", " ").split() if word]


def allowed_hosts() -> list[str]:
    return words("TOUYAN_ALLOWED_HOSTS") or list(LOOPBACK)


def is_production() -> bool:
    """Whoever answers to a name other than this machine's own serves real people."""
    return any(host not in LOOPBACK for host in allowed_hosts())


def secret_keys() -> list[str]:
    """The key in force first, then those it replaced (they still open what they sealed).

    On a machine that only talks to itself a key is made once and kept under var/.
    """
    named = words("TOUYAN_SECRET_KEY")
    if named:
        if is_production() and any(len(key) < 50 for key in named):
            raise Unsafe("TOUYAN_SECRET_KEY is too short: give at least 50 random characters.")
        return named
    if is_production():
        raise Unsafe("TOUYAN_SECRET_KEY is not set: give at least 50 random characters.")
    return [_own_key(VAR / "secret-key")]


def _own_key(path: Path) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(64))
        except FileExistsError:  # another process of the same start was quicker
            pass
    return path.read_text().strip()


def base_url() -> str:
    url = os.environ.get("TOUYAN_BASE_URL", "").rstrip("/") or "http://127.0.0.1:8000"
    if is_production() and not url.startswith("https://"):
        raise Unsafe("TOUYAN_BASE_URL must begin with https:// where other people are served.")
    return url


def proxy_hops() -> int:
    """How many proxies of one's own stand in front: that many addresses at the end are theirs."""
    hops = os.environ.get("TOUYAN_PROXY_HOPS", "") or "0"
    if not hops.isdigit() or int(hops) > 5:
        raise Unsafe("TOUYAN_PROXY_HOPS must be a number from 0 to 5.")
    return int(hops)


def debug() -> bool:
    if flag("TOUYAN_DEBUG") and is_production():
        raise Unsafe("TOUYAN_DEBUG must be off where other people are served.")
    return flag("TOUYAN_DEBUG")


def database() -> dict[str, Any]:
    """`DATABASE_URL` as Django's settings; SQLite under var/ without it."""
    url = os.environ.get("DATABASE_URL", "")
    if not url or url.startswith("sqlite:"):
        return _sqlite(url.removeprefix("sqlite:///") or str(VAR / "touyan.sqlite3"))
    if url.startswith(("postgresql:", "postgres:")):
        return _postgresql(url)
    raise Unsafe("DATABASE_URL must begin with postgresql:// or sqlite:///.")


def _sqlite(name: str) -> dict[str, Any]:
    return {
        "ENGINE": "touyan.kernel.sqlite",
        "NAME": name,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # IMMEDIATE: a reader never has to be upgraded to a writer and fail. FULL: an
            # acknowledged transaction survives a power cut (NORMAL lost 935 of 15,927).
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                "PRAGMA cache_size=-32000; PRAGMA temp_store=MEMORY;"
            ),
        },
    }


def _postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    login, _, hosts = parts.netloc.rpartition("@")
    user, _, password = login.partition(":")
    pairs = [host.rpartition(":") if ":" in host else (host, "", "") for host in hosts.split(",")]
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(user),
        "PASSWORD": unquote(password),
        "HOST": ",".join(unquote(host) for host, _, _ in pairs),
        "PORT": ",".join(port for _, _, port in pairs).strip(","),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "server_side_binding": True,
            "prepare_threshold": 2,
            **dict(parse_qsl(parts.query)),
        },
    }
