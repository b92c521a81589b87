"""What was objected: sealed, read by few, each reading kept."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from touyan.kernel import clock
from touyan.kernel.models import Entry
from touyan.kernel.refused import Refused
from touyan.selections import acts
from touyan.selections.models import Objection, Selection
from touyan.selections.reads import objection_by_receipt, objections_visible_to
from touyan.selections.tasks import forget_objectors

pytestmark = pytest.mark.django_db
SECRETS = ("周桂英", "13900001234", "收了礼")


@pytest.fixture
def objected(on_notice):
    office = on_notice()
    objection = acts.object_to(
        by=acts.OBJECTOR, candidate=office.fresh(), name=SECRETS[0], phone=SECRETS[1],
        words=SECRETS[2],
    ).about  # fmt: skip
    return office, objection


def test_nothing_of_it_is_readable_at_rest_or_in_the_journal(objected):
    office, objection = objected
    acts.answer_objection(by=office.dispatcher, objection=objection, finding="没有收了礼的事。")
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, phone, words, finding FROM selections_objection")
        row = " ".join(cursor.fetchone())
    told = " ".join(str((entry.by, entry.data)) for entry in Entry.objects.all())
    assert [secret for secret in SECRETS if secret in row or secret in told] == []
    kept = Objection.objects.get()
    assert (kept.name, kept.phone, kept.words) == SECRETS


def test_each_reading_is_kept_once_in_ten_minutes(objected):
    office, objection = objected
    for _turn in range(3):
        acts.read_objection(by=office.dispatcher, objection=objection)
    acts.read_objection(by=office.leader, objection=objection)
    readings = Entry.objects.filter(name="selections.read_objection")
    assert [entry.by for entry in readings.order_by("id")] == [
        office.dispatcher.signed, office.leader.signed,
    ]  # fmt: skip
    with clock.at(clock.now() + acts.noticing.AGAIN):
        acts.read_objection(by=office.dispatcher, objection=objection)
    assert readings.count() == 3


def test_nobody_else_reads_or_answers_it(objected, admin, resident, other_secretary):
    office, objection = objected
    for person in (office.secretary, other_secretary, admin, resident):
        assert list(objections_visible_to(person)) == []
        with pytest.raises(Refused, match="Only those who look into objections"):
            acts.read_objection(by=person, objection=objection)
        with pytest.raises(Refused, match="“Answer it” is not yours to do here"):
            acts.answer_objection(by=person, objection=objection, finding="不属实。")
    assert list(objections_visible_to(office.dispatcher)) == [objection]


def test_whoever_it_is_about_neither_reads_nor_answers_it(objected, somebody, town):
    """Even where they work in the very office that reads objections."""
    _office, objection = objected
    about = objection.candidate.person
    about.roles.create(organisation=town, role="dispatcher", starts_on="2020-01-01")
    about.__dict__.pop("roles_today", None)
    assert list(objections_visible_to(about)) == []
    with pytest.raises(Refused, match="Only those who look into objections"):
        acts.read_objection(by=about, objection=objection)


def test_who_objected_is_forgotten_years_after_the_selection_was_over(objected):
    office, objection = objected
    acts.answer_objection(by=office.dispatcher, objection=objection, finding="没有收了礼的事。")
    assert at_night(1) == 0  # it is not over yet
    Selection.objects.filter(pk=objection.candidate.selection_id).update(
        closed_at=clock.now(), closed_by=office.leader
    )
    assert (at_night(1), at_night(1097), at_night(1097)) == (0, 1, 0)
    kept = Objection.objects.get()
    assert (kept.name, kept.phone, kept.words, kept.finding) == ("—", "", "—", "")
    assert (kept.receipt, kept.receipt_blind) == ("", None)
    assert objection_by_receipt(objection.receipt) is None
    assert objection_by_receipt("") is None
    assert Entry.objects.get(name="selections.forget_objector").by == "clock"


def at_night(days: int) -> int:
    night = (timezone.localtime(clock.now()) + timedelta(days=days)).replace(hour=2)
    with clock.at(night):
        return forget_objectors()
