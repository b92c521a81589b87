"""What the environment says, read once and checked. docs/settings.md documents each name; a test holds both together."""

import os
import re
import secrets
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

ROOT = Path(os.environ.get("TOUYAN_HOME") or Path.cwd())
VAR = ROOT / "var"
TILE_HOST = re.compile(r"(\{s\}\.)?[-A-Za-z0-9.]+(:\d+)?")
BACKENDS = "django.core.mail.backends"
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


@dataclass(frozen=True)
class Tiles:
    """Where the map's pictures come from."""

    address: str
    """With {z}, {x} and {y}, and perhaps {s}."""
    origin: str
    """The only other site whose pictures a page may show."""
    attribution: str
    is_gcj02: bool
    """Some Chinese tiles are shifted; ours are then shifted the same way."""
    deepest: int


def map_tiles() -> Tiles | None:
    """`TOUYAN_MAP_TILES`: an address with {z}, {x}, {y}; behind a # its attribution, datum and deepest zoom."""
    said = os.environ.get("TOUYAN_MAP_TILES", "").strip()
    if not said:
        return None
    address, _hash, more = said.partition("#")
    parts = urlsplit(address)
    told = dict(parse_qsl(more))
    deepest = told.get("deepest", "18")
    if parts.scheme != "https" or not TILE_HOST.fullmatch(parts.netloc):
        raise Unsafe("TOUYAN_MAP_TILES must be an https address of tiles.")
    if not all(part in address for part in ("{z}", "{x}", "{y}")) or not deepest.isdigit():
        raise Unsafe("TOUYAN_MAP_TILES must hold {z}, {x} and {y}, and `deepest` a number.")
    origin = f"https://{parts.netloc.replace('{s}', '*')}"
    return Tiles(address, origin, told.get("attribution", ""), told.get("datum") == "gcj02", int(deepest))  # fmt: skip


def _own_key(path: Path) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(64))
        except FileExistsError:  # another process of the same start was quicker
            pass
    return path.read_text().strip()


def metrics_token() -> str:
    """What a collector on another machine shows; without one only this machine may ask."""
    token = os.environ.get("TOUYAN_METRICS_TOKEN", "").strip()
    if token and len(token) < 20:
        raise Unsafe("TOUYAN_METRICS_TOKEN is too short: give at least 20 random characters.")
    return token


def log_days() -> int:
    """For how many days logs are kept; the law asks for half a year."""
    days = os.environ.get("TOUYAN_LOG_DAYS", "") or "200"
    if not days.isdigit() or (is_production() and int(days) < 183):
        raise Unsafe("TOUYAN_LOG_DAYS must be a number of days, at least 183.")
    return int(days)


def idle_minutes() -> int:
    """After how many minutes without a page somebody of the office is asked to sign in again."""
    minutes = os.environ.get("TOUYAN_IDLE_MINUTES", "") or "60"
    if not minutes.isdigit() or not 5 <= int(minutes) <= 720:
        raise Unsafe("TOUYAN_IDLE_MINUTES must be a number from 5 to 720.")
    return int(minutes)


def measured_in() -> Path:
    """Where each serving process keeps what it counted; the library looks for this name when it is imported.

    Whatever a parent had there is another town's: tests beside one another counted each other's answers.
    """
    folder = VAR / "metrics"
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
    return folder


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


@dataclass(frozen=True)
class Mail:
    """Where mail goes, as Django names it."""

    backend: str = "django.core.mail.backends.dummy.EmailBackend"
    on: bool = False
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    starttls: bool = False
    tls: bool = False
    folder: str | None = None
    sender: str = "touyan@localhost"


def mail() -> Mail:
    """`TOUYAN_EMAIL_URL`; without it mails become files under var/ where nobody else is served, and are off elsewhere."""
    url = os.environ.get("TOUYAN_EMAIL_URL", "") or (
        "" if is_production() else f"file://{VAR}/mail"
    )
    parts = urlsplit(url)
    sender = dict(parse_qsl(parts.query)).get("from", "")
    if not url:
        return Mail()
    if parts.scheme in {"smtp", "smtps"}:
        return _smtp(parts, sender)
    if parts.scheme == "console":
        return Mail(f"{BACKENDS}.console.EmailBackend", on=True, sender=sender or Mail.sender)
    if parts.scheme == "file" and parts.path:
        path = unquote(parts.path)
        return Mail(
            f"{BACKENDS}.filebased.EmailBackend", True, folder=path, sender=sender or Mail.sender
        )
    raise Unsafe("TOUYAN_EMAIL_URL must begin with smtp://, smtps://, console: or file:///.")


