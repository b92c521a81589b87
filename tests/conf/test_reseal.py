"""A secret is changed without anybody noticing, and then the old one opens nothing any more."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from pytest_django import Settings

from touyan.kernel import sealed
from touyan.orders.models import Requester

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "a new secret of more than fifty characters, for which somebody threw dice"


def test_between_the_two_keys_everybody_is_served_and_afterwards_by_the_new_one_alone(
    placed: Callable[..., Any], settings: Settings, somebody: Callable[..., Any]
) -> None:
    _order, requester = placed(phone="13900001234")
    person = somebody("wang", phone="13900005678")
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], NEW
    address = f"/orders/r/{requester.receipt}/"
    assert Client().get(address).status_code == 200
    call_command("reseal", stdout=io.StringIO())
    settings.SECRET_KEY_FALLBACKS = []
    assert Client().get(address).status_code == 200
    again = Requester.objects.get(phone_blind=sealed.blind("13900001234", "phone"))
    assert (again.name, again.phone) == ("周桂英", "13900001234")
    person.refresh_from_db()
    assert person.phone == "13900005678"
    assert person.phone_blind == sealed.blind("13900005678", "phone")
    call_command("check", stdout=io.StringIO())


def test_the_old_key_opens_nothing_afterwards(
    placed: Callable[..., Any], settings: Settings
) -> None:
    placed(phone="13900001234")
    old = settings.SECRET_KEY
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [old], NEW
    call_command("reseal", stdout=io.StringIO())
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [], old
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM orders_requester")
        (stored,) = cursor.fetchone()
    with pytest.raises(sealed.Unreadable):
        sealed.unseal(stored)
