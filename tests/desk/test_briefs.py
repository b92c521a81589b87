"""The briefs' pages: drafted, read, edited, explained, signed, saved as Word, printed."""

import io
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document

from tests.figures.words import edited, template, texts
from touyan.figures.acts.writing import draft_brief, keep_template
from touyan.figures.models import Brief, BriefTemplate, Job
from touyan.figures.papers import pdf
from touyan.figures.tasks import work_jobs
from touyan.kernel import clock
from touyan.town.rules import FOUNDER

pytestmark = pytest.mark.django_db

DAYS = {"since": date(2021, 1, 1), "until": date(2099, 12, 31)}
PLACED = '{{ f["orders.placed"] }}'


@pytest.fixture
def leader(somebody, town):
    return somebody("leader", "leader", town, name="镇长")


@pytest.fixture
def kept(town):
    def make(*lines, organisation=town, name="t"):
        docx = template(*lines)
        return keep_template(
            by=FOUNDER, organisation=organisation, name=name, label="试用简报", docx=docx
        ).about

    return make


@pytest.fixture
def draft(kept, town, dispatcher):
    def make(*lines, organisation=town):
        made = kept(*(lines or (f"共收集需求{PLACED}项。",)))
        return draft_brief(by=dispatcher, template=made, organisation=organisation, **DAYS).about

    return make


