"""The document that sets a plan out, as a file: attached by who runs the plan, read by who sees it."""

import io
from datetime import date

import pikepdf
import pytest

from tests.kernel.papers import SCRIPT, WORDS, hostile, locked, printed, upload
from touyan.kernel import journal
from touyan.kernel.models import Evidence
from touyan.plans import acts
from touyan.plans.models import Plan
from touyan.town.rules import FOUNDER

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(town, roads, officer) -> Plan:
    days = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}
    plan = acts.keep_plan(
        by=FOUNDER, host=town, code="p2026", name="年度计划", document="工作方案",
        document_on=date(2026, 1, 4), **days,
    ).about  # fmt: skip
    stream = acts.keep_workstream(by=FOUNDER, plan=plan, number=1, name="办好实事").about
    activity = acts.keep_activity(
        by=FOUNDER, plan=plan, number=1, workstream=stream, name="宣讲", lead=roads, **days
    ).about
    acts.keep_task(by=FOUNDER, activity=activity, name="排班", owner=officer, due_on=plan.ends_on)
    return acts.put_in_force(by=FOUNDER, plan=plan).about


@pytest.fixture
def browser(as_, dispatcher):
    made = as_(dispatcher)
    made.cookies["django_language"] = "en"
    return made


def attach(browser, plan, data, name="方案.pdf"):
    return browser.post(f"/desk/plans/{plan.pk}/document/add/", {"file": upload(data, name)})


def words_of(answer):
    with pikepdf.open(io.BytesIO(b"".join(answer.streaming_content))) as pdf:
        return pdf.pages[0].Contents.read_bytes()


def test_the_office_attaches_it_and_whoever_sees_the_plan_reads_it(browser, as_, secretary, plan):
    assert "The document as PDF" not in browser.get(f"/desk/plans/{plan.pk}/").content.decode()
    assert attach(browser, plan, printed()).status_code == 303
    reader = as_(secretary)
    assert f"/desk/plans/{plan.pk}/document/" in reader.get(f"/desk/plans/{plan.pk}/").content.decode()  # fmt: skip
    answer = reader.get(f"/desk/plans/{plan.pk}/document/")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    assert WORDS.encode() in words_of(answer)
    assert list(journal.faults()) == []


def test_a_later_one_takes_its_place_and_the_earlier_stays_in_the_file(browser, plan):
    attach(browser, plan, printed(1))
    attach(browser, plan, printed(2))
    plan.refresh_from_db()
    kept = Evidence.objects.filter(owner=f"plan:{plan.pk}").order_by("pk")
    assert [row.pk for row in kept][-1] == plan.document_file_id
    assert kept.count() == 2


def test_what_it_would_do_when_it_is_opened_is_gone(browser, plan):
    attach(browser, plan, hostile())
    plan.refresh_from_db()
    with plan.document_file.file.open("rb") as file:
        assert SCRIPT.encode() not in file.read()


@pytest.mark.parametrize(
    ("data", "why"), [(locked(), "Save it without"), (b"GIF89a", "is no PDF"), (b"", "empty")]
)
def test_what_is_no_document_is_refused_beside_the_field_and_changes_nothing(
    browser, plan, data, why
):
    answer = attach(browser, plan, data)
    assert answer.status_code == 422
    assert why in answer.content.decode()
    plan.refresh_from_db()
    assert (plan.document_file, Evidence.objects.count()) == (None, 0)


def test_nobody_else_attaches_one(as_, officer, secretary, plan):
    for person in (officer, secretary):
        assert attach(as_(person), plan, printed()).status_code == 404
    assert Evidence.objects.count() == 0


def test_a_plan_without_one_has_no_such_page(browser, plan):
    assert browser.get(f"/desk/plans/{plan.pk}/document/").status_code == 404


def test_the_next_years_plan_begins_without_it(browser, plan, dispatcher):
    attach(browser, plan, printed())
    plan.refresh_from_db()
    after = acts.roll_over(by=dispatcher, plan=plan, code="p2027", name="下一年", year=2027).about
    assert after.document_file is None


def test_a_closed_plan_takes_none(browser, plan):
    Plan.objects.filter(pk=plan.pk).update(state="closed", opened_at="2026-01-01T00:00Z", closed_at="2026-12-31T00:00Z")  # fmt: skip
    answer = attach(browser, plan, printed())
    assert answer.status_code == 422
    assert "This plan is closed" in answer.content.decode()
