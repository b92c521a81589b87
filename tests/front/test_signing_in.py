"""Signing in and out, the second factor, and one's password."""

import time

import pytest
from django.contrib.auth import SESSION_KEY
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.fixtures import PASSWORD
from touyan.kernel import clock
from touyan.kernel.models import Entry
from touyan.town.acts import grant_role
from touyan.town.rules import FOUNDER

pytestmark = pytest.mark.django_db(transaction=True)


def sign_in(client, login, password=PASSWORD, **more):
    return client.post("/sign-in/", {"login": login, "password": password, **more})


def signed_in(client):
    return int(client.session.get(SESSION_KEY, 0))


def code_of(device, steps=0):
    return f"{totp(device.bin_key, t0=-30 * steps):06d}"


@pytest.fixture
def with_app(client, secretary):
    """The secretary with a second factor, signed out; gives the device and the recovery codes."""
    client.force_login(secretary)
    client.post("/account/two-factor/", {"step": "begin"})
    device = TOTPDevice.objects.get(user=secretary)
    client.post(
        "/account/two-factor/", {"step": "confirm", "code": code_of(device), "password": PASSWORD}
    )
    client.logout()
    return device, list(StaticToken.objects.values_list("token", flat=True))


def test_a_resident_signs_in_to_their_own_list(client, resident):
    response = sign_in(client, "resident")
    assert (response.status_code, response["Location"]) == (303, "/orders/mine/")
    assert signed_in(client) == resident.pk


def test_staff_sign_in_to_the_desk(client, secretary):
    assert sign_in(client, "baihua")["Location"] == "/desk/"


def test_a_judge_signs_in_to_the_ballots_and_whoever_is_in_office_besides_to_the_desk(
    client, somebody, town, baihua
):
    somebody("judge", "judge", town)
    assert sign_in(client, "judge")["Location"] == "/honours/judging/"
    both = somebody("both", "judge", town)
    grant_role(
        by=FOUNDER, person=both, organisation=baihua, role="secretary", starts_on=clock.today()
    )
    assert sign_in(client, "both")["Location"] == "/desk/"


def test_after_signing_in_one_goes_where_one_wanted(client, resident):
    assert sign_in(client, "resident", next="/account/")["Location"] == "/account/"


@pytest.mark.parametrize(
    "elsewhere", ["https://example.org/", "//example.org/", "javascript:alert(1)"]
)
def test_but_never_to_another_site(client, resident, elsewhere):
    assert sign_in(client, "resident", next=elsewhere)["Location"] == "/orders/mine/"


@pytest.mark.parametrize(("login", "password"), [("resident", "wrong"), ("nobody", PASSWORD)])
def test_a_wrong_login_and_a_wrong_password_are_told_alike(client, resident, login, password):
    response = sign_in(client, login, password)
    page = response.content.decode()
    assert (response.status_code, signed_in(client)) == (422, 0)
    assert "登录名或密码不对。" in page
    assert f'value="{login}"' in page
    assert password not in page


def test_after_six_wrong_passwords_the_right_one_must_wait(client, resident):
    for _ in range(6):
        sign_in(client, "resident", "wrong")
    response = sign_in(client, "resident")
    assert (response.status_code, signed_in(client)) == (429, 0)


def test_signing_out_needs_a_post(client, resident):
    client.force_login(resident)
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/")["Location"] == "/"
    assert signed_in(client) == 0


def test_setting_up_the_app_shows_a_code_to_scan_and_then_eight_recovery_codes_once(
    client, secretary
):
    client.force_login(secretary)
    client.post("/account/two-factor/", {"step": "begin"})
    device = TOTPDevice.objects.get(user=secretary)
    assert client.get("/account/two-factor/qr.svg").content[:4] == b"<svg"
    wrong = client.post("/account/two-factor/", {"step": "confirm", "code": "abc"})
    assert (wrong.status_code, TOTPDevice.objects.get().confirmed) == (422, False)
    TOTPDevice.objects.update(throttling_failure_count=0)  # a second passes
    page = client.post(
        "/account/two-factor/", {"step": "confirm", "code": code_of(device), "password": PASSWORD}
    ).content.decode()
    codes = list(StaticToken.objects.values_list("token", flat=True))
    assert (len(codes), TOTPDevice.objects.get().confirmed) == (8, True)
    assert [code for code in codes if code in page] == codes
    assert codes[0] not in client.get("/account/two-factor/").content.decode()
    assert client.get("/account/two-factor/qr.svg").status_code == 404


def test_a_session_left_open_is_not_enough_to_add_an_app(client, secretary):
    client.force_login(secretary)
    client.post("/account/two-factor/", {"step": "begin"})
    device = TOTPDevice.objects.get(user=secretary)
    for password in ("", "guessed-password"):
        answer = client.post(
            "/account/two-factor/",
            {"step": "confirm", "code": code_of(device), "password": password},
        )
        assert (answer.status_code, TOTPDevice.objects.get().confirmed) == (422, False)
    assert "密码不对" in answer.content.decode()


