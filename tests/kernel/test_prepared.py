"""What is prepared once is asked, answered and written as the ORM itself would."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.db.models import Count
from django.test.utils import CaptureQueriesContext

from touyan.kernel.models import Entry, Sent, Tries
from touyan.kernel.prepared import Prepared, insert
from touyan.orders.models import Requester
from touyan.town.models import CalendarDay, Organisation

pytestmark = pytest.mark.django_db
NOON = datetime(2021, 9, 17, 12, tzinfo=UTC)


def entry(**more):
    given = {"about": "order:1", "seq": 1, "name": "orders.place", "by": "visitor", "at": NOON}
    return Entry(**(given | {"data": {"words": "路灯", "n": [1, None]}, "digest": "0" * 64} | more))


def test_rows_of_columns_are_what_the_orm_gives():
    for key, count in (("a", 1), ("b", 2), ("c", 3)):
        Tries.objects.create(key=key, until=NOON, count=count)

    def rows(least):
        return Tries.objects.filter(count__gte=least).order_by("key").values_list("key", "until")

    asked = Prepared(rows, 71)
    assert asked(2) == list(rows(2)) == [("b", NOON), ("c", NOON)]
    assert asked(9) == []


def test_rows_of_a_model_are_what_the_orm_gives(town, baihua):
    asked = Prepared(lambda parent: Organisation.objects.filter(parent=parent).order_by("code"), 71)
    found, expected = asked(town), list(town.children.order_by("code"))
    assert found == expected == [baihua]
    assert [vars(one) | {"_state": 0} for one in found] == [
        vars(one) | {"_state": 0} for one in expected
    ]
    assert (found[0]._state.adding, found[0]._state.db) == (False, "default")


def test_what_is_joined_and_what_is_counted_besides_comes_as_the_orm_gives_it(town, baihua):
    def rows(least):
        return (
            Organisation.objects.filter(pk__gte=least)
            .select_related("parent__parent", "town")
            .annotate(below=Count("children"))
            .order_by("code")
        )

    found, expected = Prepared(rows, 7_000_001)(town.pk), list(rows(town.pk))
    assert [(one, one.below) for one in found] == [(one, one.below) for one in expected]
    with CaptureQueriesContext(connection) as asked:
        for one, other in zip(found, expected, strict=True):
            assert (one.parent, one.town) == (other.parent, other.town)
            assert one.parent is None or one.parent.parent == other.parent.parent
    assert len(asked) == 0
    assert {one.parent for one in found} > {town}  # and one that is joined to nothing
    assert [one.below for one in found if one == town] == [
        Organisation.objects.filter(parent=town).count()
    ]


def test_a_second_question_says_the_same_with_other_values_and_makes_no_query_anew():
    made = []

    def rows(key):
        made.append(key)
        return Tries.objects.filter(key=key).values_list("count")

    asked = Prepared(rows, "key")
    Tries.objects.create(key="a", until=NOON, count=4)
    assert [asked("a"), asked("b"), asked("key"), asked("' OR 1=1 --")] == [[(4,)], [], [], []]
    assert made == ["key"]


def test_days_moments_and_keys_are_given_as_the_database_takes_them(town):
    day, key = date(2031, 5, 1), uuid4()
    CalendarDay.objects.create(town=town, day=day, working=False, source="test")
    Sent.objects.create(key=key, at=NOON)
    days = Prepared(
        lambda whose, on: CalendarDay.objects.filter(town=whose, day=on).values_list("day", "working"),
        71, date(1971, 1, 1),
    )  # fmt: skip
    sent = Prepared(
        lambda one, at: Sent.objects.filter(key=one, at__gte=at).values_list("key", "at"),
        UUID(int=7), datetime(1971, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    assert days(town, day) == [(day, False)]
    assert sent(key, NOON) == [(key, NOON)]
    assert sent(uuid4(), NOON) == []


def test_a_value_that_the_question_does_not_hold_is_a_mistake_and_said_so():
    asked = Prepared(lambda _key: Tries.objects.values_list("key"), "key")
    with pytest.raises(ValueError, match="not among the parameters"):
        asked("a")


def test_an_inserted_row_is_the_row_that_saving_makes():
    saved, written = entry(about="order:2"), entry()
    saved.save(force_insert=True)
    assert insert(written) is written
    assert (written._state.adding, written.pk) == (False, saved.pk + 1)
    one, other = (
        Entry.objects.values(*[f.name for f in Entry._meta.fields if f.name not in ("id", "about")])
        .filter(pk=row.pk)
        .get()
        for row in (saved, written)
    )
    assert one == other
    written.name = "orders.accept"
    written.save(update_fields=["name"])
    assert Entry.objects.get(pk=written.pk).name == "orders.accept"


def test_what_is_sealed_is_sealed_and_a_second_row_has_values_of_its_own(placed):
    order, _first = placed()
    row = Requester(
        order=order,
        name="周桂英",
        phone="13900001234",
        receipt="r" * 16,
        receipt_blind="x",
        at=NOON,
    )
    other = Requester(order=order, name="李", receipt="s" * 16, receipt_blind="y", at=NOON)
    insert(row)
    insert(other)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM orders_requester WHERE id = %s", [row.pk])
        assert "周桂英" not in cursor.fetchone()[0]
    assert Requester.objects.get(pk=row.pk).name == "周桂英"
    assert Requester.objects.get(pk=other.pk).name == "李"


def test_what_the_database_refuses_is_refused_here_too():
    insert(entry())
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(entry())
    assert Entry.objects.count() == 1


def test_what_is_kept_of_a_question_holds_nobodys_connection():
    asked = Prepared(lambda key: Tries.objects.filter(key=key).values_list("until"), "key")
    Tries.objects.create(key="a", until=NOON)
    assert asked("a") == [(NOON,)]
    kept = asked.said[connection.vendor].compiler.connection
    assert kept is not connections["default"]
    assert kept.connection is None


def test_an_insertion_is_one_statement():
    with CaptureQueriesContext(connection) as asked:
        insert(entry())
    assert len(asked) == 1
