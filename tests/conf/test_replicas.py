"""Public pages and figures on a streaming replica: within the bound, or not at all; and nobody notices when it is gone."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.db import InternalError, connection, connections
from django.db.utils import ConnectionHandler

from bench.serving import Server, served
from bench.visiting import Visitor, signed_in
from tests.served import PASSWORD, VILLAGE, form, found, rows
from tools import with_postgres
from touyan.conf import environment, stores
from touyan.kernel import replicas, tries

BOUND = 4
PAGE = "/api/v1/organisations?size=50"


@pytest.fixture(scope="module")
def primary() -> Iterator[with_postgres.Cluster]:
    with with_postgres.cluster() as made:
        yield made


@pytest.fixture(scope="module")
def founded(django_db_setup, primary, tmp_path_factory) -> Iterator[Path]:
    home: Path = tmp_path_factory.mktemp("town")
    ours = {
        "DATABASE_URL": primary.url, "TOUYAN_HOME": str(home), "TOUYAN_ADMIN_PASSWORD": PASSWORD,
        "DJANGO_SETTINGS_MODULE": "touyan.conf.settings",
    }  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        for name, value in ours.items():
            patch.setenv(name, value)
        found(home)
        yield home


@pytest.fixture(scope="module")
def replica(primary, founded) -> Iterator[with_postgres.Cluster]:
    with primary.replica() as made:
        yield made


@pytest.fixture(scope="module")
def server(replica, founded) -> Iterator[Server]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TOUYAN_REPLICA_URL", replica.url)
        patch.setenv("TOUYAN_REPLICA_MAX_LAG_SECONDS", str(BOUND))
        with served(str(founded / "log")) as made:
            yield made


@pytest.fixture
def visitor(server) -> Iterator[Visitor]:
    with closing(Visitor(server.port, address="")) as made:
        yield made


@pytest.fixture
def read_there(visitor, primary, replica):
    """The replica answers: by now, or soon after what an earlier test did to it."""
    rename(primary, "百花社区")
    assert until(lambda: is_from_replica(visitor.get(PAGE)), 30)


@pytest.fixture
def paused(read_there, primary, replica):
    """It replays nothing any more."""
    rows(replica, "SELECT pg_wal_replay_pause()")
    assert until(
        lambda: rows(replica, "SELECT pg_get_wal_replay_pause_state()") == [("paused",)], 5
    )
    yield
    rows(replica, "SELECT pg_wal_replay_resume()")


def rename(primary, name: str) -> None:
    rows(
        primary, "UPDATE town_organisation SET name = %s WHERE code = %s RETURNING 1", name, VILLAGE
    )


def is_from_replica(answer) -> bool:
    assert answer.status == 200
    return answer.headers["Server-Timing"].endswith(", replica")


def until(true, seconds: float) -> bool:
    ends = time.monotonic() + seconds
    while not (said := true()) and time.monotonic() < ends:
        time.sleep(0.1)
    return bool(said)


# What is read there ------------------------------------------------------------------------------

on_postgresql = pytest.mark.postgres


@on_postgresql
def test_public_pages_and_figures_are_read_there(read_there, visitor):
    for path in ("/", "/orders/", "/places/", "/projects/", "/honours/", "/programmes/", "/figures/",
                 "/open311/v2/requests.json", "/open311/v2/services.json", "/api/v1/orders", "/search/?q=%E8%B7%AF%E7%81%AF"):  # fmt: skip
        assert until(lambda p=path: is_from_replica(visitor.get(p)), 5), path


@on_postgresql
def test_a_replica_that_replays_nothing_answers_within_the_bound_and_then_the_primary_does(
    paused, visitor, primary
):
    """That the old name is read at all shows who answered."""
    rename(primary, "荷花社区")
    changed = time.monotonic()
    early = []
    assert until(lambda: early.append(visitor.get(PAGE)) or is_from_replica(early[-1]), BOUND)
    assert "百花社区" in early[-1].body
    assert until(lambda: "荷花社区" in visitor.get(PAGE).body, 10)
    while time.monotonic() < changed + BOUND + 0.2:
        time.sleep(0.1)
    for _ in range(12):  # both processes
        late = visitor.get(PAGE)
        assert not is_from_replica(late)
        assert "荷花社区" in late.body


@on_postgresql
def test_whoever_wrote_reads_what_they_wrote(paused, visitor, server, primary):
    rows(
        primary,
        "UPDATE town_organisation SET name = '荷花社区' WHERE code = %s RETURNING 1",
        VILLAGE,
    )
    assert visitor.post("/orders/new/", form(visitor)).status == 303
    assert visitor.cookies["wrote"] == "1"
    mine = visitor.get(PAGE)
    assert (is_from_replica(mine), "荷花社区" in mine.body) == (False, True)


@on_postgresql
def test_the_cookie_goes_by_itself_a_little_after_the_bound(read_there, visitor):
    answer = visitor.post("/orders/new/", form(visitor))
    [told] = [one for one in answer.headers.get_all("Set-Cookie") if one.startswith("wrote=")]
    assert f"Max-Age={BOUND + 1};" in told


@on_postgresql
def test_a_key_or_a_session_leads_to_the_primary_and_figures_at_the_desk_to_the_replica(
    read_there, server
):
    with closing(signed_in(server.port, "wang", PASSWORD)) as wang:
        del wang.cookies["wrote"]  # the bound is over
        assert not is_from_replica(wang.get("/orders/"))
        # Whichever process answers may know the replica only from a moment before it replayed the sign-in.
        assert until(lambda: is_from_replica(wang.get("/desk/figures/")), 10)
        assert not is_from_replica(wang.get("/desk/"))


@on_postgresql
def test_what_came_into_being_just_now_is_looked_for_at_the_primary(paused, visitor, primary):
    rows(
        primary,
        "UPDATE town_organisation SET code = 'NEW' WHERE code = %s RETURNING 1",
        f"{VILLAGE}-B1",
    )
    try:
        answer = visitor.get("/api/v1/organisations/NEW")
        assert (answer.status, is_from_replica(answer)) == (200, False)
        assert visitor.get("/api/v1/organisations/NOWHERE").status == 404
    finally:
        rows(
            primary,
            "UPDATE town_organisation SET code = %s WHERE code = 'NEW' RETURNING 1",
            f"{VILLAGE}-B1",
        )


# How it may fail ---------------------------------------------------------------------------------


@on_postgresql
def test_an_idle_primary_makes_nobody_old(read_there, visitor):
    time.sleep(BOUND + 2)
    assert until(lambda: all(is_from_replica(visitor.get(PAGE)) for _ in range(4)), 5)


@on_postgresql
def test_a_link_on_which_nothing_comes_any_more_is_noticed(read_there, visitor, primary):
    """The sender is stopped, so the connection stands and says nothing: only what it lacks tells."""
    [[sender]] = rows(primary, "SELECT pid FROM pg_stat_replication")
    os.kill(sender, signal.SIGSTOP)
    try:
        time.sleep(BOUND + 1)  # nothing happened, so nothing is missing there
        rename(primary, "荷花社区")
        time.sleep(BOUND + 0.2)
        for _ in range(12):
            assert "荷花社区" in visitor.get(PAGE).body
    finally:
        os.kill(sender, signal.SIGCONT)


@on_postgresql
def test_a_replica_that_nobody_feeds_is_noticed_though_nothing_happens(
    read_there, visitor, replica
):
    rows_of = "SELECT current_setting('primary_conninfo')"
    [[before]] = rows(replica, rows_of)
    feed(replica, "host=/nowhere")
    try:
        assert until(lambda: not is_from_replica(visitor.get(PAGE)), BOUND + 2)
        time.sleep(1.2)
        assert not any(is_from_replica(visitor.get(PAGE)) for _ in range(12))
    finally:
        feed(replica, before)


def feed(replica, told: str) -> None:
    with psycopg.connect(replica.url, autocommit=True) as admin:
        admin.execute(f"ALTER SYSTEM SET primary_conninfo = '{told.replace(chr(39), chr(39) * 2)}'")
        admin.execute("SELECT pg_reload_conf()")


@on_postgresql
def test_one_that_is_killed_costs_nobody_an_error_or_a_wait_and_is_asked_again_once_it_is_back(
    read_there, visitor, primary, replica
):
    replica.stop()
    try:
        rename(primary, "荷花社区")
        answers = [visitor.get(PAGE) for _ in range(20)]
        assert {answer.status for answer in answers} == {200}
        assert all("荷花社区" in answer.body for answer in answers)
        assert max(answer.ms for answer in answers) < 2000
    finally:
        replica.go_on()
    assert until(lambda: is_from_replica(visitor.get(PAGE)), 30)


@on_postgresql
def test_one_that_hangs_keeps_few_waiting_and_nobody_for_long(
    read_there, visitor, primary, replica
):
    replica.signal(signal.SIGSTOP)
    try:
        rename(primary, "荷花社区")
        answers = [visitor.get(PAGE) for _ in range(20)]
        assert all("荷花社区" in answer.body for answer in answers)
        assert max(answer.ms for answer in answers) < (BOUND + 3) * 1000
        assert sum(answer.ms > 500 for answer in answers) <= 4
    finally:
        replica.signal(signal.SIGCONT)


@on_postgresql
def test_without_the_primary_nobody_knows_how_old_it_is_and_the_page_says_so(
    read_there, visitor, primary
):
    primary.stop()
    try:
        time.sleep(BOUND + 1)
        answer = visitor.get("/orders/")
        assert (answer.status, answer.headers["Retry-After"]) == (503, "10")
    finally:
        primary.go_on()
    assert until(lambda: visitor.get("/orders/").status == 200, 10)
    assert until(lambda: is_from_replica(visitor.get(PAGE)), 30)


# Nothing is written there ------------------------------------------------------------------------


@pytest.fixture
def together(one):
    """All that the settings name, as a process knows them."""
    made = []

    def make() -> replicas.Replicas:
        made.append(replicas.Replicas())
        return made[-1]

    yield make
    for each in made:
        for replica in each.all:
            replica.connections.close_all()


@pytest.fixture
def one(primary, replica, monkeypatch, settings, django_db_blocker):
    """This very process on the town's primary, and a replica of it."""
    monkeypatch.setenv("DATABASE_URL", primary.url)
    monkeypatch.setenv("TOUYAN_REPLICA_URL", replica.url)
    settings.REPLICAS, settings.REPLICA_MAX_LAG = stores.replicas(), 5.0
    there = ConnectionHandler({"default": environment.database()})
    before, connections["default"] = connections["default"], there["default"]
    made = replicas.Replica(settings.REPLICAS[0])
    with django_db_blocker.unblock():
        yield made
        made.connections["default"].close()
        there["default"].close()
    connections["default"] = before


