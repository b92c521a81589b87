"""An empty town is made with a password that somebody chose, or not at all."""

import io
import sys

import pytest
from django.core.management import CommandError, call_command

from touyan.town.models import Organisation, Person
from touyan.town.reads import home_town

pytestmark = pytest.mark.django_db(transaction=True)
TOWN = {
    "county": "340121=长丰县",
    "town": "340121103=吴山镇",
    "phone": "0551-00000000",
    "admin": "wang",
}


def test_without_a_terminal_and_a_password_it_says_what_to_set_and_makes_nothing(monkeypatch):
    monkeypatch.delenv("TOUYAN_ADMIN_PASSWORD", raising=False)
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    with pytest.raises(CommandError, match="请设置 TOUYAN_ADMIN_PASSWORD"):
        call_command("init", **TOWN)
    assert not Organisation.objects.exists()


def test_a_password_that_everybody_tries_is_refused_and_nothing_is_made(monkeypatch):
    monkeypatch.setenv("TOUYAN_ADMIN_PASSWORD", "password")
    with pytest.raises(CommandError):
        call_command("init", **TOWN)
    assert not Organisation.objects.exists()


def test_with_a_password_there_is_a_town_and_somebody_who_can_sign_in_once(monkeypatch):
    monkeypatch.setenv("TOUYAN_ADMIN_PASSWORD", "correct-horse-battery-9")
    call_command("init", **TOWN, stdout=io.StringIO())
    town = home_town()
    assert town is not None
    assert town.name == "吴山镇"
    assert list(Person.objects.values_list("login", flat=True)) == ["wang"]
    with pytest.raises(CommandError, match="已经有乡镇了"):
        call_command("init", **TOWN)
