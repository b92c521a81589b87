"""The tests stand on each other's ground: what one commits, the next does not find."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from wagtail.models import Page

from tests.restored import Given, given, restore

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_a_test_commits_is_taken_back_and_what_it_took_away_is_there_again(
    django_db_setup: Given, placed: Callable[..., Any]
) -> None:
    placed("水管漏了。")
    Page.objects.update(title="别的页面")
    Permission.objects.all().delete()
    changed = {name for name, rows in given().items() if rows != django_db_setup[name]}
    assert {
        "orders_order",
        "kernel_entry",
        "kernel_words",
        "wagtailcore_page",
        "auth_permission",
    } <= changed
    restore(django_db_setup)
    assert given() == django_db_setup
