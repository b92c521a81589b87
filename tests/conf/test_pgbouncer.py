"""The town behind PgBouncer in transaction mode: real flows by two web processes and the worker, on three servers in turn."""

import json
import os
import re
import shutil
import socket
import string
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from bench.cluster.load import Wishes
from bench.machine import ROOT
from bench.serving import served
from bench.visiting import Visitor
from tests import migrated
from tools import with_postgres

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(
        not shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin"),
        reason="pgbouncer is not installed (on Debian: apt install pgbouncer)",
    ),
]
POOL, SECONDS = 3, 8
PASSWORD = "a password of PgBouncer's own"


@pytest.fixture(scope="module")
def cluster() -> Iterator[with_postgres.Cluster]:
    with with_postgres.cluster() as made:
        yield made


@pytest.fixture(scope="module")
def pooled(cluster, tmp_path_factory) -> Iterator[str]:
    """The address of a PgBouncer started by the file in deploy/."""
    with with_postgres.folder_for("pgbouncer") as folder, closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
        found.close()
        told = {
            "DATABASE_HOST": cluster.folder, "DATABASE_PORT": 5432, "LISTEN": "127.0.0.1", "PORT": port,
            "POOL": POOL, "USERS": folder / "users.txt",
        }  # fmt: skip
        written = (ROOT / "deploy" / "pgbouncer" / "pgbouncer.ini").read_text()
        (folder / "pgbouncer.ini").write_text(string.Template(written).substitute(told))
        (folder / "users.txt").write_text(f'"touyan" "{PASSWORD}"\n')
        process = started(folder, cluster)
        try:
            listening(port)
            yield f"postgresql://touyan:{PASSWORD.replace(' ', '%20')}@127.0.0.1:{port}/touyan?pgbouncer=1"
        finally:
            process.terminate()
            process.wait()


def started(folder: Path, cluster: with_postgres.Cluster) -> subprocess.Popen[bytes]:
    """It refuses to be root."""
    for path in (folder, *folder.iterdir()):
        if cluster.owner:
            os.chown(path, cluster.owner.pw_uid, cluster.owner.pw_gid)
    who = ["-u", cluster.owner.pw_name] if cluster.owner else []
    program = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [str(program), *who, str(folder / "pgbouncer.ini")], stdout=log, stderr=log
        )


def listening(port: int) -> None:
    ends = time.monotonic() + 10
    while time.monotonic() < ends:
        with closing(socket.socket()) as asked:
            if asked.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("PgBouncer does not listen")


@pytest.fixture(scope="module")
def founded(django_db_setup, cluster, pooled, tmp_path_factory) -> Iterator[Wishes]:
    """Migrated directly; from then on everything goes through the pooler."""
    home = tmp_path_factory.mktemp("town")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TOUYAN_HOME", str(home))
        patch.setenv("TOUYAN_PROXY_HOPS", "1")
        patch.setenv("DJANGO_SETTINGS_MODULE", "touyan.conf.settings")
        patch.setenv("DATABASE_URL", cluster.url)
        migrated.copy_into(cluster.url)
        touyan("migrate", "--verbosity", "0")
        touyan("collectstatic", "--no-input", "--verbosity", "0")
        patch.setenv("DATABASE_URL", pooled)
        told = run("-m", "bench.stage", "cluster.founding", "{}")
        yield Wishes(addresses=[], log=str(home / "acknowledged.jsonl"), **json.loads(told))


def touyan(*words: str) -> str:
    return run("-m", "touyan", *words)


