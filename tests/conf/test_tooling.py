"""The tools do what the Makefile relies on."""

import ast
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from tools import house, with_postgres

ROOT = Path(__file__).resolve().parent.parent.parent
TOOL = [sys.executable, str(ROOT / "tools" / "with_postgres.py")]


def can_run_postgresql() -> bool:
    try:
        with_postgres.binaries()
        with_postgres.owner()
    except with_postgres.Missing:
        return False
    return True


needs_a_server = pytest.mark.skipif(
    not can_run_postgresql(), reason="needs a PostgreSQL server's programs on this machine"
)


def test_the_house_is_in_order() -> None:
    assert list(house.problems()) == []


def test_a_function_is_measured_by_its_body_alone() -> None:
    words = "\n    ".join(["pass"] * 49)
    source = f'@act\ndef fits(\n    *,\n    by: str,\n) -> None:\n    """Why.\n\n    More."""\n    {words}\n'
    function = ast.parse(source).body[0]
    assert isinstance(function, ast.FunctionDef)
    assert house.code_lines(function) == 49


def test_a_function_that_does_not_say_what_it_returns_is_named(tmp_path: Path) -> None:
    module = tmp_path / "0002_fill.py"
    module.write_text("def fill(apps):\n    pass\n\n\ndef kept() -> None:\n    pass\n")
    assert list(house.silent_functions(module)) == ["fill() does not say what it returns"]


def test_locks_name_no_address() -> None:
    found = [
        path.name
        for path in (ROOT / "requirements").iterdir()
        if re.search(r"://|--(index|extra-index|find-links)", path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_every_locked_package_has_a_hash() -> None:
    for lock in ("base.txt", "dev.txt"):
        text = (ROOT / "requirements" / lock).read_text(encoding="utf-8")
        packages = re.findall(r"^[a-z0-9].*==.*$", text, re.MULTILINE)
        assert packages != []
        assert [line for line in packages if not line.endswith("\\")] == []


def test_both_locks_name_the_same_versions() -> None:
    def pins(lock: str) -> set[str]:
        text = (ROOT / "requirements" / lock).read_text(encoding="utf-8")
        return set(re.findall(r"^[a-z0-9._-]+==[^\s]+", text, re.MULTILINE))

    assert pins("base.txt") - pins("dev.txt") == set()


@needs_a_server
def test_a_command_gets_a_database_and_its_exit_code_is_passed_on(tmp_path: Path) -> None:
    program = (
        "import os, pathlib, psycopg, sys\n"
        "with psycopg.connect(os.environ['DATABASE_URL']) as connection:\n"
        "    said = connection.execute('SHOW server_encoding').fetchone()\n"
        f"pathlib.Path({str(tmp_path / 'said')!r}).write_text(said[0])\n"
        "sys.exit(7)\n"
    )
    done = subprocess.run([*TOOL, sys.executable, "-c", program], check=False)
    assert done.returncode == 7
    assert (tmp_path / "said").read_text() == "UTF8"


def is_running(process: int) -> bool:
    """A process that ended but whose parent has not looked yet (state Z) does not run."""
    asked = ["ps", "-o", "stat=", "-p", str(process)]
    said = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
    return bool(said) and not said.startswith("Z")


def still_running(processes: tuple[int, ...], within: float) -> list[int]:
    """Those that have not ended after so many seconds: the last breath of a busy machine's server takes some."""
    until = time.monotonic() + within
    while (left := [p for p in processes if is_running(p)]) and time.monotonic() < until:
        time.sleep(0.1)
    return left


@needs_a_server
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_nothing_is_left_behind_when_it_is_interrupted(number: int) -> None:
    tool = subprocess.Popen(
        [*TOOL, "sh", "-c", "echo $$ $DATABASE_URL; exec sleep 60"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": tempfile.gettempdir()},
    )
    assert tool.stdout is not None
    child, url = tool.stdout.readline().split()
    folder = Path(tempfile.gettempdir()) / re.findall(r"touyan-postgres-\w+", url)[0]
    server = int((folder / "data" / "postmaster.pid").read_text().split()[0])
    tool.send_signal(number)
    assert tool.wait(timeout=120) == 128 + number
    tool.stdout.close()
    assert not folder.exists()
    assert still_running((server, int(child)), within=10) == []


def test_without_postgresql_it_says_so_and_skips_only_when_told_to(tmp_path: Path) -> None:
    tool = (ROOT / "tools" / "with_postgres.py").read_text()
    alone = tmp_path / "with_postgres.py"
    alone.write_text(tool.replace("/usr/lib/postgresql", str(tmp_path)))
    for option, code in (["--or-skip"], 0), ([], 1):
        done = subprocess.run(
            [sys.executable, str(alone), *option, "true"],
            env={"PATH": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stderr == (
            "SKIPPED: true: no PostgreSQL server is installed (on Debian: apt install postgresql)\n"
        )
        assert done.returncode == code
