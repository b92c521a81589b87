"""What every answer carries, and what guessing costs."""

import io
import logging
import re
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from PIL import Image

from tests.kernel.pictures import RED, saved
from tests.orders.stages import moment
from touyan.conf.jinja import masked_phone
from touyan.conf.logs import Masked
from touyan.conf.urls import handler500, urlpatterns  # noqa: F401 - Django looks for it here
from touyan.kernel import clock
from touyan.kernel.models import Entry, Evidence
from touyan.orders.acts import ACTS
from touyan.orders.models import Requester
from touyan.town.models import Notice, Person

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"
MARKER = "张三家住三组电话13912345678"


def broken(request: HttpRequest, receipt: str) -> HttpResponse:
    raise RuntimeError(f"{MARKER} at {request.path}")


urlpatterns = [path("orders/r/<str:receipt>/broken/", broken, name="broken"), *urlpatterns]


@pytest.fixture
def log():
    """What the town's own handler writes, through its own filter."""
    handler = next(
        h for h in logging.getLogger().handlers if any(isinstance(f, Masked) for f in h.filters)
    )
    before = handler.setStream(io.StringIO())
    yield handler.stream
    handler.setStream(before)


# Signing in ------------------------------------------------------------------------------------


def sign_in(browser: Client, login: str, password: str = "wrong", **more) -> int:  # noqa: S107
    form = {"login": login, "password": password}
    return browser.post("/sign-in/", form, **more).status_code


def test_ones_own_account_buys_no_more_guesses_at_others(client, resident, somebody):
    """Sixty wrong passwords from one address are enough, however often a right one is among them."""
    statuses = []
    for n in range(70):
        statuses.append(sign_in(Client(), f"guess{n}"))
        sign_in(Client(), "resident", PASSWORD)
    assert statuses == [422] * 60 + [429] * 10


def test_another_address_is_another_count(resident):
    for n in range(60):
        sign_in(Client(), f"guess{n}", REMOTE_ADDR="10.0.0.1")
    assert sign_in(Client(), "resident", PASSWORD, REMOTE_ADDR="10.0.0.1") == 429
    assert sign_in(Client(), "resident", PASSWORD, REMOTE_ADDR="10.0.0.2") == 303


@pytest.mark.parametrize("login", ["resident", "RESIDENT", " resident "])
def test_an_account_is_slowed_down_from_every_address_and_however_it_is_written(resident, login):
    for n in range(6):
        sign_in(Client(), login, REMOTE_ADDR=f"10.0.0.{n}")
    assert sign_in(Client(), "resident", PASSWORD, REMOTE_ADDR="10.0.1.1") == 429


def test_an_unknown_name_costs_what_a_known_one_does(client, resident, django_assert_num_queries):
    sign_in(client, "nobody")
    with django_assert_num_queries(6) as unknown:
        sign_in(client, "nobody2")
    with django_assert_num_queries(6) as known:
        sign_in(client, "resident")
    shape = [
        [re.sub(r"'[^']*'|\d+|NULL", "?", q["sql"]) for q in found] for found in (unknown, known)
    ]
    assert shape[0] == shape[1]


def test_an_account_that_was_closed_signs_in_no_more_and_its_sessions_end(client, resident):
    client.force_login(resident)
    Person.objects.filter(pk=resident.pk).update(is_active=False)
    assert client.get("/account/").status_code == 302
    assert sign_in(Client(), "resident", PASSWORD) == 422


def test_signing_in_gives_a_new_session_and_a_new_token(client, resident, secretary):
    client.get("/sign-in/")
    sign_in(client, "resident", PASSWORD)
    first, token = client.cookies["sessionid"].value, client.cookies["csrftoken"].value
    sign_in(client, "baihua", PASSWORD)
    assert first != client.cookies["sessionid"].value
    assert token != client.cookies["csrftoken"].value
    thief = Client()
    thief.cookies["sessionid"] = first
    assert thief.get("/account/").status_code == 302


