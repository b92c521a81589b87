"""The served town, its PostgreSQL stopped, paused and cut off: nothing is lost or doubled, and it comes back by itself."""

import re
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from pathlib import Path

import psycopg
import pytest

from bench.serving import served
from bench.visiting import Answer, Visitor
from tests.served import form, found, patiently, rows
from tools import with_postgres
from touyan.kernel.postgresql.base import LATELY, Guarded, Patience

pytestmark = pytest.mark.postgres

FIELD = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


@pytest.fixture(scope="module")
def cluster() -> Iterator[with_postgres.Cluster]:
    with with_postgres.cluster() as made:
        yield made


@pytest.fixture(scope="module")
def town(django_db_setup, cluster, tmp_path_factory) -> Iterator[tuple[Visitor, Path]]:
    """A founded town on that server, served by one process and its worker; a visitor, and the log."""
    home: Path = tmp_path_factory.mktemp("town")
    ours = {"DATABASE_URL": cluster.url, "TOUYAN_HOME": str(home), "TOUYAN_DATABASE_PATIENCE": "2"}
    with pytest.MonkeyPatch.context() as patch:
        ours |= {
            "TOUYAN_ADMIN_PASSWORD": "correct horse battery",
            "DJANGO_SETTINGS_MODULE": "touyan.conf.settings",
        }
        for name, value in ours.items():
            patch.setenv(name, value)
        found(home)
        log = home / "log"
        with served(str(log)) as server, closing(Visitor(server.port, address="")) as visitor:
            yield visitor, log


def sent_again(town: Visitor, page: Answer) -> Answer:
    """Press the only button of the page that was answered."""
    assert page.status == 503
    return town.post(
        "/orders/new/", {name: unescape(value) for name, value in FIELD.findall(page.body)}
    )


def times(cluster, words: str) -> int:
    [[found]] = rows(cluster, "SELECT count(*) FROM orders_order WHERE words = %s", words)
    return found


def test_stopped_and_started_again(town, cluster):
    visitor, _log = town
    said = form(visitor)
    cluster.stop()
    try:
        lost = visitor.post("/orders/new/", said)
        assert "三组路口" in dict(FIELD.findall(lost.body))["where"]
        assert "0551-66778899" in lost.body
        assert visitor.get("/orders/").status == 503
        assert visitor.get("/readyz").status == 503
    finally:
        cluster.go_on()
    assert sent_again(visitor, lost).status == 303
    assert times(cluster, said["words"]) == 1
    # The answer was lost on its way and the same is sent once more: the same receipt.
    again = visitor.post("/orders/new/", said)
    assert (again.status, times(cluster, said["words"])) == (303, 1)


def test_paused_it_is_given_up_after_seconds_and_what_was_on_its_way_is_done_once(town, cluster):
    visitor, _log = town
    said = form(visitor)
    cluster.signal(signal.SIGSTOP)
    try:
        begun = time.monotonic()
        lost = visitor.post("/orders/new/", said)
        waited = time.monotonic() - begun
    finally:
        cluster.signal(signal.SIGCONT)
    assert lost.status == 503
    assert 1.5 < waited < 15
    assert patiently(lambda: sent_again(visitor, lost), 303).status == 303
    assert times(cluster, said["words"]) == 1


def test_connections_that_were_cut_are_made_anew(town, cluster):
    visitor, _log = town
    assert visitor.get("/orders/").status == 200
    rows(
        cluster,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()",
    )
    assert patiently(lambda: visitor.get("/orders/"), 200, 5).status == 200


def test_a_connection_that_has_just_answered_is_trusted_until_its_server_ends_it(cluster):
    with closing(Guarded.connect(cluster.url, autocommit=True)) as one:
        [[pid]] = one.execute("SELECT pg_backend_pid()").fetchall()
        assert one.answered_lately()
        rows(cluster, "SELECT pg_terminate_backend(%s)", pid)
        end = time.monotonic() + 0.8
        while one.answered_lately() and time.monotonic() < end:
            time.sleep(0.01)
        assert not one.answered_lately()
        assert time.monotonic() < end, "it was the time that ended the trust"