def upload(data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("brief.docx", data)


def saved(response) -> bytes:
    return b"".join(response.streaming_content)


def test_a_brief_is_drafted_from_a_form(as_, dispatcher, kept, town, placed):
    placed()
    made, browser = kept(f"共{PLACED}项。"), as_(dispatcher)
    page = browser.get("/desk/briefs/new/").content.decode()
    key = re.search(r'name="key" value="([^"]+)"', page)[1]
    sent = {
        "template": made.pk, "organisation": town.pk, "since": "2021-01-01", "until": "2099-12-31",
        "key": key,
    }  # fmt: skip
    answers = [browser.post("/desk/briefs/new/", sent) for _ in range(2)]
    brief = Brief.objects.get()
    assert [(a.status_code, a["Location"]) for a in answers] == [
        (303, f"/desk/briefs/{brief.pk}/")
    ] * 2
    assert texts(bytes(brief.document)) == ["共1项。"]


def test_what_cannot_be_drafted_comes_back_with_the_reason(as_, dispatcher, kept, town):
    made = kept("好")
    sent = {
        "template": made.pk, "organisation": town.pk, "since": "2021-02-01", "until": "2021-01-01",
        "key": "00000000-0000-4000-8000-000000000001",
    }  # fmt: skip
    answer = as_(dispatcher).post("/desk/briefs/new/", sent)
    assert answer.status_code == 422
    assert "The last day lies before the first." in answer.content.decode()
    assert Brief.objects.count() == 0


def test_the_page_says_what_the_word_file_says_and_each_number_leads_to_its_records(
    as_, leader, draft, placed
):
    placed()
    brief, browser = draft(), as_(leader)
    page = browser.get(f"/desk/briefs/{brief.pk}/").content.decode()
    (number,) = re.findall(r'href="(/desk/figures/snapshots/\d+/)"[^>]*>1</a>', page)
    said = re.search(r"<article[^>]*>(.*?)</article>", page, re.DOTALL)[1]
    assert re.sub(r"<[^>]+>|\s", "", said) == "共收集需求1项。"
    assert 'data-snapshot="' in browser.get(number).content.decode()
    word = browser.get(f"/desk/briefs/{brief.pk}/word/")
    assert texts(saved(word)) == ["共收集需求1项。"]
    assert word["Content-Disposition"].startswith("attachment")


def test_screen_and_word_of_one_snapshot_tell_the_same_after_the_records_changed(
    as_, leader, draft, placed
):
    order, _requester = placed()
    brief, browser = draft(), as_(leader)
    order.delete()
    page = browser.get(f"/desk/briefs/{brief.pk}/").content.decode()
    (address, shown) = re.search(
        r'href="(/desk/figures/snapshots/\d+/)"[^>]*>(\d+)</a>', page
    ).groups()
    snapshot = browser.get(address).content.decode()
    frozen = re.search(r'data-snapshot="\d+">\s*(\d+)<', snapshot)[1]
    assert {shown, frozen, texts(saved(browser.get(f"/desk/briefs/{brief.pk}/word/")))[0][5]} == {
        "1"
    }


def test_a_link_in_an_edited_file_to_a_number_of_elsewhere_is_no_link_on_the_page(
    as_, leader, draft, dispatcher, placed
):
    placed()
    other, brief, browser = draft("别的{{ f['orders.escalated'] }}项。"), draft(), as_(dispatcher)
    theirs = other.numbers.get().snapshot_id
    made = Document(io.BytesIO(bytes(brief.document)))
    (link,) = made.paragraphs[0].hyperlinks
    relation = made.part.rels[link._hyperlink.rId]
    relation._target = f"http://town.example/desk/figures/snapshots/{theirs}/"
    file = io.BytesIO()
    made.save(file)
    browser.post(f"/desk/briefs/{brief.pk}/amend/", {"docx": upload(file.getvalue())})
    page = browser.get(f"/desk/briefs/{brief.pk}/").content.decode()
    assert f'data-snapshot="{theirs}"' not in page


def test_a_mark_shows_both_numbers_and_a_reason_settles_it(as_, leader, draft, placed):
    placed()
    brief, browser = draft("共收集需求70项。"), as_(leader)
    address = f"/desk/briefs/{brief.pk}/"
    page = browser.get(address).content.decode()
    mark = brief.marks.get()
    assert "The text says 70项." in page
    assert re.search(rf'href="/desk/figures/snapshots/{mark.snapshot_id}/">1</a>', page)
    refused = browser.post(f"{address}sign/")
    assert refused.status_code == 409
    assert "1 number in the text is not what the figure is." in refused.content.decode()
    unsaid = browser.post(f"{address}explain/", {"mark": mark.pk, "reason": ""})
    assert unsaid.status_code == 422
    assert (
        browser.post(f"{address}explain/", {"mark": mark.pk, "reason": "含上年结转。"}).status_code
        == 303
    )
    assert "含上年结转。" in browser.get(address).content.decode()
    assert browser.post(f"{address}sign/").status_code == 303
    assert Brief.objects.get().signed_by == leader


def test_a_mark_of_another_brief_is_not_there(as_, dispatcher, draft):
    one, other = draft("共收集需求70项。"), draft("共收集需求71项。")
    sent = {"mark": other.marks.get().pk, "reason": "x"}
    assert as_(dispatcher).post(f"/desk/briefs/{one.pk}/explain/", sent).status_code == 404
    assert other.marks.get().reason == ""


def test_an_edited_file_is_taken_back_and_compared(as_, dispatcher, draft, placed):
    placed()
    brief, browser = draft(), as_(dispatcher)
    file = edited(bytes(brief.document), "共收集", "我镇召开动员会后共收集")
    answer = browser.post(f"/desk/briefs/{brief.pk}/amend/", {"docx": upload(file.getvalue())})
    assert answer.status_code == 303
    page = browser.get(f"/desk/briefs/{brief.pk}/").content.decode()
    assert "我镇召开动员会后共收集需求" in page
    assert "Edited by hand" in page


def test_what_is_no_word_file_comes_back_with_the_reason(as_, dispatcher, draft):
    brief = draft()
    answer = as_(dispatcher).post(f"/desk/briefs/{brief.pk}/amend/", {"docx": upload(b"%PDF")})
    assert answer.status_code == 409
    assert "This is not a .docx file" in answer.content.decode()


def test_words_that_somebody_typed_into_the_file_cannot_become_html(as_, dispatcher, draft):
    brief, browser = draft(), as_(dispatcher)
    file = edited(bytes(brief.document), "共收集", "&lt;script&gt;alert(1)&lt;/script&gt;共")
    browser.post(f"/desk/briefs/{brief.pk}/amend/", {"docx": upload(file.getvalue())})
    page = browser.get(f"/desk/briefs/{brief.pk}/").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page


def test_a_template_is_saved_changed_and_sent_back_as_the_next_version(
    as_, dispatcher, admin, kept, town
):
    made, browser = kept(f"共{PLACED}项。", name="orders"), as_(admin)
    word = saved(browser.get(f"/desk/briefs/templates/{made.pk}/"))
    file = edited(word, "共{{", "总共{{")
    sent = {
        "organisation": town.pk, "name": "orders", "label": "点单简报", "docx": upload(file.getvalue()),
    }  # fmt: skip
    assert browser.post("/desk/briefs/templates/", sent).status_code == 303
    assert [(t.version, t.label) for t in BriefTemplate.objects.order_by("id")] == [
        (1, "试用简报"), (2, "点单简报"),
    ]  # fmt: skip
    assert "点单简报" in browser.get("/desk/briefs/templates/").content.decode()


def test_a_template_that_is_not_understood_says_where(as_, admin, town):
    sent = {
        "organisation": town.pk, "name": "orders", "label": "点单简报",
        "docx": upload(template("好", "{{ nothing }}").getvalue()),
    }  # fmt: skip
    answer = as_(admin).post("/desk/briefs/templates/", sent)
    assert answer.status_code == 409
    assert "Paragraph 2: “nothing” is not the name of a figure." in answer.content.decode()
    assert BriefTemplate.objects.count() == 0


def test_a_village_leader_finds_only_their_own_places_in_the_forms(
    as_, somebody, kept, baihua, paibei, town
):
    kept("镇"), kept("牌碑", organisation=paibei)
    browser = as_(somebody("head", "leader", baihua))
    page = browser.get("/desk/briefs/new/").content.decode()
    offered = re.search(r'<select name="organisation".*?</select>', page, re.DOTALL)[0]
    assert re.findall(r'value="(\d+)"', offered) == [str(baihua.pk)]
    chosen = re.search(r'<select name="template".*?</select>', page, re.DOTALL)[0]
    assert re.findall(r'value="(\d+)"', chosen) == [
        str(BriefTemplate.objects.get(organisation=town).pk)
    ]


@pytest.mark.parametrize("address", ["", "new/", "templates/", "{brief}/"])
def test_the_pages_cost_at_most_six_queries_however_many_there_are(
    as_, leader, draft, kept, queries, address
):
    brief, browser = draft("共收集需求70项，召开座谈会{{ f['orders.placed'] }}次。"), as_(leader)
    few = queries(browser, f"/desk/briefs/{address.format(brief=brief.pk)}")
    for number in range(12):
        kept("好", name=f"t{number}")
        draft("共收集需求70项。")
    many = queries(browser, f"/desk/briefs/{address.format(brief=brief.pk)}")
    assert few == many <= 6


def test_the_list_is_turned_over_page_by_page(as_, leader, draft):
    briefs = [draft("好") for _ in range(27)]
    browser = as_(leader)
    first = browser.get("/desk/briefs/").content.decode()
    (after,) = re.findall(r'href="(\?after=\d+)"', first)
    rest = browser.get(f"/desk/briefs/{after}").content.decode()
    found = re.findall(r'href="/desk/briefs/(\d+)/"', first + rest)
    assert found == [str(brief.pk) for brief in reversed(briefs)]


@pytest.mark.skipif(
    pdf.program() is None, reason="needs LibreOffice, which this machine does not have"
)
def test_a_pdf_is_printed_in_the_background_for_whoever_asked(as_, leader, dispatcher, draft):
    brief, browser = draft("好，印出来。"), as_(leader)
    answer = browser.post(f"/desk/briefs/{brief.pk}/pdf/")
    work_jobs()
    job = Job.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/desk/figures/jobs/{job.pk}/")
    assert (job.state, job.name) == ("done", f"好 印出来 {DAYS['since']:%Y%m%d}-20991231.pdf")
    assert saved(browser.get(f"/desk/figures/jobs/{job.pk}/file/")).startswith(b"%PDF-")
    assert as_(dispatcher).get(f"/desk/figures/jobs/{job.pk}/file/").status_code == 404


def test_a_pdf_of_a_place_that_somebody_no_longer_leads_is_not_printed(as_, leader, draft):
    brief = draft()
    as_(leader).post(f"/desk/briefs/{brief.pk}/pdf/")
    leader.roles.update(ends_on=date(2021, 1, 1))
    with clock.at(clock.now()):
        work_jobs()
    assert (Job.objects.get().state, Job.objects.get().file.name) == ("failed", "")


def test_a_visitor_signs_in_first(draft):
    assert Client().get(f"/desk/briefs/{draft().pk}/").status_code == 302