def test_a_session_that_somebody_else_chose_is_not_taken_over(resident):
    browser = Client()
    browser.cookies["sessionid"] = "chosen-by-somebody-else-0123456"
    sign_in(browser, "resident", PASSWORD)
    assert browser.cookies["sessionid"].value != "chosen-by-somebody-else-0123456"


def test_signing_out_ends_the_session_for_whoever_copied_it(client, resident):
    client.force_login(resident)
    copy = Client()
    copy.cookies["sessionid"] = client.cookies["sessionid"].value
    client.post("/sign-out/")
    assert copy.get("/account/").status_code == 302


def test_a_second_factor_of_one_person_does_not_open_the_desk_for_another(
    settings, secretary, dispatcher
):
    settings.REQUIRE_TWO_FACTOR = True
    browser = Client()
    browser.force_login(secretary)
    session = browser.session
    session["second_factor"] = True
    session.save()
    assert browser.get("/desk/").status_code == 200
    sign_in(browser, "dispatcher", PASSWORD)
    assert browser.get("/desk/")["Location"] == "/account/two-factor/"


@pytest.mark.parametrize(
    "address", ["/desk/", "/desk/orders/", "/desk/orders/export/", "/desk/town/"]
)
def test_where_a_second_factor_is_required_no_page_of_the_desk_opens_without(
    settings, admin, address
):
    settings.REQUIRE_TWO_FACTOR = True
    browser = Client()
    browser.force_login(admin)
    assert browser.get(address)["Location"] == "/account/two-factor/"
    assert browser.post(address)["Location"] == "/account/two-factor/"


# Guessing receipts -----------------------------------------------------------------------------


@pytest.mark.parametrize("written", ["{0}", "{0} ", " {0}", "{1} {2}", "{1}-{2}", "{1} - {2}"])
def test_an_orders_pin_bears_six_guesses_however_its_number_is_written(placed, written):
    order, requester = placed()
    ref = order.ref
    wrong = f"{(int(requester.pin) + 1) % 1_000_000:06d}"
    statuses = []
    for n in range(7):
        number = ref if n < 6 else written.format(ref, ref[:3], ref[3:])
        form = {"number": number, "pin": wrong}
        statuses.append(Client().post("/orders/r/", form, REMOTE_ADDR=f"10.0.0.{n}").status_code)
    assert statuses == [422] * 6 + [429]


@pytest.mark.parametrize("suffix", ["", "slip/", "qr.svg", "photos/1/"])
def test_the_twenty_first_guess_is_refused_at_every_page_of_a_receipt(client, placed, suffix):
    _order, requester = placed()
    misses = [client.get(f"/orders/r/guess{n:011d}/{suffix}").status_code for n in range(21)]
    assert misses == [404] * 20 + [429]
    other = client.get("/orders/r/guessguessguess2/", REMOTE_ADDR="10.0.0.9")
    assert (other.status_code, client.get(f"/orders/r/{requester.receipt}/").status_code) == (
        404,
        200,
    )


# Who only reads ---------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["leader", "editor", "clerk", "admin"])
def test_whoever_only_reads_does_not_see_the_dispatchers_notices_away(
    somebody, town, placed, secretary, dispatcher, role
):
    order, _requester = placed()
    with clock.at(moment("2021-09-17 09:00")):
        ACTS["accept"](by=secretary, order=order)
        ACTS["escalate"](by=secretary, order=order, reason="要镇里办。")
    reader = Client()
    reader.force_login(somebody("reader", role, town))
    assert order.ref not in reader.get("/desk/notices/").content.decode()
    reader.post("/desk/notices/")
    assert Notice.objects.filter(seen_at__isnull=False).count() == 0
    desk = Client()
    desk.force_login(dispatcher)
    assert order.ref in desk.get("/desk/notices/").content.decode()


def test_a_move_that_is_not_ones_own_leaves_not_even_a_photo(somebody, town, placed):
    order, _requester = placed()
    reader = Client()
    reader.force_login(somebody("reader", "leader", town))
    photo = SimpleUploadedFile(
        "a.jpg", saved(Image.new("RGB", (64, 48), RED), "JPEG"), "image/jpeg"
    )
    form = {"reply": "好了。", "photos": [photo], "draft": str(uuid4())}
    response = reader.post(f"/desk/orders/{order.ref}/deliver/", form)
    assert (response.status_code, Evidence.objects.count()) == (409, 0)
    assert "好了。" in response.content.decode()


