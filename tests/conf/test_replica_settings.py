"""`TOUYAN_REPLICA_URL` and its bound as settings; and that nothing changes where they are absent."""

import pytest

from touyan.conf import stores
from touyan.conf.environment import Unsafe
from touyan.kernel import replicas


def test_each_host_is_a_replica_of_its_own(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://u@n1,n2,n3/town")
    monkeypatch.setenv(
        "TOUYAN_REPLICA_URL", "postgresql://u:p%40w@n2:5433,n3/town?connect_timeout=3"
    )
    told = stores.replicas()
    assert [(one["HOST"], one["PORT"], one["PASSWORD"]) for one in told] == [
        ("n2", "5433", "p@w"),
        ("n3", "", "p@w"),
    ]
    assert told[0]["OPTIONS"]["connect_timeout"] == "3"
    assert told[0]["OPTIONS"]["options"] == "-c default_transaction_read_only=on"
    assert "target_session_attrs" not in told[0]["OPTIONS"]


@pytest.mark.parametrize("database", ["", "sqlite:////tmp/town.sqlite3"])
def test_sqlite_has_none_and_says_so(monkeypatch, database):
    monkeypatch.setenv("DATABASE_URL", database)
    monkeypatch.setenv("TOUYAN_REPLICA_URL", "postgresql://n2/town")
    with pytest.raises(Unsafe, match="only PostgreSQL has replicas"):
        stores.replicas()


@pytest.mark.parametrize("told", ["0", "soon", "301", "-1"])
def test_the_bound_is_some_seconds(monkeypatch, told):
    monkeypatch.setenv("TOUYAN_REPLICA_MAX_LAG_SECONDS", told)
    with pytest.raises(Unsafe, match="a whole number from 1 to 300"):
        stores.replica_max_lag()


def test_without_the_setting_nothing_is_asked_and_no_cookie_is_set(client, monkeypatch):
    monkeypatch.delenv("TOUYAN_REPLICA_URL", raising=False)
    assert stores.replicas() == []
    assert "wrote" not in client.post("/language/", {"language": "en"}).cookies
    assert replicas.read(lambda: 5) == 5
