"""Run a command with a PostgreSQL of its own: `with_postgres.py [--or-skip] COMMAND…`.

A fresh cluster in a temporary folder, reached through a socket in that folder only, named to the
command by DATABASE_URL, and gone afterwards, however the command ends. Durability is off: it
outlives nothing, and tests are quicker without.
"""

import grp
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from urllib.parse import quote

SETTINGS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "listen_addresses=",
    "max_connections=100",
    "timezone=UTC",
)


class Missing(Exception):
    """This machine cannot run a PostgreSQL; the text says why."""


class Broken(Exception):
    """There is a PostgreSQL, and it does not start: nothing to skip over."""


def binaries() -> Path:
    """The folder of initdb and pg_ctl, newest version first where there are several."""
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    newest = sorted(debian, key=lambda folder: float(folder.parent.name), reverse=True)
    for folder in [*newest, *_said_by_pg_config(), *map(Path, os.get_exec_path())]:
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    raise Missing("no PostgreSQL server is installed (on Debian: apt install postgresql)")


def _said_by_pg_config() -> list[Path]:
    if not shutil.which("pg_config"):
        return []
    said = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=False)
    return [Path(said.stdout.strip())]


def owner() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root, so root borrows somebody's name."""
    if os.geteuid():
        return None
    if not shutil.which("runuser"):
        raise Missing("PostgreSQL does not run as root, and there is no runuser here")
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Missing("PostgreSQL does not run as root, and there is no user postgres or nobody")


SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Cluster:
    """One server in one folder."""

    def __init__(self, folder: Path) -> None:
        self.binaries = binaries()
        self.owner = owner()
        self.folder = folder
        if self.owner:
            os.chown(folder, self.owner.pw_uid, grp.getgrgid(self.owner.pw_gid).gr_gid)

    @property
    def url(self) -> str:
        return f"postgresql://touyan@{quote(str(self.folder), safe='')}/touyan"

    @contextmanager
    def replica(self) -> Iterator["Cluster"]:
        """A streaming replica of it, in a folder of its own."""
        with folder_for("replica") as folder:
            made = Cluster(folder)
            source = ["-h", str(self.folder), "-U", "touyan"]
            data = str(folder / "data")
            made._run("pg_basebackup", *source, "-D", data, "-R", "--checkpoint=fast", "--no-sync")
            try:
                made.go_on()
                yield made
            finally:
                made.stop()

    def start(self) -> None:
        data = str(self.folder / "data")
        locale = ["--encoding=UTF8", "--locale=C.UTF-8"]
        self._run("initdb", "-D", data, "-A", "trust", "-U", "touyan", "--no-sync", *locale)
        self.go_on()
        self._run("createdb", "-h", str(self.folder), "-U", "touyan", "touyan")

    def go_on(self) -> None:
        """The server runs, for the first time or after a stop."""
        options = " ".join(f"-c {setting}" for setting in (*SETTINGS, self._socket()))
        data, log = str(self.folder / "data"), str(self.folder / "log")
        self._run("pg_ctl", "start", "-w", "-D", data, "-l", log, "-o", options)

    def stop(self) -> None:
        if (self.folder / "data" / "postmaster.pid").exists():
            self._run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", str(self.folder / "data"))

    def signal(self, number: int) -> None:
        """Pause or wake the server with everything that it started."""
        first, *_rest = (self.folder / "data" / "postmaster.pid").read_text().split()
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        for process in (first, *children):
            os.kill(int(process), number)

    def _socket(self) -> str:
        return f"unix_socket_directories={self.folder}"

    def _run(self, program: str, *arguments: str) -> None:
        prefix = ["runuser", "-u", self.owner.pw_name, "--"] if self.owner else []
        command = [*prefix, str(self.binaries / program), *arguments]
        # A file rather than a pipe: the server inherits it, and a pipe would never be at its end.
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(
                command, stdout=output, stderr=subprocess.STDOUT, check=False, cwd=self.folder
            )
            if done.returncode:
                output.seek(0)
                raise Broken(f"{program} failed:\n{output.read()}{self._log()}")

    def _log(self) -> str:
        log = self.folder / "log"
        return log.read_text() if log.exists() else ""


@contextmanager
def folder_for(what: str) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix=f"touyan-{what}-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def cluster() -> Iterator[Cluster]:
    with folder_for("postgres") as folder:
        made = Cluster(folder)
        try:
            made.start()
            yield made
        finally:
            made.stop()


def hear() -> None:
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)


def run(command: list[str], url: str) -> int:
    """The command's exit code; a command that outlives us is ended."""
    # A signal waits until we know the child: else it would be left behind.
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    environment = {**os.environ, "DATABASE_URL": url}
    child = subprocess.Popen(command, env=environment, preexec_fn=hear)
    try:
        hear()
        return child.wait()
    finally:
        if child.poll() is None:
            child.terminate()
            try:
                child.wait(timeout=10)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def leave(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


def main(arguments: list[str]) -> int:
    or_skip = arguments[:1] == ["--or-skip"]
    command = arguments[or_skip:]
    for number in SIGNALS:
        signal.signal(number, leave)
    try:
        with cluster() as made:
            return run(command, made.url)
    except Missing as missing:
        sys.stderr.write(f"SKIPPED: {' '.join(command)}: {missing}\n")
        return 0 if or_skip else 1
    except Broken as broken:
        sys.stderr.write(f"{broken}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