# What stays out of pages and logs --------------------------------------------------------------


@pytest.mark.urls("tests.conf.test_security")
def test_what_breaks_tells_nobody_anything(placed, log, settings):
    _order, requester = placed()
    response = Client(raise_request_exception=False).get(f"/orders/r/{requester.receipt}/broken/")
    page, written = response.content.decode(), log.getvalue()
    assert (response.status_code, "RuntimeError" in written) == (500, True)
    for private in ("张三", "RuntimeError", "Traceback", "13912345678"):
        assert private not in page
    for private in (requester.receipt, "13912345678"):
        assert private not in written


@pytest.mark.parametrize("written", ["{0}", "{1} {2}", "{1}-{2}", "{1}%20%20{2}", "{0}."])
def test_no_log_holds_a_receipt_however_it_was_typed(placed, log, written):
    _order, requester = placed()
    receipt = requester.receipt
    typed = written.format(receipt, receipt[:8], receipt[8:])
    assert Client().post(f"/orders/r/{typed}/nonsense/").status_code == 404
    assert "POST orders/r/<str:receipt>/<str:move>/: 404" in log.getvalue()
    assert [part for part in (receipt[:8], receipt[8:]) if part in log.getvalue()] == []


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13900001234", "139****1234"),
        ("055165123456", "055****3456"),
        ("65123456", "****56"),
        ("6512345", "****45"),
        ("12345", "****"),
        ("", ""),
    ],
)
def test_of_a_number_only_what_tells_two_apart_is_shown(phone, shown):
    assert masked_phone(phone) == shown


# Hosts and ways out ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host", ["evil.example", "testserver.evil.example", "evil.example:80", "[::2]"]
)
def test_another_hosts_name_is_refused(client, town, host):
    response = client.get("/sign-in/", headers={"Host": host})
    assert response.status_code == 400
    assert host not in response.content.decode()


WAYS_OUT = [
    "//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil.example", "///evil.example",
    "javascript:alert(1)", "http:evil.example", " //evil.example", "/\t/evil.example", "https:///evil.example",
]  # fmt: skip


@pytest.mark.parametrize("elsewhere", WAYS_OUT)
def test_no_form_leads_to_another_site(resident, secretary, placed, elsewhere):
    order, _requester = placed()
    desk = Client()
    desk.force_login(secretary)
    answers = [
        Client().post("/sign-in/", {"login": "resident", "password": PASSWORD, "next": elsewhere}),
        Client().post("/language/", {"next": elsewhere}),
        Client().post("/elder-view/", {"next": elsewhere}),
        desk.post(f"/desk/orders/{order.ref}/note/", {"text": "记一下。", "next": elsewhere}),
        desk.post("/desk/orders/bulk/", {"move": "follow", "next": elsewhere}),
    ]
    expected = ["/orders/mine/", "/", "/", f"/desk/orders/{order.ref}/", "/desk/orders/"]
    assert [answer["Location"] for answer in answers] == expected


def test_a_page_asked_from_another_site_learns_nothing_of_where_one_was(client, town):
    assert client.get("/")["Referrer-Policy"] == "same-origin"


# What no address should fall over --------------------------------------------------------------

ODD = [
    "/orders/?village=%00", "/orders/?state=%00", "/orders/?before=%00", "/orders/new/?at=%00",
    "/orders/%00/", "/orders/r/%00/", "/orders/%FF/",
    "/orders/r/%FF%FE/", "/orders/999999999999999999/", "/orders/?before=999999999999999999",
    "/desk/orders/?q=%00", "/desk/orders/?village=%00", "/desk/orders/?until=9999-12-31",
    "/desk/orders/?since=0001-01-01", "/desk/orders/?queue=all&after=0001-01-01T00:00:00%2B14:00_1&sort=due",
    "/desk/orders/?queue=all&after=9999-12-31T23:59:59-14:00_1&sort=due", "/desk/orders/?q=%22%20OR%20*",
    "/desk/town/people/?q=%00",
    "/desk/town/people/99999999999999999999999/", "/desk/town/calendar/?year=" + "9" * 5000,
    "/desk/town/categories/?change=%00", "/desk/town/clocks/?change=%00",
]  # fmt: skip


