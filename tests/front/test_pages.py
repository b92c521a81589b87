"""The pages that only tell, the two switches, and what machines ask."""

import json
import os
import subprocess
import sys

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from touyan.orders.acts import ACTS

pytestmark = pytest.mark.django_db(transaction=True)

PLAIN = [
    "/",
    "/help/",
    "/privacy/",
    "/offline/",
    "/orders/",
    "/orders/new/",
    "/orders/r/",
    "/sign-in/",
]


@pytest.mark.parametrize("address", PLAIN)
@pytest.mark.parametrize(
    ("language", "said", "town_said"),
    [("zh-hans", "zh-Hans", "吴山镇"), ("en", "en", "Wushan Town")],
)
def test_every_page_opens_in_both_languages(
    client, baihua, settings, address, language, said, town_said
):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    response = client.get(address)
    assert response.status_code == 200
    page = response.content.decode()
    assert f'<html lang="{said}"' in page
    assert f"{town_said}</title>" in page


@pytest.mark.parametrize("address", ["/", "/help/", "/privacy/", "/offline/", "/orders/"])
def test_pages_that_only_tell_take_no_post(client, town, address):
    assert client.post(address).status_code == 405


@pytest.mark.parametrize("address", ["/", "/orders/new/", "/offline/", "/help/"])
def test_the_emergency_numbers_come_first(client, baihua, address):
    page = client.get(address).content.decode()
    main = page[page.index('<main id="main"') :]
    assert main.index('href="tel:110"') < main.index("<h1")


def test_the_language_is_remembered_and_one_stays_on_the_page(client, town, settings):
    response = client.post("/language/", {"language": "en", "next": "/help/"})
    assert (response.status_code, response["Location"]) == (303, "/help/")
    assert response.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"
    assert 'lang="en"' in client.get("/help/").content.decode()


def test_an_unknown_language_changes_nothing(client, town, settings):
    response = client.post("/language/", {"language": "tlh", "next": "/"})
    assert settings.LANGUAGE_COOKIE_NAME not in response.cookies


def test_large_text_is_remembered_and_can_be_taken_back(client, town):
    client.post("/elder-view/", {"on": "1", "next": "/"})
    assert 'data-elder="true"' in client.get("/").content.decode()
    client.post("/elder-view/", {"on": "", "next": "/"})
    assert 'data-elder="false"' in client.get("/").content.decode()


@pytest.mark.parametrize("switch", ["/language/", "/elder-view/"])
@pytest.mark.parametrize(
    "elsewhere", ["https://example.org/", "//example.org", "/\\example.org", ""]
)
def test_no_switch_leads_to_another_site(client, town, switch, elsewhere):
    assert client.post(switch, {"next": elsewhere})["Location"] == "/"


def test_alive_asks_no_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


def test_ready_asks_the_database_and_says_when_it_does_not_answer(client):
    def broken(*_args):
        raise OperationalError("gone")

    assert client.get("/readyz").status_code == 200
    with connection.execute_wrapper(broken):
        assert client.get("/readyz").status_code == 503


def test_metrics_count_orders_by_state_for_this_machine_only(client, placed, secretary):
    order, _requester = placed()
    placed("另一件。")
    ACTS["accept"](by=secretary, order=order)
    lines = client.get("/metrics").content.decode().splitlines()
    assert 'touyan_orders{state="placed"} 1' in lines
    assert 'touyan_orders{state="accepted"} 1' in lines
    assert 'touyan_orders{state="closed"} 0' in lines
    assert 'touyan_orders{state="ended_otherwise"} 0' in lines
    assert "touyan_orders_overdue 0" in lines
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.7").status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.7"}).status_code == 404


def test_metrics_tell_another_machine_that_has_the_token(client, town, settings):
    far = {"REMOTE_ADDR": "203.0.113.7"}
    assert client.get("/metrics", headers={"Authorization": "Bearer "}, **far).status_code == 404
    settings.METRICS_TOKEN = "a token of twenty characters"
    right, wrong = ({"Authorization": f"Bearer {settings.METRICS_TOKEN}{end}"} for end in ("", "x"))
    assert client.get("/metrics", headers=right, **far).status_code == 200
    assert client.get("/metrics", headers=wrong, **far).status_code == 404


def test_metrics_count_answers_by_route_and_never_by_address(client, placed):
    _order, requester = placed()
    before = _count(client, requester)
    client.get(f"/orders/r/{requester.receipt}/")
    assert _count(client, requester) == before + 1


def _count(client, requester):
    told = client.get("/metrics").content.decode()
    assert requester.receipt not in told
    name = 'touyan_requests_total{method="GET",route="orders/r/<str:receipt>/",status="200"} '
    return sum(
        float(line.removeprefix(name)) for line in told.splitlines() if line.startswith(name)
    )


def test_a_town_counts_in_its_own_folder_whatever_its_parent_had(tmp_path):
    said = "import os, touyan.conf.settings; print(os.environ['PROMETHEUS_MULTIPROC_DIR'])"
    told = {**os.environ, "TOUYAN_HOME": str(tmp_path), "PROMETHEUS_MULTIPROC_DIR": "/nowhere"}
    done = subprocess.run(
        [sys.executable, "-c", said], env=told, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == str(tmp_path / "var" / "metrics")


def test_metrics_cost_the_same_however_many_orders_there_are(client, placed):
    costs = []
    for n in range(30):
        placed(f"第{n}件：路灯坏了。")
        with CaptureQueriesContext(connection) as told:
            client.get("/metrics")
        costs.append(len(told))
    assert set(costs) == {6}


def test_the_service_worker_reaches_the_whole_site_and_keeps_only_the_shell(client):
    response = client.get("/sw.js")
    text = response.content.decode()
    assert (response["Service-Worker-Allowed"], response["Cache-Control"]) == ("/", "no-cache")
    pages = json.loads(text.split("var PAGES = ")[1].split(";")[0])
    assert pages == ["/orders/new/", "/offline/"]
    shell = json.loads(text.split("var SHELL = ")[1].split(";")[0])
    assert [name for name in shell if not name.startswith("/static/")] == []


def test_the_manifest_names_the_town(client, town):
    response = client.get("/manifest.webmanifest")
    assert (response["Content-Type"], response.json()["name"]) == (
        "application/manifest+json",
        town.name,
    )
