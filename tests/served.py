"""A town that is really served, on a PostgreSQL of its own: founding it, and visiting it."""

import os
import subprocess
import sys
import time
from pathlib import Path
from uuid import uuid4

import psycopg

from bench.visiting import Answer
from tests import migrated

VILLAGE = "340121103003"
ORGANISATIONS = f"code,parent,kind,name\n{VILLAGE},340121103,community,百花社区\n{VILLAGE}-B1,{VILLAGE},branch,百花社区党支部\n"
PASSWORD = "correct horse battery"


def found(home: Path) -> None:
    """A town on the empty database that DATABASE_URL names; whoever asks stands on `django_db_setup`."""
    migrated.copy_into(os.environ["DATABASE_URL"])
    (home / "villages.csv").write_text(ORGANISATIONS)
    for words in (
        ["migrate", "--verbosity", "0"],
        ["collectstatic", "--no-input", "--verbosity", "0"],
        ["init", "--county", "340121=长丰县", "--town", "340121103=吴山镇", "--phone", "0551-66778899", "--admin", "wang"],
        ["import", "organisations", str(home / "villages.csv")],
        # What a first round founds is there, so that no fault of a test falls into it.
        ["work", "--once"],
    ):  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-m", "touyan", *words], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr


def rows(cluster, sql, *values):
    with psycopg.connect(cluster.url) as connection:
        return connection.execute(sql, values).fetchall()


def form(town) -> dict[str, str]:
    """What a resident sends: the page was opened while all was well."""
    page = town.get("/orders/new/")
    assert page.status == 200
    return {
        "csrfmiddlewaretoken": page.token, "key": str(uuid4()), "village": VILLAGE, "where": "三组路口",
        "words": f"路灯不亮，{uuid4().hex[:12]}", "name": "张三", "phone": "13900000000", "similar_seen": "1",
    }  # fmt: skip


def patiently(ask, until: int, seconds: float = 20) -> Answer:
    ends = time.monotonic() + seconds
    while (answer := ask()).status != until and time.monotonic() < ends:
        time.sleep(0.2)
    return answer
