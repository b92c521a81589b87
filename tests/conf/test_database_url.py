"""`DATABASE_URL` as Django's settings: one host or several, ports, sockets, and how soon a host is given up."""

import pytest

from touyan.conf import environment


@pytest.fixture
def read(monkeypatch):
    def make(url):
        monkeypatch.setenv("DATABASE_URL", url)
        return environment.database()

    return make


def hosts(settings):
    return settings["HOST"], settings["PORT"]


def test_several_hosts_each_with_its_port(read):
    settings = read("postgresql://u:p%40w@n1:5433,n2:5434,n3:5435/town")
    assert hosts(settings) == ("n1,n2,n3", "5433,5434,5435")
    assert (settings["USER"], settings["PASSWORD"], settings["NAME"]) == ("u", "p@w", "town")
    assert settings["OPTIONS"]["target_session_attrs"] == "read-write"


def test_a_host_without_a_port_among_others_keeps_its_place(read):
    """libpq takes a single port for all hosts, and an empty one of a list for its own default."""
    assert hosts(read("postgresql://u@n1,n2:5434,n3/town")) == ("n1,n2,n3", ",5434,")
    assert hosts(read("postgresql://u@n1,n2,n3/town")) == ("n1,n2,n3", "")


def test_one_host_takes_what_it_is_given(read):
    settings = read("postgresql://u@n1:5433/town")
    assert hosts(settings) == ("n1", "5433")
    assert "target_session_attrs" not in settings["OPTIONS"]
    assert settings["OPTIONS"]["prepare_threshold"] == 2
    assert settings["DISABLE_SERVER_SIDE_CURSORS"] is False


def test_behind_pgbouncer_nothing_outlives_a_transaction(read):
    settings = read("postgresql://u@n1:6432/town?pgbouncer=1")
    assert settings["OPTIONS"]["prepare_threshold"] is None
    assert settings["DISABLE_SERVER_SIDE_CURSORS"] is True
    assert "pgbouncer" not in settings["OPTIONS"]


def test_a_socket_and_an_address_of_the_new_kind(read):
    assert hosts(read("postgresql://u@%2Frun%2Fpostgresql/town")) == ("/run/postgresql", "")
    assert hosts(read("postgresql://u@[fd00::1]:5433,[fd00::2]/town")) == (
        "fd00::1,fd00::2",
        "5433,",
    )


def test_a_host_that_does_not_answer_is_given_up_soon_unless_the_url_says_otherwise(read):
    options = read("postgresql://u@n1/town")["OPTIONS"]
    assert (options["connect_timeout"], options["tcp_user_timeout"]) == ("2", "5000")
    assert (
        options["keepalives_idle"],
        options["keepalives_interval"],
        options["keepalives_count"],
    ) == ("4", "2", "2")
    options = read("postgresql://u@n1,n2/town?connect_timeout=9&target_session_attrs=any")[
        "OPTIONS"
    ]
    assert (options["connect_timeout"], options["target_session_attrs"]) == ("9", "any")


def test_a_page_has_ten_seconds_of_patience_or_what_is_said(monkeypatch):
    assert environment.patience() == 10.0
    monkeypatch.setenv("TOUYAN_DATABASE_PATIENCE", "0")
    assert environment.patience() is None
    monkeypatch.setenv("TOUYAN_DATABASE_PATIENCE", "soon")
    with pytest.raises(environment.Unsafe):
        environment.patience()
