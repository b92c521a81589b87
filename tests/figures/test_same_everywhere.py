"""Screen, Excel, JSON and snapshot of one moment never differ, whatever happened to the records."""

import json
import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from tests.desk.reading import refs, sheet
from tests.orders.stages import do
from touyan.figures.acts import take_snapshot
from touyan.kernel.figures import FIGURES
from touyan.kernel.numbers import spoken
from touyan.orders.models import Order

pytestmark = pytest.mark.django_db


def test_screen_excel_json_and_snapshot_tell_the_same(loop, of, town, leader, dispatcher):
    orders = [loop.placed()[0] for _ in range(4)] + [loop.escalated()[0] for _ in range(3)]
    do("decline", dispatcher, orders[5], reason="private", rule="《民法典》", next_door="司法所")
    Order.objects.filter(pk=orders[0].pk).delete()
    scope, browser = of(town), Client()
    browser.force_login(leader)
    out = StringIO()
    days = {"since": "2021-09-01", "until": "2021-09-30"}
    call_command("figures", "--json", org=town.code, stdout=out, **days)
    from_json = {key: one["value"] for key, one in json.loads(out.getvalue())["figures"].items()}
    keys = [key for key in FIGURES if key.startswith("orders.")]
    told = {key: {"json": from_json[key]} for key in keys}
    for key in keys:
        kept = take_snapshot(by=leader, figure=FIGURES[key], scope=scope).about
        query = {"org": town.code, **days}
        page = browser.get(f"/desk/figures/{key}/", query)
        rows = sheet(browser.post(f"/desk/figures/{key}/export/", query))
        told[key] |= {
            "screen": _number(page, key),
            "excel": len(rows) - 1,
            "snapshot": kept.value,
            "its page": _number(browser.get(f"/desk/figures/snapshots/{kept.pk}/"), kept.pk),
        }
        assert refs(page) == [row[0] for row in rows[1:]] == [spoken(pk) for pk in kept.ids[::-1]]
    assert {key: set(found.values()) for key, found in told.items()} == {
        key: {from_json[key]} for key in keys
    }
    assert (from_json["orders.placed"], from_json["orders.escalated"]) == (6, 3)


def _number(page, of) -> int:
    kind = "snapshot" if isinstance(of, int) else "figure"
    body = page.content.decode().split(f'data-{kind}="{of}"')[1]
    return int(re.search(r">\s*(\d+)<", body)[1])
