"""Files with people in them that leave the desk: who took each is written down, and said in the file."""

from io import BytesIO

import pytest
from django.utils import timezone
from pypdf import PdfReader

from tests.desk.reading import where_from
from touyan.kernel.models import Entry
from touyan.programmes import acts
from touyan.programmes.papers.font import chinese
from touyan.programmes.states import Eligibility

pytestmark = pytest.mark.django_db


def told(entry: Entry) -> str:
    """The moment that it was written down at, as the file says it."""
    return f"{timezone.localtime(entry.at):%Y-%m-%d %H:%M:%S}"


def test_a_list_of_orders_says_who_took_it_and_the_journal_how_many_of_where(
    as_, placed, secretary, baihua
):
    placed("周桂英家的路灯坏了。"), placed()
    answer = as_(secretary).post("/desk/orders/export/?queue=open&q=路灯")
    entry = Entry.objects.get(name="orders.take_list")
    assert where_from(answer) == [secretary.name, told(entry), f"person:{secretary.pk}#{entry.seq}"]
    assert (entry.by, entry.data) == (
        secretary.signed,
        {"what": "orders", "queue": "open", "organisations": [baihua.pk], "rows": 2},
    )


def test_each_taking_is_an_entry_and_what_the_list_refuses_is_none(as_, placed, secretary):
    placed()
    browser = as_(secretary)
    for _again in range(2):
        where_from(browser.post("/desk/orders/export/"))
    assert browser.post("/desk/orders/export/?state=lost").status_code == 422
    assert browser.get("/desk/orders/export/").status_code == 405
    assert Entry.objects.filter(name="orders.take_list").count() == 2


def test_a_ledger_says_who_took_it(as_, somebody, town, secretary):
    keeper = somebody("keeper", "admin", town.parent)
    answer = as_(keeper).post("/desk/town/ledgers/people/")
    entry = Entry.objects.get(name="town.take_ledger")
    about = f"organisation:{town.parent_id}"
    assert where_from(answer) == [keeper.name, told(entry), f"{about}#{entry.seq}"]
    assert (entry.about, entry.by, entry.data["what"]) == (about, keeper.signed, "people")
    assert entry.data["rows"] >= 2
    assert keeper.name not in str(entry.data)


@pytest.mark.skipif(chinese() is None, reason="needs a Chinese font")
def test_a_roster_on_paper_says_at_the_foot_of_each_page_who_had_it_made(
    as_, on_now, many, secretary
):
    session = on_now(eligibility=Eligibility.MEMBERS)
    for person in many(40):
        acts.book(by=secretary, session=session, person=person, reason="单位来人。")
    address = f"/desk/programmes/sessions/{session.pk}/roster"
    assert f'action="{address}.pdf"' in as_(secretary).get(f"{address}/").content.decode()
    answer = as_(secretary).post(f"{address}.pdf")
    entry = Entry.objects.get(name="programmes.take_out")
    foot = f"{secretary.name} · {told(entry)} · session:{session.pk}#{entry.seq}"
    pages = [page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages]
    assert [foot in page for page in pages] == [True, True, True]
    assert (entry.by, entry.data) == (
        secretary.signed, {"what": "roster", "organisation": session.host_id, "rows": 40}
    )  # fmt: skip