@on_postgresql
def test_what_would_write_fails_there_and_is_asked_of_the_primary(one):
    asked = []

    def count() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_is_in_recovery()")
            asked.append(cursor.fetchone()[0])
        return tries.count("a", window=timedelta(hours=1))

    assert replicas.read(count, lambda: one) == 1
    assert asked == [True, False]
    assert one.failures == 0  # the server is well; the page is what was wrong


@on_postgresql
def test_a_server_that_takes_writes_takes_none_of_these(one, primary, monkeypatch, settings):
    """As after a failover: the address is that of a primary now."""
    monkeypatch.setenv("TOUYAN_REPLICA_URL", primary.url)
    told = stores.replicas()[0]
    promoted = replicas.Replica(told)
    with (
        promoted.standing_in(),
        connection.cursor() as cursor,
        pytest.raises(InternalError, match="read-only transaction"),
    ):
        cursor.execute("DELETE FROM kernel_tries")
    promoted.look(replicas.Marks())
    assert (promoted.is_fresh, promoted.why) == (False, "it has become a primary")
    promoted.connections["default"].close()


@on_postgresql
def test_one_on_another_timeline_is_no_replica_of_this_primary(one):
    marks = replicas.Marks([(time.monotonic(), 7, 0)])
    one.look(marks)
    assert not one.is_fresh
    marks.kept.append((time.monotonic(), 1, 0))
    one.look(marks)
    assert one.is_fresh


