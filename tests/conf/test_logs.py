"""A line of JSON for each request: what was asked and how long it took, never who and never what they wrote."""

import json
import logging
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django import Settings

from touyan.conf import logs
from touyan.conf.urls import handler500, urlpatterns  # noqa: F401 - Django looks for it here

pytestmark = pytest.mark.django_db
WORDS = "张三家住三组"


def broken(request: HttpRequest, receipt: str) -> HttpResponse:
    raise RuntimeError(f"{WORDS} at {request.path}")


urlpatterns = [path("orders/r/<str:receipt>/broken/", broken, name="broken"), *urlpatterns]


@pytest.fixture
def lines(tmp_path: Path) -> Iterator[Any]:
    """What is in today's file."""
    (daily,) = (h for h in logging.getLogger().handlers if isinstance(h, logs.Daily))
    daily.close()
    daily.folder, before = tmp_path, daily.folder

    def read() -> list[dict[str, Any]]:
        files = sorted(tmp_path.glob("*.jsonl"))
        return [json.loads(line) for file in files for line in file.read_text().splitlines()]

    yield read
    daily.close()
    daily.folder = before


def test_a_request_is_a_line_with_its_route_and_its_name(client: Client, lines: Any) -> None:
    response = client.get("/orders/r/guessedguessed22/?secret=yes", REMOTE_ADDR="203.0.113.7")
    (line,) = (line for line in lines() if line["logger"] == "touyan.requests")
    assert (line["route"], line["method"], line["status"]) == (
        "orders/r/<str:receipt>/", "GET", 404,
    )  # fmt: skip
    assert line["request"] == response["X-Request-ID"]
    assert "guessed" not in json.dumps(line)
    assert "203.0.113" not in json.dumps(line)


@pytest.mark.urls("tests.conf.test_logs")
def test_an_error_says_its_kind_and_place_and_not_what_it_quotes(lines: Any) -> None:
    browser = Client(raise_request_exception=False)
    response = browser.get("/orders/r/guessedguessed22/broken/")
    assert response.status_code == 500
    (line,) = (line for line in lines() if line.get("error"))
    assert line["error"] == "RuntimeError"
    assert "test_logs.py" in line["where"][-1]
    assert line["request"] == response["X-Request-ID"]
    assert WORDS not in json.dumps(lines(), ensure_ascii=False)
    assert "guessed" not in json.dumps(lines())


@pytest.mark.urls("tests.conf.test_logs")
def test_the_standard_error_quotes_nobody_either() -> None:
    (stderr,) = (h for h in logging.getLogger().handlers if type(h) is logging.StreamHandler)
    written = StringIO()
    before = stderr.setStream(written)
    try:
        Client(raise_request_exception=False).get("/orders/r/guessedguessed22/broken/")
        for path_ in (
            "/programmes/r/1-guessed/cancel/",
            "/orders/messages/guessed/",
            "/nowhere/guessed/",
        ):
            Client().post(path_)
            Client().put(path_)
    finally:
        stderr.setStream(before)
    told = written.getvalue()
    assert "RuntimeError at " in told
    assert "test_logs.py:" in told
    assert WORDS not in told
    assert "guessed" not in told


def test_a_chain_of_errors_is_told_to_its_beginning() -> None:
    try:
        try:
            raise KeyError(WORDS)
        except KeyError as error:
            raise ValueError(WORDS) from error
    except ValueError:
        record = logging.LogRecord("touyan", logging.ERROR, __file__, 1, "no", (), sys.exc_info())
    logs.Masked().filter(record)
    assert [line.split(" at ")[0] for line in record.exc_text.splitlines()] == [
        "ValueError",
        "KeyError",
    ]
    assert WORDS not in record.exc_text


@pytest.mark.parametrize(("hops", "kept"), [(0, False), (1, True)])
def test_only_a_proxy_of_ours_names_a_request(
    client: Client, settings: Settings, hops: int, kept: bool
) -> None:
    settings.PROXY_HOPS = hops
    response = client.get("/healthz", headers={"X-Request-ID": "given-by-the-proxy"})
    assert (response["X-Request-ID"] == "given-by-the-proxy") is kept
    response = client.get("/healthz", headers={"X-Request-ID": 'x"\\n{"forged": 1}'})
    assert "forged" not in response["X-Request-ID"]


def test_processes_share_a_file_and_no_line_is_torn(tmp_path: Path) -> None:
    children = []
    for _ in range(4):
        if not (child := os.fork()):
            handler = logs.Daily(tmp_path)
            handler.setFormatter(logs.Json())
            for number in range(200):
                record = logging.LogRecord("x", 20, "", 0, f"{number} " + "字" * 500, (), None)
                handler.emit(record)
            os._exit(0)
        children.append(child)
    for child in children:
        os.waitpid(child, 0)
    (file,) = tmp_path.glob("*.jsonl")
    told = [json.loads(line)["message"] for line in file.read_text().splitlines()]
    assert sorted({int(text.split()[0]) for text in told}) == list(range(200))
    assert len(told) == 800


def test_a_new_day_is_a_new_file(tmp_path: Path, time_machine: Any) -> None:
    handler = logs.Daily(tmp_path)
    for moment in (datetime(2026, 11, 25, 23, 59, tzinfo=UTC), datetime(2026, 11, 26, tzinfo=UTC)):
        time_machine.move_to(moment)
        handler.handle(logging.LogRecord("x", 20, "", 0, "here", (), None))
    handler.close()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["2026-11-25.jsonl", "2026-11-26.jsonl"]


def test_what_need_not_be_kept_goes_and_half_a_year_stays(
    settings: Settings, tmp_path: Path
) -> None:
    settings.VAR = tmp_path
    (tmp_path / "logs").mkdir()
    for day in ("2026-01-01", "2026-05-09", "2026-11-24"):  # 200 days before 2026-11-25: 2026-05-09
        (tmp_path / "logs" / f"{day}.jsonl").write_text("{}\n")
    assert logs.sweep() == 1
    assert sorted(p.stem for p in (tmp_path / "logs").iterdir()) == ["2026-05-09", "2026-11-24"]


def test_a_refused_host_is_told_without_what_the_stranger_typed(client: Client, lines: Any) -> None:
    assert client.get("/", HTTP_HOST="sold-to-strangers.example").status_code == 400
    told = [line for line in lines() if line["logger"].startswith("django.security")]
    assert [(line["logger"], line["message"]) for line in told] == [
        ("django.security.DisallowedHost", "refused")
    ]
    assert "strangers" not in json.dumps(lines())