def _smtp(parts: SplitResult, sender: str) -> Mail:
    plain = dict(parse_qsl(parts.query)).get("tls") == "off"
    try:
        host, port = parts.hostname or "", parts.port or (465 if parts.scheme == "smtps" else 587)
    except ValueError as error:
        raise Unsafe("TOUYAN_EMAIL_URL names a port that is no number.") from error
    if not host or "@" not in sender:
        raise Unsafe(
            "TOUYAN_EMAIL_URL must name a server and a sender: smtp://host:587/?from=town@example.cn"
        )
    if plain and host not in {"localhost", "127.0.0.1", "::1"}:
        raise Unsafe("TOUYAN_EMAIL_URL: tls=off is only for a mail server on this machine.")
    return Mail(
        f"{BACKENDS}.smtp.EmailBackend", True, host, port, unquote(parts.username or ""),
        unquote(parts.password or ""), starttls=parts.scheme == "smtp" and not plain,
        tls=parts.scheme == "smtps", sender=sender,
    )  # fmt: skip


@dataclass(frozen=True)
class Sms:
    """Who carries text messages."""

    by: str = ""
    """`tencent`, `file`, `log`; nobody where it is empty."""
    folder: str = ""
    host: str = ""
    tls: bool = True
    user: str = ""
    password: str = ""
    told: dict[str, str] = field(default_factory=dict)
    """The provider's own names: app, region, sign, and each template's number."""

    @property
    def on(self) -> bool:
        return bool(self.by)

    def speaks(self, template: str, language: str) -> bool:
        """Whether the town has this template in this language. Without a provider all are ours."""
        return (
            self.by != "tencent" or language == "zh-hans" or f"{template}_{language}" in self.told
        )


SMS_NEEDED = ("app", "sign", "code", "news")


def sms() -> Sms:
    """`TOUYAN_SMS`; without it messages become a file under var/ where nobody else is served, and are off elsewhere."""
    url = os.environ.get("TOUYAN_SMS", "") or ("" if is_production() else f"file://{VAR}/sms")
    parts = urlsplit(url)
    if not url:
        return Sms()
    if parts.scheme == "log":
        return Sms("log")
    if parts.scheme == "file" and parts.path:
        if is_production():
            raise Unsafe("TOUYAN_SMS: a file of messages is not for a town that serves people.")
        return Sms("file", folder=unquote(parts.path))
    if parts.scheme == "tencent":
        return _tencent(parts)
    raise Unsafe("TOUYAN_SMS must begin with tencent://, log: or file:///.")


def _tencent(parts: SplitResult) -> Sms:
    told = dict(parse_qsl(parts.query))
    host = parts.netloc.rpartition("@")[2] or "sms.tencentcloudapi.com"
    plain = told.pop("tls", "") == "off"
    if not (parts.username and parts.password):
        raise Unsafe("TOUYAN_SMS must name who asks: tencent://SECRET-ID:SECRET-KEY@/?…")
    if missing := [name for name in SMS_NEEDED if not told.get(name)]:
        raise Unsafe(f"TOUYAN_SMS lacks {', '.join(missing)}: see docs/settings.md.")
    if plain and parts.hostname not in {"localhost", "127.0.0.1", "::1"}:
        raise Unsafe("TOUYAN_SMS: tls=off is only for a stand-in on this machine.")
    if find_spec("tencentcloud") is None:
        raise Unsafe("TOUYAN_SMS: the provider's library is missing: install requirements/sms.txt.")
    return Sms(
        "tencent", host=host, tls=not plain, told=told,
        user=unquote(parts.username), password=unquote(parts.password),
    )  # fmt: skip


def database() -> dict[str, Any]:
    """`DATABASE_URL` as Django's settings; SQLite under var/ without it."""
    url = os.environ.get("DATABASE_URL", "")
    if not url or url.startswith("sqlite:"):
        return _sqlite(url.removeprefix("sqlite:///") or str(VAR / "touyan.sqlite3"))
    if url.startswith(("postgresql:", "postgres:")):
        return postgresql(url)
    raise Unsafe("DATABASE_URL must begin with postgresql:// or sqlite:///.")