@on_postgresql
def test_of_two_the_one_that_is_there_answers(one, together, settings):
    gone = {**settings.REPLICAS[0], "HOST": "/nowhere"}
    settings.REPLICAS = [gone, *settings.REPLICAS]
    both = together()
    assert until(both.fresh, 10)
    assert {both.fresh().name for _ in range(8)} == {one.name}
    assert both.all[0].failures == 1


@on_postgresql
def test_what_is_frozen_is_read_there_only_if_nothing_is_missing(
    together, primary, replica, settings
):
    settings.REPLICA_MAX_LAG = 30.0
    all_of_them = together()
    rename(primary, "百花社区")
    assert until(all_of_them.with_all, 10)
    rows(replica, "SELECT pg_wal_replay_pause()")
    try:
        assert until(
            lambda: rows(replica, "SELECT pg_get_wal_replay_pause_state()") == [("paused",)], 5
        )
        rename(primary, "荷花社区")
        time.sleep(0.5)  # these clusters acknowledge before they write
        begun = time.monotonic()
        assert all_of_them.with_all() is None
        assert time.monotonic() - begun < 2
        assert all_of_them.fresh() is not None  # good enough for a page still
    finally:
        rows(replica, "SELECT pg_wal_replay_resume()")


# What operators read -----------------------------------------------------------------------------


@on_postgresql
def test_metrics_say_how_old_it_is_and_who_answers(read_there, visitor, replica):
    name = f'replica="{replica.folder}"'
    wanted = [
        f"touyan_replica_answers{{{name}}} 1",
        f"touyan_replica_age_seconds{{{name}}} 0.",
        'touyan_reads_total{by="replica"}',
    ]
    assert until(
        lambda: (told := visitor.get("/metrics").body) and all(w in told for w in wanted), 10
    )


@on_postgresql
def test_check_says_it_too(read_there, founded, replica, monkeypatch):
    monkeypatch.setenv("TOUYAN_REPLICA_URL", replica.url)
    assert until(lambda: f"{replica.folder} 数据齐全" in checked(), 10)
    rows(replica, "SELECT pg_wal_replay_pause()")
    monkeypatch.setenv("TOUYAN_REPLICA_URL", replica.url.replace("replica", "gone"))
    assert "没有响应" in checked()
    rows(replica, "SELECT pg_wal_replay_resume()")


def checked() -> str:
    done = subprocess.run(
        [sys.executable, "-m", "touyan", "check"], capture_output=True, text=True, check=True
    )
    return done.stdout