def test_a_connection_that_has_not_answered_for_a_second_is_asked(cluster):
    with closing(Guarded.connect(cluster.url, autocommit=True)) as one:
        assert not one.answered_lately()
        one.execute("SELECT 1")
        one.answered -= LATELY
        assert not one.answered_lately()


def test_a_connection_within_a_transaction_is_asked(cluster):
    """One that failed there takes no statement any more, however lately it answered."""
    with closing(Guarded.connect(cluster.url)) as one:
        one.execute("SELECT 1")
        assert not one.answered_lately()
        one.rollback()
        assert one.answered_lately()


def test_a_connection_that_was_closed_is_not_trusted(cluster):
    one = Guarded.connect(cluster.url, autocommit=True)
    one.execute("SELECT 1")
    one.close()
    assert not one.answered_lately()


def test_a_statement_that_was_on_its_way_when_it_was_cut_is_unknown_and_sent_again(town, cluster):
    """The order's village is locked by somebody, so that the act waits in the middle; then its connection is cut."""
    visitor, _log = town
    said = form(visitor)
    answers = []
    with psycopg.connect(cluster.url) as other:
        other.execute("LOCK TABLE orders_order IN ACCESS EXCLUSIVE MODE")
        waiting = threading.Thread(
            target=lambda: answers.append(visitor.post("/orders/new/", said))
        )
        waiting.start()
        time.sleep(0.7)
        rows(
            cluster,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'",
        )
        waiting.join()
        other.rollback()
    assert answers[0].status == 503
    assert sent_again(visitor, answers[0]).status == 303
    assert times(cluster, said["words"]) == 1


def test_the_worker_lives_through_it_and_says_one_line_for_each_attempt(town, cluster):
    visitor, log = town
    cluster.stop()
    try:
        time.sleep(5)
    finally:
        cluster.go_on()
    assert "waits 2 s: the database does not answer" in log.read_text()
    assert "Traceback" not in log.read_text()
    said = form(visitor)
    assert visitor.post("/orders/new/", said).status == 303
    # What was placed is folded into the sums again: the worker goes on.
    ends = time.monotonic() + 30
    while rows(cluster, "SELECT 1 FROM orders_orderchange LIMIT 1") and time.monotonic() < ends:
        time.sleep(0.5)
    assert rows(cluster, "SELECT count(*) FROM orders_orderchange") == [(0,)]


# The connection itself ---------------------------------------------------------------------------


def test_a_commit_of_which_the_server_warns_is_no_commit(cluster):
    """The wait for a standby that never comes is cancelled: COMMIT succeeds with a warning, and is not believed."""
    with psycopg.connect(cluster.url, autocommit=True) as other:
        other.execute("CREATE TABLE IF NOT EXISTS told (words text)")
        other.execute("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
        other.execute("ALTER SYSTEM SET synchronous_commit = 'on'")
        other.execute("SELECT pg_reload_conf()")
        connection = Guarded.connect(cluster.url)
        connection.add_notice_handler(connection.heard)
        connection.execute("SET synchronous_commit = 'on'")
        connection.execute("INSERT INTO told VALUES ('a')")
        process = connection.info.backend_pid
        cut = threading.Timer(1, lambda: other.execute("SELECT pg_cancel_backend(%s)", [process]))
        cut.start()
        try:
            with pytest.raises(psycopg.OperationalError, match="not confirmed by the standby"):
                connection.commit()
        finally:
            cut.join()
            other.execute("ALTER SYSTEM RESET ALL")
            other.execute("SELECT pg_reload_conf()")
            connection.close()


def test_one_statement_waits_no_longer_than_this_process_has_patience(cluster, monkeypatch):
    monkeypatch.setattr(Patience, "seconds", 0.5)
    connection = Guarded.connect(cluster.url)
    begun = time.monotonic()
    with pytest.raises(psycopg.OperationalError, match=r"no answer within 0\.5 seconds"):
        connection.execute("SELECT pg_sleep(20)")
    assert time.monotonic() - begun < 3
    assert connection.closed
    monkeypatch.setattr(Patience, "seconds", None)
    with Guarded.connect(cluster.url) as patient:
        assert patient.execute("SELECT 1 FROM pg_sleep(0.7)").fetchone() == (1,)