def tasks_are_here() -> bool:
    """Whether `touyan serve` also does what is due by the clock, or `touyan work` alone."""
    told = os.environ.get("TOUYAN_TASKS", "") or "here"
    if told not in {"here", "elsewhere"}:
        raise Unsafe("TOUYAN_TASKS must be here or elsewhere.")
    return told == "here"


def kept_days(name: str, usual: int, least: int) -> int:
    """For how many days something about people is kept once it is over.

    A demonstration keeps for as long as can be what its people of 2021 did: it is nobody's.
    """
    told = os.environ.get(name, "") or str(usual if is_production() else MOST_KEPT_DAYS)
    if not (told.isdigit() and least <= int(told) <= MOST_KEPT_DAYS):
        raise Unsafe(f"{name} must be a whole number of days from {least} to {MOST_KEPT_DAYS}.")
    return int(told)


def redis_url() -> str:
    """Where the cache and the throttles of several machines are; "" keeps them in this process and the database."""
    url = os.environ.get("REDIS_URL", "")
    if url and not url.startswith(("redis:", "rediss:", "unix:")):
        raise Unsafe("REDIS_URL must begin with redis://, rediss:// or unix://.")
    return url


def _sqlite(name: str) -> dict[str, Any]:
    return {
        "ENGINE": "touyan.kernel.sqlite",
        "NAME": name,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # IMMEDIATE: a reader never has to be upgraded to a writer and fail. FULL: an
            # acknowledged transaction survives a power cut (NORMAL lost 935 of 15,927).
            # Two megabytes of pages a connection: another process's write empties them anyway,
            # and with 32 a town's memory grew for hours while no page was quicker.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                "PRAGMA cache_size=-2000; PRAGMA temp_store=MEMORY;"
            ),
        },
    }


MOST_KEPT_DAYS = 3660
"""Ten years: longer than any law asks for the words of a request."""
FAILING = {
    "connect_timeout": "2",  # a host that is gone or paused costs this much, then the next is tried
    "tcp_user_timeout": "5000",
    "keepalives_idle": "4",
    "keepalives_interval": "2",
    "keepalives_count": "2",
}
"""How soon a host that no longer answers is given up; what the URL says goes before it."""


def patience() -> float | None:
    """Seconds after which a page gives up on one answer of the database; 0 is never."""
    told = os.environ.get("TOUYAN_DATABASE_PATIENCE", "") or "10"
    if not told.isdigit():
        raise Unsafe("TOUYAN_DATABASE_PATIENCE must be a whole number of seconds.")
    return float(told) or None


def postgresql(url: str) -> dict[str, Any]:
    """Such an address as Django's settings of one database."""
    parts = urlsplit(url)
    login, _, hosts = parts.netloc.rpartition("@")
    user, _, password = login.partition(":")
    pairs = [_host_and_port(host) for host in hosts.split(",")]
    several = {"target_session_attrs": "read-write"} if len(pairs) > 1 else {}
    asked = dict(parse_qsl(parts.query))
    is_pooled = asked.pop("pgbouncer", "") in {"1", "true"}
    return {
        "ENGINE": "touyan.kernel.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(user),
        "PASSWORD": unquote(password),
        "HOST": ",".join(host for host, _ in pairs),
        # One port a host, in the same order: an empty one is PostgreSQL's own.
        "PORT": ",".join(port for _, port in pairs) if any(port for _, port in pairs) else "",
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        # A pooler hands each transaction another server: no prepared statements, no cursors between them.
        "DISABLE_SERVER_SIDE_CURSORS": is_pooled,
        "OPTIONS": {
            "server_side_binding": True,
            "prepare_threshold": None if is_pooled else 2,
            **FAILING,
            **several,
            **asked,
        },
    }


def _host_and_port(told: str) -> tuple[str, str]:
    """`host`, `host:port`, `[::1]:port`; libpq wants the address without its brackets."""
    if told.startswith("["):
        host, _, port = told[1:].partition("]")
        return host, port.removeprefix(":")
    host, _, port = told.partition(":")
    return unquote(host), port