def run(*words: str) -> str:
    done = subprocess.run(
        [sys.executable, *words], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def test_real_flows_go_through_it_and_nothing_is_lost_doubled_or_refused(
    founded, cluster, tmp_path
):
    """Placing, accepting, delivering, booking, checking in, and each now and then sent once more."""
    with served(str(tmp_path / "log")) as server:
        wishes = {**vars(founded), "addresses": [f"127.0.0.1:{server.port}"]}
        visitors = subprocess.Popen(
            [sys.executable, "-m", "bench.cluster.load", json.dumps(wishes)], cwd=ROOT
        )
        time.sleep(SECONDS)
        servers = sessions(cluster)
        visitors.terminate()
        assert visitors.wait(90) == 0
        closed_by_its_requester(server.port, founded)
    lines = [json.loads(line) for line in Path(founded.log).read_text().splitlines()]
    kinds = Counter(line["kind"] for line in lines)
    assert kinds["refused"] == 0, [line for line in lines if line["kind"] == "refused"][:1]
    assert all(kinds[kind] > 2 for kind in ("order", "accept", "deliver", "book", "check-in")), (
        kinds
    )
    again = [
        line for line in lines if line["kind"] == "replayed" and line["what"] in {"order", "book"}
    ]
    assert all(line["led"] == line["first"] for line in again)
    for kind, told in judged(founded).items():
        assert (kind, told["lost"], told["doubled"]) == (kind, [], [])
    assert servers <= POOL
    said = (tmp_path / "log").read_text()
    assert ("Traceback" in said, "failed" in said) == (False, False), said[-3000:]


def judged(founded: Wishes) -> dict[str, dict[str, list[str]]]:
    """What was acknowledged, looked for in the tables and the journal."""
    told = json.dumps({"log": founded.log})
    return dict(json.loads(run("-m", "bench.stage", "cluster.judge", told)))


def sessions(cluster) -> int:
    """How many connections of PostgreSQL carry all of it."""
    asked = """
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = 'touyan' AND backend_type = 'client backend' AND pid <> pg_backend_pid()
    """
    return int(rows(cluster, asked)[0][0])


def rows(cluster, sql):
    with psycopg.connect(cluster.url) as connection:
        return connection.execute(sql).fetchall()


def closed_by_its_requester(port: int, founded: Wishes) -> None:
    lines = [json.loads(line) for line in Path(founded.log).read_text().splitlines()]
    with closing(Visitor(port)) as visitor:
        for receipt in [line["led"] for line in lines if line["kind"] == "order"]:
            page = visitor.get(receipt)
            if f'action="{receipt}confirm/"' in page.body:
                said = {"csrfmiddlewaretoken": page.token, "outcome": "solved"}
                assert visitor.post(f"{receipt}confirm/", said).status == 303
                assert "confirm/" not in visitor.get(receipt).body
                return
    raise AssertionError("nothing was delivered")


def test_the_worker_and_the_commands_go_through_it(founded):
    touyan("work", "--once")
    assert "数据表一致" in touyan("check")
    assert json.loads(
        touyan(
            "figures", "--org", "340121103", "--from", "2020-01-01", "--to", "2030-01-01", "--json"
        )
    )


def test_a_backup_must_go_to_postgresql_itself_and_says_so(founded, cluster, monkeypatch, tmp_path):
    """What pg_dump sets for its session would be found by the page that gets that server next."""
    done = subprocess.run(
        [sys.executable, "-m", "touyan", "backup", str(tmp_path / "a.touyan")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "不能经由 PgBouncer：请在 DATABASE_URL 中直接指定 PostgreSQL" in done.stderr
    monkeypatch.setenv("DATABASE_URL", cluster.url)
    touyan("backup", str(tmp_path / "b.touyan"))
    assert (tmp_path / "b.touyan").stat().st_size > 10_000


SESSION = re.compile(
    r"pg_(try_)?advisory_(lock|unlock)|\bLISTEN\b|\bNOTIFY\b|SET SESSION|\bDECLARE\b.*\bCURSOR\b|CREATE TEMP|"
    r"\bSET (?!LOCAL|CONSTRAINTS|[a-z_]+ =|\w+\.)[A-Z]+ TO\b",
)


def test_no_statement_of_ours_leaves_anything_behind_on_a_session():
    found = [
        f"{path.name}: {said[0]}"
        for path in (ROOT / "src").rglob("*.py")
        if (said := SESSION.search(path.read_text()))
    ]
    assert found == []
