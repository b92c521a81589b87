"""docs/security.md names tests that there are; and what no other test looks at."""

import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from tests.conf.asvs import ASVS
from touyan.conf.settings import PASSWORD_HASHERS
from touyan.desk.ledger import saved
from touyan.figures.papers import opening
from touyan.kernel import reencode, reprint
from touyan.kernel.evidence import bounded
from touyan.kernel.sheets import limits, unpacking
from touyan.newsroom.imports import files

ROOT = Path(__file__).resolve().parent.parent.parent
TABLE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", TABLE)))
LINES = [line for line in TABLE.splitlines() if re.match(r"\| \d", line)]


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_every_test_that_the_table_names_is_there(file: str, name: str) -> None:
    assert re.search(rf"^def {name}\(", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)


def test_every_line_has_a_test_or_says_that_it_is_not_done_yet() -> None:
    assert len(LINES) > 150
    honest = ("::test_", "**not yet**", "**does not apply**")
    assert [line for line in LINES if not any(word in line for word in honest)] == []


def _numbers(line: str) -> set[str]:
    """`6.2.1–6.2.4, 7.1.1` → the five of them."""
    found = set()
    for part in line.split("|")[1].split(","):
        first, _dash, last = part.strip().partition("–")
        section, _dot, begin = first.rpartition(".")
        end = last.rpartition(".")[2] or begin
        found |= {f"{section}.{n}" for n in range(int(begin), int(end) + 1)}
    return found


def test_every_requirement_of_asvs_that_concerns_us_is_in_the_table_and_no_other() -> None:
    said = set().union(*(_numbers(line) for line in LINES if not line.startswith("| 8.1.4.")))
    levels = {
        f"{section}.{number}": level
        for section, row in (line.split() for line in ASVS.splitlines())
        for number, level in enumerate(row, start=1)
    }
    assert Counter(levels.values()) == {"1": 70, "2": 183, "3": 92}  # as ASVS 5.0.0 counts itself
    assert {number for number, level in levels.items() if level != "3"} - said == set()
    assert said - levels.keys() == set()


def test_the_sizes_of_files_in_the_table_are_those_of_the_code() -> None:
    mega, most = 1024**2, re.findall(r"^\| [^|]+\| [^|]*\| (\d+) MB \| (\d+)", TABLE, re.MULTILINE)
    assert [(int(size) * mega, int(inside)) for size, inside in most] == [
        (bounded.MOST_BYTES, reencode.MOST_PIXELS // 10**6),
        (bounded.MOST_BYTES, reprint.MOST_PAGES),
        (limits.MOST_BYTES, unpacking.MOST_UNPACKED // mega),
        (files.MOST_BYTES, files.MOST_UNPACKED // mega),
        (opening.MOST_BYTES, opening.MOST_UNPACKED // mega),
    ]


def test_a_file_is_sent_under_a_name_that_breaks_no_header() -> None:
    sent = saved('名单"\r\nX-Evil: 1.xlsx', lambda file: None)
    sent.file_to_stream.close()
    said = sent["Content-Disposition"]
    assert ("\r" in said, "\n" in said, "X-Evil:" in said) == (False, False, False)
    assert said.startswith("attachment; filename*=utf-8''")


def _started(**environment: str) -> subprocess.CompletedProcess[str]:
    clean = {n: v for n, v in os.environ.items() if not n.startswith(("TOUYAN_", "DATABASE_"))}
    script = (
        "from touyan.conf import settings as s;"
        "print(s.SECURE_HSTS_SECONDS, s.SESSION_COOKIE_SECURE, s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME)"
    )
    return subprocess.run(
        [sys.executable, "-c", script], env={**clean, **environment}, cwd=ROOT,
        capture_output=True, text=True, check=False,
    )  # fmt: skip


SAFE = {
    "TOUYAN_ALLOWED_HOSTS": "town.example.cn",
    "TOUYAN_BASE_URL": "https://town.example.cn",
    "TOUYAN_SECRET_KEY": "x" * 60,
}


def test_https_is_asked_for_a_year(tmp_path: Path) -> None:
    done = _started(**SAFE, TOUYAN_HOME=str(tmp_path))
    assert done.stdout.split()[:2] == [str(365 * 24 * 3600), "True"]


def test_over_https_sessions_and_tokens_are_of_this_host_alone(tmp_path: Path) -> None:
    served = _started(**SAFE, TOUYAN_HOME=str(tmp_path)).stdout.split()[2:]
    assert served == ["__Host-sessionid", "__Host-csrftoken"]
    tried = _started(TOUYAN_HOME=str(tmp_path)).stdout.split()[2:]
    assert tried == ["sessionid", "csrftoken"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"TOUYAN_SECRET_KEY": ""}, "TOUYAN_SECRET_KEY is not set"),
        ({"TOUYAN_SECRET_KEY": "short"}, "TOUYAN_SECRET_KEY is too short"),
        ({"TOUYAN_BASE_URL": "http://town.example.cn"}, "TOUYAN_BASE_URL must begin with https"),
        ({"TOUYAN_DEBUG": "1"}, "TOUYAN_DEBUG must be off"),
        ({"TOUYAN_LOG_DAYS": "30"}, "TOUYAN_LOG_DAYS must be"),
        ({"TOUYAN_METRICS_TOKEN": "short"}, "TOUYAN_METRICS_TOKEN is too short"),
        ({"TOUYAN_IDLE_MINUTES": "9999"}, "TOUYAN_IDLE_MINUTES must be"),
    ],
)
def test_unsafe_production_does_not_start(tmp_path: Path, wrong: dict[str, str], said: str) -> None:
    done = _started(**{**SAFE, **wrong}, TOUYAN_HOME=str(tmp_path))
    assert done.returncode == 1
    assert said in done.stderr


def test_passwords_are_hashed_by_argon2() -> None:
    assert PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")
    assert settings.PASSWORD_HASHERS[0].endswith("QuickArgon2")
