"""A database that does not answer: plainly said, what was typed is kept, in each door's own form."""

import logging
import re
from html import unescape

import pytest
from django.core.cache import cache
from django.db import InterfaceError, InternalError, OperationalError, connections
from psycopg import errors

from touyan.conf.outage import is_outage
from touyan.kernel.sqlite.base import DatabaseWrapper
from touyan.town.reads import site, site_last_known

WORDS = "三组路口的灯不亮，<晚上> 摔倒了人。"


@pytest.fixture
def unreachable(tmp_path, client, django_db_blocker):
    """The town's database is a file in a folder that is not there, so that opening it really fails."""
    settings = {**connections["default"].settings_dict, "ENGINE": "touyan.kernel.sqlite"}
    settings |= {"NAME": str(tmp_path / "gone" / "town.sqlite3"), "OPTIONS": {}}
    before = connections["default"]
    connections["default"] = DatabaseWrapper(settings, "default")
    client.raise_request_exception = False
    with django_db_blocker.unblock():
        yield client
    connections["default"].close()
    connections["default"] = before


def fields(page):
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    return [(name, unescape(value)) for name, value in found]


def test_a_page_says_so_and_tries_again_by_itself(unreachable):
    answer = unreachable.get("/orders/")
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (
        503,
        "10",
        "no-store",
    )
    assert "暂时连不上" in page
    assert re.search(r'<meta http-equiv="refresh" content="1\d">', page)
    assert 'href="/orders/"' in page


def test_in_english_too(unreachable):
    unreachable.cookies["django_language"] = "en"
    assert "Not reachable at this moment" in unreachable.get("/orders/").content.decode()


def test_what_was_typed_is_kept_and_can_be_sent_with_one_button(unreachable):
    said = {
        "key": "0b9ed9b4-5a7c-4e42-9b1c-0123456789ab",
        "words": WORDS,
        "phone": "13900000000",
        "days": ["mon", "fri"],
    }
    answer = unreachable.post("/orders/new/?at=x", said)
    page = answer.content.decode()
    assert answer.status_code == 503
    kept = [pair for pair in fields(page) if pair[0] != "csrfmiddlewaretoken"]
    assert sorted(kept) == sorted(
        [
            ("key", said["key"]),
            ("words", WORDS),
            ("phone", "13900000000"),
            ("days", "mon"),
            ("days", "fri"),
        ]
    )
    assert '<form class="stack" method="post" action="/orders/new/?at=x">' in page
    assert (
        '<blockquote class="words">三组路口的灯不亮，&lt;晚上&gt; 摔倒了人。</blockquote>' in page
    )
    assert "再次发送" in page
    assert "refresh" not in page


def test_a_password_is_not_kept(unreachable):
    answer = unreachable.post("/sign-in/", {"login": "wang", "password": "correct horse"})
    assert answer.status_code == 503
    assert "correct horse" not in answer.content.decode()
    assert ("login", "wang") in fields(answer.content.decode())


def test_photos_are_honestly_excepted(unreachable, tmp_path):
    (tmp_path / "a.jpg").write_bytes(b"no picture")
    with (tmp_path / "a.jpg").open("rb") as photo:
        page = unreachable.post("/orders/new/", {"words": WORDS, "photos": photo}).content.decode()
    assert "照片和文件没能保留" in page


def test_the_desk_says_it_in_the_same_way(unreachable):
    unreachable.cookies["sessionid"] = "a" * 32
    answer = unreachable.get("/desk/orders/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")


def test_the_telephone_number_is_still_there(unreachable):

    cache.set(
        "site-last",
        {"name": "吴山镇", "name_en": "Wushan", "phone": "0551-66778899", "path": "", "pk": ""},
    )
    unreachable.cookies["django_language"] = "en"
    page = unreachable.get("/orders/").content.decode()
    assert 'href="tel:0551-66778899"' in page
    assert "Wushan</title>" in page


@pytest.mark.django_db
def test_the_number_is_kept_when_pages_are_answered(town):
    site()

    assert site_last_known()["name"] == "吴山镇"


@pytest.mark.parametrize("accept", ["application/json", "application/json, text/plain"])
def test_the_outbox_hears_it_as_json(unreachable, accept):
    answer = unreachable.post("/orders/new/", {"words": WORDS}, headers={"accept": accept})
    assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")
    assert answer.json()["status"] == 503


def test_the_api_says_it_as_problem_details(unreachable):
    answer = unreachable.get("/api/v1/orders")
    assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")
    assert answer["Retry-After"] == "10"


def test_open311_says_it_in_its_own_form(unreachable):
    answer = unreachable.get("/open311/v2/services.json")
    assert answer.status_code == 503
    assert [error["code"] for error in answer.json()] == ["503"]
    assert answer["Retry-After"] == "10"
    assert unreachable.get("/open311/v2/services.xml")["Content-Type"] == "text/xml; charset=utf-8"


def test_machines_hear_who_is_missing(unreachable):
    assert unreachable.get("/healthz").status_code == 200
    assert unreachable.get("/readyz").status_code == 503


def test_one_line_in_the_log_and_no_word_of_what_was_typed(unreachable, caplog):
    with caplog.at_level(logging.WARNING, "touyan.outage"):
        unreachable.post("/orders/new/", {"words": WORDS})
    [line] = [record.getMessage() for record in caplog.records if record.name == "touyan.outage"]
    assert (
        line
        == "POST orders/new/: the database does not answer (OperationalError: unable to open database file)"
    )


def caused(error, cause):
    error.__cause__ = cause
    return error


def test_what_is_an_outage_and_what_is_our_own_mistake():
    assert is_outage(OperationalError("connection failed"))
    assert is_outage(InterfaceError("the connection is closed"))
    assert is_outage(caused(InternalError("read-only"), errors.ReadOnlySqlTransaction()))
    assert not is_outage(caused(InternalError("aborted"), errors.InFailedSqlTransaction()))
    assert not is_outage(ValueError("mine"))
    assert not is_outage(None)


@pytest.mark.django_db
def test_a_table_that_is_not_there_is_no_outage(postgresql):
    with pytest.raises(Exception, match="no_such_table") as raised:
        connections["default"].cursor().execute("SELECT * FROM no_such_table")
    assert not is_outage(raised.value)
