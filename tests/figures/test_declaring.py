"""Numbers that nobody here counted: each an entry, the last one stands, none is edited."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from touyan.figures.acts import declare, withdraw_declared
from touyan.figures.models import Declared
from touyan.figures.reads.declared import chain, standing
from touyan.kernel import clock
from touyan.kernel.models import Entry
from touyan.kernel.refused import Refused

pytestmark = pytest.mark.django_db
KEY, YEAR = "plans.activities", (date(2020, 1, 1), date(2020, 12, 31))


@pytest.fixture
def say(town, leader):
    """Declares a number of the town's year: `say(15)`."""

    def make(value: int, **other: object) -> Declared:
        facts = {"figure": KEY, "organisation": town, "since": YEAR[0], "until": YEAR[1]}
        facts |= {"source": "2020年工作总结", "signer": "镇党政办", "by": leader}
        return declare(value=value, **{**facts, **other}).about

    return make


def test_a_number_is_declared_with_its_source_and_who_answers_for_it(say, town, leader):
    row = say(600, at_least=True)
    assert standing(KEY, town, *YEAR) == row
    assert (row.value, row.at_least, row.source, row.signer, row.by) == (
        600, True, "2020年工作总结", "镇党政办", leader.signed,
    )  # fmt: skip
    assert Entry.objects.get(about=f"declared:{row.pk}").data["value"] == 600


def test_said_again_it_is_one_entry_and_said_otherwise_two(say, town):
    first, again, other = say(15), say(15), say(16)
    assert (again, other.replaces) == (first, first)
    assert [row.value for row in chain(first)] == [15, 16]
    assert standing(KEY, town, *YEAR) == other


def test_what_was_taken_back_can_be_declared_anew(say, town, leader):
    row = say(15)
    gone = withdraw_declared(by=leader, declared=row, reason="数错了", signer="镇党政办").about
    assert (gone.value, gone.replaces, gone.source) == (None, row, "数错了")
    new = say(14)
    assert [entry.value for entry in chain(row)] == [15, None, 14]
    assert standing(KEY, town, *YEAR) == new


def test_only_what_stands_can_be_taken_back(say, leader):
    old, new = say(15), say(16)
    with pytest.raises(Refused):
        withdraw_declared(by=leader, declared=old, reason="数错了", signer="镇党政办")
    withdraw_declared(by=leader, declared=new, reason="数错了", signer="镇党政办")
    with pytest.raises(Refused):
        withdraw_declared(by=leader, declared=new, reason="数错了", signer="镇党政办")


@pytest.mark.parametrize(
    "wrong",
    [{"source": " "}, {"signer": ""}, {"since": date(2021, 1, 1)}],
)
def test_what_cannot_stand_is_refused_and_leaves_nothing(say, wrong):
    with pytest.raises(Refused):
        say(15, **wrong)
    assert (
        Declared.objects.count(),
        Entry.objects.filter(about__startswith="declared").count(),
    ) == (0, 0)


@pytest.mark.parametrize("who", ["secretary", "officer", "resident", "other_secretary"])
def test_nobody_declares_for_a_place_that_is_not_theirs(request, say, who):
    with pytest.raises(Refused):
        say(15, by=request.getfixturevalue(who))


def test_a_chain_cannot_fork(say, town, leader):
    first = say(15)
    say(16)
    with pytest.raises(IntegrityError), transaction.atomic():
        Declared.objects.create(
            figure=KEY, organisation=town, since=YEAR[0], until=YEAR[1], value=17, source="x",
            signer="y", replaces=first, at=clock.now(), by=leader.signed,
        )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Declared.objects.create(
            figure=KEY, organisation=town, since=YEAR[0], until=YEAR[1], value=17, source="x",
            signer="y", at=clock.now(), by=leader.signed,
        )  # fmt: skip
