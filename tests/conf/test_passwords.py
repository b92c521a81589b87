"""Which passwords are taken: long ones of any kind, to the letter; none that lies at hand."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from tests.fixtures import PASSWORD
from touyan.conf.sign_in import BY_ADDRESS

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    "easy",
    ["Touyan-2026", "吴山吴山吴山吴山吴山", "吴山镇password", "admin-admin-admin", "resident-1949-10", "头雁头雁头雁头雁头雁"],
)  # fmt: skip
def test_words_that_lie_at_hand_make_no_password(resident, easy):
    with pytest.raises(ValidationError):
        validate_password(easy, resident)


@pytest.mark.parametrize(
    "other",
    [
        "three plum words",
        "山高水长风和日丽人心齐",
        "4829 1048 5762",
        "touyan is not all of it",
        "🐟🐟🐟🐟🐟🐟🐟🐟🐟🐟🐟",
    ],
)
def test_any_kind_of_sign_will_do(resident, other):
    validate_password(other, resident)


def test_whoever_has_a_whole_network_guesses_no_more_often_than_whoever_has_an_address(client):
    answers = [
        client.post(
            "/sign-in/", {"login": f"nobody{n}", "password": "a guessed one"},
            REMOTE_ADDR=f"2001:db8:1:1::{n + 1:x}",
        ).status_code
        for n in range(BY_ADDRESS + 1)
    ]  # fmt: skip
    assert (answers[0], answers[-1]) == (422, 429)
    elsewhere = client.post(
        "/sign-in/", {"login": "nobody", "password": "x"}, REMOTE_ADDR="2001:db8:1:2::1"
    )
    assert elsewhere.status_code == 422


def test_a_password_of_a_hundred_signs_is_kept_to_the_last_letter_and_space(client, resident):
    long = " Aa " + "一二三四五六七八九十" * 9 + " end "
    client.force_login(resident)
    assert client.post("/account/", {"old": PASSWORD, "new": long}).status_code == 303
    for typed, status in ((long.lower(), 422), (long.strip(), 422), (long[:-1], 422), (long, 303)):
        form = {"login": "resident", "password": typed}
        assert Client().post("/sign-in/", form).status_code == status


def test_password_fields_are_hidden_and_fill_themselves_in(client, resident):
    client.force_login(resident)
    pages = [Client().get("/sign-in/"), client.get("/account/"), client.get("/account/data/")]
    for page in (page.content.decode() for page in pages):
        assert 'type="password"' in page
        assert 'autocomplete="current-password"' in page
        assert "onpaste" not in page