@pytest.mark.parametrize("address", ODD, ids=[address[:60] for address in ODD])
def test_odd_addresses_are_answered_and_break_nothing(somebody, town, admin, dispatcher, address):
    for person in (dispatcher, admin):
        browser = Client()
        browser.force_login(person)
        response = browser.get(address)
        b"".join(response.streaming_content if response.streaming else [response.content])
        assert response.status_code in {200, 303, 400, 404, 422}


def test_odd_forms_are_answered_and_break_nothing(town, baihua, dispatcher, placed):
    order, _requester = placed()
    desk = Client()
    desk.force_login(dispatcher)
    answers = [
        Client().post("/orders/new/", {"words": "灯\x00坏了", "at": "\x00", "village": "\x00"}),
        Client().post("/orders/r/", {"number": "\x00", "pin": "\x00"}),
        Client().post("/sign-in/", {"login": "\x00", "password": "\x00"}),
        Client().post(f"/orders/join/{order.ref}/", {"token": "\x00"}),
        desk.post("/desk/notices/", {"about": "\x00"}),
        desk.post("/desk/orders/bulk/", {"move": "urge", "order": ["\x00", "9" * 50]}),
        desk.post(f"/desk/orders/{order.ref}/dispatch/", {"unit": "9" * 40, "days": "9" * 40}),
        desk.post("/desk/call-backs/sample/", {"size": "9" * 40, "seed": "\x00"}),
    ]
    assert [answer.status_code for answer in answers] == [422, 422, 422, 404, 303, 303, 409, 422]
    assert Entry.objects.filter(about=f"order:{order.pk}").count() == 1
    assert Requester.objects.count() == 1


def test_cookies_are_for_the_server_alone(client, resident, placed, secretary):
    client.get("/sign-in/")
    client.post("/language/", {"language": "en"})
    client.post("/elder-view/", {"on": "1"})
    sign_in(client, "baihua", PASSWORD)
    order, _requester = placed()
    client.post(f"/desk/orders/{order.ref}/accept/")
    kept = {
        name: (bool(cookie["httponly"]), cookie["samesite"], bool(cookie["secure"]))
        for name, cookie in client.cookies.items()
    }
    assert kept == dict.fromkeys(
        [
            "csrftoken",
            "sessionid",
            settings.LANGUAGE_COOKIE_NAME,
            "elder",
            "told",
            "office",
            "seen",
        ],
        (True, "Lax", False),
    )


def test_where_the_town_is_served_by_https_all_cookies_are_too(settings, secretary, placed):
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    browser = Client()
    browser.get("/sign-in/", secure=True)
    browser.post("/language/", {"language": "en"}, secure=True)
    sign_in(browser, "baihua", PASSWORD, secure=True)
    order, _requester = placed()
    browser.post(f"/desk/orders/{order.ref}/accept/", secure=True)
    assert {bool(cookie["secure"]) for cookie in browser.cookies.values()} == {True}
    assert "told" in browser.cookies


@pytest.mark.parametrize("address", ["/", "/orders/", "/sign-in/", "/api/v1/orders", "/healthz"])
def test_no_address_echoes_a_trace(client, town, address):
    response = client.generic("TRACE", address, HTTP_X_SECRET="tell me")
    assert response.status_code == 405
    assert b"tell me" not in response.content


@pytest.mark.parametrize(
    "address", ["/", "/orders/", "/news/feed.xml", "/api/v1/orders", "/open311/v2/services.xml", "/nowhere/"]
)  # fmt: skip
def test_every_kind_of_answer_says_what_it_is_and_in_which_letters(client, town, address):
    kind = client.get(address)["Content-Type"]
    assert "charset=utf-8" in kind.lower() or kind == "application/json"
