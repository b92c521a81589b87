"""The page for whoever runs the installation."""

from datetime import timedelta
from typing import Any

import pytest

from tests.desk.reading import said
from touyan.conf.management.commands import work
from touyan.kernel import clock, runs
from touyan.kernel.models import Run
from touyan.orders.models import Order

pytestmark = pytest.mark.django_db


def test_it_says_that_there_is_no_backup_until_there_is_one(as_: Any, admin: Any) -> None:
    warning = "There is no backup yet."
    assert warning in said(as_(admin).get("/desk/operations/"))
    with runs.noted("backup"):
        pass
    assert warning not in said(as_(admin).get("/desk/operations/"))


@pytest.mark.django_db(transaction=True)
def test_it_names_the_task_that_fails_and_how_often_and_never_what_it_quoted(
    as_: Any, admin: Any
) -> None:
    def lapse() -> None:
        raise ValueError("张三 13912345678")

    command = work.Command()
    command._run(lapse)
    command._run(lapse)
    page = said(as_(admin).get("/desk/operations/"))
    assert "desk.lapse" in page
    assert "ValueError" in page
    assert "张三" not in page
    assert Run.objects.get(pk="desk.lapse").failures == 2


def test_a_task_that_goes_well_again_is_no_longer_named(as_: Any, admin: Any) -> None:
    runs.failed("orders.lapse", 1, "ValueError")
    runs.went_well("orders.lapse", 1)
    assert "No task of the worker is failing." in said(as_(admin).get("/desk/operations/"))


def test_a_task_that_goes_well_costs_a_write_now_and_then_only(
    django_assert_num_queries: Any, town: Any
) -> None:
    def fold() -> None: ...

    command = work.Command()
    with django_assert_num_queries(1):
        for _ in range(5):
            command._run(fold)


def test_it_counts_what_is_open_and_what_is_overdue(as_: Any, admin: Any, placed: Any) -> None:
    for n in range(3):
        placed(f"第{n}件：路灯坏了。")
    late = Order.objects.order_by("pk")[:1].get()
    Order.objects.filter(pk=late.pk).update(due_at=clock.now() - timedelta(days=1))
    page = said(as_(admin).get("/desk/operations/"))
    assert "Open orders 3" in page
    assert "Past their date 1" in page


def test_it_costs_six_statements_at_most(as_: Any, admin: Any, placed: Any, queries: Any) -> None:
    placed()
    runs.failed("orders.lapse", 1, "ValueError")
    assert queries(as_(admin), "/desk/operations/") <= 6
