"""Where one is signed in, and what was tried with one's name: kept, shown to oneself, ended."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.db import transaction
from django.test import Client
from django.utils import translation
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.fixtures import PASSWORD
from touyan.desk.reads.town import account_in_words
from touyan.front.acts import add_second_factor, begin_second_factor
from touyan.kernel import clock
from touyan.kernel.devices import device_in_words, device_of, network_of
from touyan.kernel.models import Entry
from touyan.town.acts import forget_sign_ins, set_password
from touyan.town.acts.unnaming import unname
from touyan.town.models import OpenSession, SignIn
from touyan.town.rules import FOUNDER

pytestmark = pytest.mark.django_db(transaction=True)

WECHAT = (
    "Mozilla/5.0 (Linux; Android 13; V2031A) AppleWebKit/537.36 Chrome/116.0 MicroMessenger/8.0"
)
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36"


def browser(agent=WINDOWS, address="203.0.113.77"):
    return Client(headers={"User-Agent": agent, "Accept-Language": "zh"}, REMOTE_ADDR=address)


def sign_in(client, login, password=PASSWORD, **more):
    return client.post("/sign-in/", {"login": login, "password": password, **more})


def kept():
    """Everything that is kept, in the order in which it happened."""
    rows = SignIn.objects.order_by("pk")
    return list(rows.values_list("person__login", "way", "outcome", "network"))


def page_of(client):
    return client.get("/account/sessions/").content.decode()


def is_in(client):
    return client.get("/account/").status_code == 200


# What is kept ----------------------------------------------------------------------------------


def test_whoever_signs_in_fails_or_signs_out_is_kept_with_the_part_of_the_net_alone(resident):
    here = browser()
    sign_in(here, "resident", "wrong")
    sign_in(here, "resident")
    here.post("/sign-out/")
    part = "203.0.113.0/24"
    assert kept() == [
        ("resident", "password", "wrong", part),
        ("resident", "password", "in", part),
        ("resident", "", "out", part),
    ]


def test_of_a_name_that_nobody_has_nothing_is_kept_that_was_typed(resident):
    sign_in(browser(), "my secret password", "typed in the wrong field")
    assert kept() == [(None, "password", "wrong", "203.0.113.0/24")]
    row = SignIn.objects.values().get()
    assert "secret" not in str(row)
    assert "typed" not in str(row)


def test_being_held_off_is_kept_once_and_a_flood_fills_no_table(resident):
    for _ in range(30):
        sign_in(browser(), "resident", "wrong")
    assert [outcome for *_rest, outcome, _network in kept()] == ["wrong"] * 5 + ["held"]


def test_the_second_factor_is_kept_step_by_step_and_by_which_means(secretary):
    begin_second_factor(by=secretary)
    add_second_factor(by=secretary, device=TOTPDevice.objects.get())
    here = browser()
    sign_in(here, "baihua")
    here.post("/sign-in/second/", {"code": "zzzz"})
    StaticDevice.objects.update(throttling_failure_count=0)  # a second passes
    here.post("/sign-in/second/", {"code": StaticToken.objects.first().token})
    assert [(way, outcome) for _login, way, outcome, _network in kept()] == [
        ("password", "on"), ("code", "wrong"), ("recovery", "in"),
    ]  # fmt: skip


def test_being_signed_out_by_itself_is_kept(secretary):
    here = browser()
    sign_in(here, "baihua")
    with time_machine.travel(clock.now() + timedelta(hours=2)):
        here.get("/desk/")
    assert kept()[-1] == ("baihua", "", "idle", "203.0.113.0/24")


def test_after_half_a_year_it_is_forgotten_and_so_are_sessions_that_ran_out(resident):
    sign_in(browser(), "resident")
    nearly, over = (timedelta(days=settings.LOG_DAYS + n) for n in (-1, 1))
    begun = clock.now()
    with time_machine.travel(begun + nearly):
        assert forget_sign_ins() == 1
    assert (SignIn.objects.count(), OpenSession.objects.count()) == (1, 0)
    with time_machine.travel(begun + over):
        assert (forget_sign_ins(), forget_sign_ins()) == (1, 0)
    assert SignIn.objects.count() == 0


@pytest.mark.parametrize(
    ("address", "part"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("", ""),
        ("unknown", ""),
    ],
)
def test_of_an_address_only_its_part_of_the_net_is_left(address, part):
    assert network_of(address) == part


# What one sees ---------------------------------------------------------------------------------


def test_one_sees_ones_own_sessions_in_plain_words_and_nobody_elses(resident, secretary):
    here, phone, theirs = browser(), browser(WECHAT), browser()
    sign_in(phone, "resident")
    sign_in(theirs, "baihua")
    sign_in(here, "resident")
    page = page_of(here)
    assert "安卓手机上的微信" in page
    assert page.count("就是这一台") == 1
    assert OpenSession.objects.filter(person=resident).count() == 2
    keys = OpenSession.objects.values_list("session_key", flat=True)
    assert [key for key in keys if key in page] == []
    assert "baihua" not in page


def test_what_was_tried_is_told_in_plain_words_once_for_what_is_alike(resident):
    here = browser()
    for _ in range(3):
        sign_in(here, "resident", "wrong")
    sign_in(here, "resident")
    page = page_of(here)
    assert "密码不对 · 3 次" in page
    assert "已登录（密码）" in page


def test_when_a_session_was_used_is_known_to_the_hour_and_a_page_costs_no_write(resident):
    here = browser()
    sign_in(here, "resident")
    begun = OpenSession.objects.get().used_at
    here.get("/account/")
    assert OpenSession.objects.get().used_at == begun
    with time_machine.travel(clock.now() + timedelta(hours=2)):
        here.get("/account/")
    row = OpenSession.objects.get()
    assert row.used_at > begun + timedelta(hours=1)
    assert row.began_at < begun + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (WECHAT, "WeChat on an Android phone"),
        (WINDOWS, "Chrome on a Windows computer"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Safari/604.1", "Safari on an iPhone"),
        ("curl/8.0", "Something on a device we do not know"),
        ("", "Something on a device we do not know"),
    ],
)  # fmt: skip
def test_a_device_is_told_in_plain_words(agent, words):
    with translation.override("en"):
        assert device_in_words(device_of(agent)) == words


# What one ends ---------------------------------------------------------------------------------


def test_one_ends_another_session_with_the_password_and_keeps_this_one(resident):
    here, phone, third = browser(), browser(WECHAT), browser()
    for one in (phone, third, here):
        sign_in(one, "resident")
    number = OpenSession.objects.get(session_key=phone.session.session_key).pk
    wrong = here.post("/account/sessions/", {"which": str(number), "password": "wrong"})
    assert (wrong.status_code, is_in(phone)) == (422, True)
    gone = here.post("/account/sessions/", {"which": str(number), "password": PASSWORD})
    assert (gone.status_code, gone["Location"]) == (303, "/account/sessions/?done=1")
    assert [is_in(one) for one in (here, phone, third)] == [True, False, True]
    entry = Entry.objects.get(name="town.end_sessions")
    assert (entry.about, entry.data) == (f"person:{resident.pk}", {"ended": 1})


def test_one_ends_all_the_others_at_once(resident, secretary):
    here, phone, third, theirs = browser(), browser(WECHAT), browser(), browser()
    for one in (phone, third, here):
        sign_in(one, "resident")
    sign_in(theirs, "baihua")
    here.post("/account/sessions/", {"which": "all", "password": PASSWORD})
    assert [is_in(one) for one in (here, phone, third, theirs)] == [True, False, False, True]


def test_nobody_ends_somebody_elses_session(resident, secretary):
    here, theirs, phone = browser(), browser(), browser()
    for one, login in ((here, "resident"), (phone, "resident"), (theirs, "baihua")):
        sign_in(one, login)
    number = OpenSession.objects.get(person=secretary).pk
    done = here.post("/account/sessions/", {"which": str(number), "password": PASSWORD})
    assert (done.status_code, is_in(theirs), is_in(phone)) == (422, True, True)


@pytest.mark.parametrize(
    ("address", "field"), [("/account/sessions/", "password"), ("/account/", "old")]
)
def test_an_open_session_helps_nobody_to_guess_the_password(resident, address, field):
    here = browser()
    sign_in(here, "resident")
    more = {"which": "all", "new": "three plum words together"}
    statuses = [here.post(address, {field: "wrong", **more}).status_code for _ in range(7)]
    right = here.post(address, {field: PASSWORD, **more})
    assert (statuses, right.status_code) == ([422] * 6 + [429], 429)


def test_a_new_password_set_by_the_office_ends_every_session_at_once(resident):
    here = browser()
    sign_in(here, "resident")
    set_password(by=FOUNDER, person=resident, password="three plum words together")
    assert OpenSession.objects.filter(person=resident).count() == 0
    assert not is_in(here)


def test_whoever_is_erased_leaves_neither_sessions_nor_sign_ins(resident):
    here = browser()
    sign_in(here, "resident")
    with transaction.atomic():
        unname(resident)
    assert (OpenSession.objects.count(), SignIn.objects.count()) == (0, 0)
    assert not is_in(here)
    assert SESSION_KEY not in here.session


# What the office sees --------------------------------------------------------------------------


def test_the_office_sees_whether_an_account_is_in_use_and_no_hour_or_day(resident):
    with translation.override("en"):
        assert account_in_words(resident) == ["Not in use for a month or longer."]
        sign_in(browser(), "resident")
        assert account_in_words(resident) == ["In use within the last month."]
        for _ in range(6):
            sign_in(browser(), "resident", "wrong")
        assert account_in_words(resident)[1].startswith("Wrong too often just now")
        with time_machine.travel(clock.now() + timedelta(minutes=16)):
            assert account_in_words(resident) == ["In use within the last month."]
        with time_machine.travel(clock.now() + timedelta(days=31)):
            assert account_in_words(resident) == ["Not in use for a month or longer."]


def test_the_office_sees_that_somebody_from_a_ledger_has_no_password_yet(resident):
    resident.set_unusable_password()
    resident.save()
    with translation.override("en"):
        assert account_in_words(resident)[0].startswith("There is no password yet")