def test_whoever_has_no_password_is_asked_for_none(client, resident):
    resident.set_unusable_password()
    resident.save()
    client.force_login(resident)
    client.post("/account/two-factor/", {"step": "begin"})
    assert 'name="password"' not in client.get("/account/two-factor/").content.decode()
    device = TOTPDevice.objects.get(user=resident)
    client.post("/account/two-factor/", {"step": "confirm", "code": code_of(device)})
    assert TOTPDevice.objects.get().confirmed


def test_with_an_app_the_password_alone_does_not_sign_in(client, with_app):
    response = sign_in(client, "baihua")
    assert response["Location"] == "/sign-in/second/?next=%2Fdesk%2F"
    assert signed_in(client) == 0
    assert client.get("/account/").status_code == 302


def test_the_apps_code_signs_in(client, with_app, secretary):
    device, _codes = with_app
    sign_in(client, "baihua")
    response = client.post("/sign-in/second/", {"code": code_of(device, steps=1), "next": "/desk/"})
    assert (response.status_code, response["Location"]) == (303, "/desk/")
    assert (signed_in(client), client.session["second_factor"]) == (secretary.pk, True)


def test_a_recovery_code_signs_in_once(client, with_app, secretary):
    _device, codes = with_app
    sign_in(client, "baihua")
    client.post("/sign-in/second/", {"code": codes[0].upper()})
    assert signed_in(client) == secretary.pk
    client.post("/sign-out/")
    sign_in(client, "baihua")
    again = client.post("/sign-in/second/", {"code": codes[0]})
    assert (again.status_code, signed_in(client)) == (422, 0)


def test_after_six_wrong_codes_even_a_recovery_code_must_wait(client, with_app):
    _device, codes = with_app
    sign_in(client, "baihua")
    wrong = [client.post("/sign-in/second/", {"code": "zzzz"}).status_code for _ in range(6)]
    right = client.post("/sign-in/second/", {"code": codes[0]})
    assert (wrong, right.status_code, signed_in(client)) == ([422] * 6, 429, 0)


def test_the_second_step_without_the_first_leads_back(client, secretary):
    assert client.get("/sign-in/second/")["Location"] == "/sign-in/"


def test_removing_the_app_asks_for_a_code_and_is_written_down(client, with_app, secretary):
    _device, codes = with_app
    client.force_login(secretary)
    refused = client.post("/account/two-factor/", {"step": "remove", "code": "zzzz"})
    assert (refused.status_code, TOTPDevice.objects.count()) == (422, 1)
    StaticDevice.objects.update(throttling_failure_count=0)  # a second passes
    client.post("/account/two-factor/", {"step": "remove", "code": codes[0]})
    assert TOTPDevice.objects.count() == 0
    names = Entry.objects.filter(
        about=f"person:{secretary.pk}", name__startswith="front."
    ).order_by("seq")
    assert list(names.values_list("name", flat=True)) == [
        "front.begin_second_factor",
        "front.add_second_factor",
        "front.remove_second_factor",
    ]


def test_office_people_without_a_code_are_sent_to_set_it_up_where_it_is_required(
    client, secretary, settings
):
    settings.REQUIRE_TWO_FACTOR = True
    client.force_login(secretary)
    response = client.get("/desk/")
    assert (response.status_code, response["Location"]) == (302, "/account/two-factor/")
    assert client.get(response["Location"]).status_code == 200


def test_a_new_password_keeps_this_session_and_ends_the_others(client, resident):
    elsewhere = type(client)()
    sign_in(elsewhere, "resident")
    sign_in(client, "resident")
    new = "three plum words together"
    response = client.post("/account/", {"old": PASSWORD, "new": new})
    assert (response.status_code, response["Location"]) == (303, "/account/?done=1")
    assert client.get("/account/?done=1").status_code == 200
    assert elsewhere.get("/account/").status_code == 302
    resident.refresh_from_db()
    assert resident.check_password(new)


@pytest.mark.parametrize(
    ("old", "new"),
    [("wrong", "three plum words together"), (PASSWORD, "short"), (PASSWORD, "password123")],
)
def test_a_wrong_old_or_a_weak_new_password_changes_nothing(client, resident, old, new):
    sign_in(client, "resident")
    assert client.post("/account/", {"old": old, "new": new}).status_code == 422
    resident.refresh_from_db()
    assert resident.check_password(PASSWORD)


def test_a_pending_second_step_is_void_after_ten_minutes(client, with_app):
    _device, codes = with_app
    sign_in(client, "baihua")
    session = client.session
    session["second_factor_for"] = [session["second_factor_for"][0], time.time() - 1]
    session.save()
    assert client.post("/sign-in/second/", {"code": codes[0]})["Location"] == "/sign-in/"
