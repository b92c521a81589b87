"""The same request twice at the same moment: one order, one answer."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client as Browser

from tests.api.v1.conftest import APP
from touyan.api.models import Client, Sent
from touyan.kernel import journal
from touyan.orders.models import Order
from touyan.town.models import Organisation

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE, ROUNDS = 6, 5


def sent_at_once(village: str, key: str, words: list[str]) -> list[tuple[int, bytes]]:
    barrier = Barrier(len(words), timeout=120)

    def send(said: str) -> tuple[int, bytes]:
        try:
            connection.ensure_connection()
            barrier.wait()
            response = Browser().post(
                "/api/v1/orders", json.dumps({"village": village, "words": said}), "application/json",
                headers={"Authorization": f"Bearer {APP}", "Idempotency-Key": key},
            )  # fmt: skip
            return response.status_code, response.content
        finally:
            connection.close()

    with ThreadPoolExecutor(len(words)) as pool:
        return list(pool.map(send, words))


def test_however_many_come_at_once_there_is_one_order_and_one_answer(
    app: Client, baihua: Organisation
):
    for made in range(1, ROUNDS + 1):
        answers = sent_at_once(baihua.code, str(uuid4()), ["路灯不亮。"] * AT_ONCE)
        assert ({status for status, _body in answers}, len(set(answers))) == ({201}, 1)
        assert (Order.objects.count(), Sent.objects.count()) == (made, made)
    assert list(journal.faults()) == []


def test_of_two_matters_under_one_key_one_is_refused(app: Client, baihua: Organisation):
    for made in range(1, ROUNDS + 1):
        answers = sent_at_once(baihua.code, str(uuid4()), ["路灯不亮。", "井盖松了。"])
        assert sorted(status for status, _body in answers) == [201, 422]
        assert Order.objects.count() == made
