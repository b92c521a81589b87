"""Briefs: drafted of frozen numbers, edited, explained, signed; each number leads to its snapshot."""

import io
from datetime import date
from uuid import uuid4

import pytest
from docx import Document
from docx.oxml.ns import qn

from tests.figures.words import edited, part, template, texts
from touyan.figures.acts import declare, withdraw_declared
from touyan.figures.acts.writing import (
    amend,
    draft_brief,
    explain,
    keep_template,
    redraft,
    sign_brief,
)
from touyan.figures.models import Brief, Snapshot
from touyan.figures.reads.briefs import brief_of
from touyan.figures.reads.snapshots import differences
from touyan.kernel import journal
from touyan.kernel.models import Entry
from touyan.kernel.refused import Refused
from touyan.orders.models import Order
from touyan.town.rules import FOUNDER

pytestmark = pytest.mark.django_db

PLACED, SENT_UP = '{{ f["orders.placed"] }}', '{{ f["orders.escalated"] }}'
LINES = (
    "{{ scope }}（{{ since }}至{{ until }}）",
    f"共收集需求{PLACED}项，其中上报{SENT_UP}项。",
    "{{ today }}",
)
SEPTEMBER = {"since": date(2021, 9, 1), "until": date(2021, 9, 30)}
FILE = "word/document.xml"


@pytest.fixture
def draft(town, dispatcher, september):
    def make(*lines, by=dispatcher, organisation=town, **more):
        kept = keep_template(
            by=FOUNDER, organisation=town, name="t", label="简报", docx=template(*(lines or LINES))
        ).about
        told = {**SEPTEMBER, **more}
        return draft_brief(by=by, template=kept, organisation=organisation, **told).about

    return make


@pytest.fixture
def told(town):
    def make(figure, value, **more):
        says = {"source": "2021年年报", "signer": "党政办", **SEPTEMBER, **more}
        return declare(by=FOUNDER, figure=figure, organisation=town, value=value, **says).about

    return make


def document(brief):
    return bytes(Brief.objects.get(pk=brief.pk).document)


def links(data):
    """(text, address) of every link, as another reader finds them."""
    made = Document(io.BytesIO(data))
    nodes = made.element.body.iter(qn("w:hyperlink"))
    return [
        ("".join(t.text for t in node.iter(qn("w:t"))), made.part.rels[node.get(qn("r:id"))].target_ref)
        for node in nodes
    ]  # fmt: skip


def change(brief, before, after):
    return edited(document(brief), before, after)


def as_typed(brief, snapshot_text):
    """The file with its first number no longer a link, as somebody types over it."""
    made = Document(io.BytesIO(document(brief)))
    link = next(made.element.body.iter(qn("w:hyperlink")))
    run = link[0]
    next(run.iter(qn("w:t"))).text = snapshot_text
    link.addprevious(run)
    link.getparent().remove(link)
    file = io.BytesIO()
    made.save(file)
    file.seek(0)
    return file


def open_marks(brief):
    rows = brief.marks.filter(reason="").order_by("id")
    return [(mark.typed, mark.figure, mark.value) for mark in rows]


# Drafting --------------------------------------------------------------------------------------


def test_a_brief_tells_the_numbers_and_the_words_of_its_scope(draft, loop):
    loop.escalated()
    loop.accepted()
    brief = draft()
    assert texts(document(brief)) == [
        "吴山镇（2021年9月1日至2021年9月30日）",
        "共收集需求2项，其中上报1项。",
        "2021年9月17日",
    ]


def test_each_number_is_a_link_to_a_snapshot_of_the_same_value(draft, loop, settings):
    settings.BASE_URL = "https://town.example"
    loop.escalated()
    loop.accepted()
    found = links(document(draft()))
    assert [text for text, _address in found] == ["2", "1"]
    for text, address in found:
        number = address.removeprefix("https://town.example/desk/figures/snapshots/").strip("/")
        assert str(Snapshot.objects.get(pk=number).value) == text


def test_the_numbers_look_as_the_template_says(draft, loop, town, dispatcher):
    made = Document(template(PLACED))
    made.paragraphs[0].runs[0].bold = True
    file = io.BytesIO()
    made.save(file)
    file.seek(0)
    kept = keep_template(by=FOUNDER, organisation=town, name="t", label="t", docx=file).about
    brief = draft_brief(by=dispatcher, template=kept, organisation=town, **SEPTEMBER).about
    (link,) = Document(io.BytesIO(document(brief))).paragraphs[0].hyperlinks
    assert [(run.text, run.bold) for run in link.runs] == [("0", True)]


def test_a_rate_is_shown_with_its_own_link(draft, loop):
    loop.accepted()
    brief = draft('按时接单率{{ rate["orders.accepted_on_time"] }}。')
    assert links(document(brief))[0][0] == "100.0%"
    assert open_marks(brief) == []


def test_the_same_form_sent_twice_is_one_brief(draft):
    key = uuid4()
    assert draft(key=key) == draft(key=key)
    assert Brief.objects.count() == 1


def test_a_brief_about_a_village_counts_no_other_villages_orders(
    draft, loop, placed, paibei, baihua
):
    placed("牌碑的路灯坏了。", village=paibei)
    loop.accepted()
    assert texts(document(draft(organisation=baihua)))[1] == "共收集需求1项，其中上报0项。"


@pytest.mark.parametrize("role", ["leader", "dispatcher", "admin"])
def test_who_leads_dispatches_or_administers_a_place_drafts_its_briefs(draft, somebody, town, role):
    assert draft(by=somebody("who", role, town)).state == "drafted"


@pytest.mark.parametrize("role", ["secretary", "officer", "lead", "clerk", "editor", "judge"])
def test_nobody_else_does(draft, somebody, town, role):
    with pytest.raises(Refused):
        draft(by=somebody("who", role, town))
    assert (Brief.objects.count(), Snapshot.objects.count()) == (0, 0)


def test_a_village_leader_drafts_nothing_about_the_town_or_a_neighbour(
    draft, somebody, town, baihua, paibei
):
    leader = somebody("head", "leader", baihua)
    assert draft(by=leader, organisation=baihua).organisation == baihua
    for place in (town, paibei):
        with pytest.raises(Refused):
            draft(by=leader, organisation=place)
    assert Brief.objects.count() == 1


def test_a_village_leader_sees_no_brief_of_the_town_or_a_neighbour(
    draft, somebody, town, baihua, paibei
):
    leader = somebody("head", "leader", baihua)
    theirs, other, towns = (draft(organisation=place) for place in (baihua, paibei, town))
    assert brief_of(leader, theirs.pk) == theirs
    assert (brief_of(leader, other.pk), brief_of(leader, towns.pk)) == (None, None)


def test_days_the_wrong_way_round_are_refused(draft):
    with pytest.raises(Refused, match="lies before"):
        draft(since=date(2021, 10, 1))


def test_deleting_an_order_changes_a_new_brief_and_the_old_number_says_which_went(
    draft, loop, leader
):
    goes, _stays = loop.escalated()[0], loop.accepted()
    old = draft()
    gone = goes.pk
    Order.objects.filter(pk=gone).delete()
    assert texts(document(draft()))[1] == "共收集需求1项，其中上报0项。"
    assert texts(document(old))[1] == "共收集需求2项，其中上报1项。"
    snapshot = old.numbers.get(figure="orders.placed").snapshot
    found = differences(snapshot, leader)
    assert (found.went, found.came, found.value) == ([gone], [], 1)
    assert found.changes[gone].about == f"order:{gone}"


def test_the_journal_replays_a_brief_and_finds_a_file_that_was_changed_behind_it(draft, leader):
    brief = draft()
    redraft(by=leader, brief=brief)
    sign_brief(by=leader, brief=brief)
    assert list(journal.faults()) == []
    assert [e.name for e in Entry.objects.filter(about=f"brief:{brief.pk}").order_by("seq")] == [
        "figures.draft_brief", "figures.redraft", "figures.sign_brief",
    ]  # fmt: skip
    Brief.objects.filter(pk=brief.pk).update(document=b"another", digest="0" * 64)
    assert [fault.split(":")[2].strip().split(" ")[0] for fault in journal.faults()] == [
        "digest",
        "its",
    ]


# Declared numbers ------------------------------------------------------------------------------

LIKE_THESE = (
    '安排活动{{ f["town.residents"] }}项，{{ f["town.households"] }}类对象。', "{{ declared_note }}",
)  # fmt: skip


def test_a_declared_number_is_marked_and_the_note_says_who_answers_for_it(draft, told):
    told("town.residents", 15)
    told("town.households", 600, at_least=True)
    assert texts(document(draft(*LIKE_THESE))) == [
        "安排活动15*项，600余*类对象。",
        "（注：标*的数字系申报，未经系统逐条计数；来源为2021年年报，由党政办签报。）",
    ]


def test_the_mark_stands_high_and_outside_the_link(draft, told):
    told("town.residents", 15)
    told("town.households", 3)
    xml = part(document(draft(*LIKE_THESE)), FILE)
    assert links(document(Brief.objects.get()))[0][0] == "15"
    assert xml.count('<w:vertAlign w:val="superscript"/></w:rPr><w:t>*</w:t>') == 2


def test_a_lower_bound_that_is_not_round_says_at_least(draft, told):
    told("town.residents", 15)
    told("town.households", 612, at_least=True)
    assert texts(document(draft(*LIKE_THESE)))[0] == "安排活动15*项，至少612*类对象。"


def test_without_declared_numbers_there_is_no_note_and_no_empty_line(draft):
    assert texts(document(draft("好", "{{ declared_note }}"))) == ["好"]


def test_the_note_comes_by_itself_where_a_template_forgets_it(draft, told):
    told("town.residents", 15)
    said = texts(document(draft('活动{{ f["town.residents"] }}项。')))
    assert (len(said), said[1].startswith("（注：标*")) == (2, True)


def test_what_nobody_declared_is_a_gap_and_keeps_it_from_being_signed(draft, told, leader):
    told("town.residents", 15)
    brief = draft(*LIKE_THESE)
    assert texts(document(brief))[0] == "安排活动15*项，〔缺〕类对象。"
    assert open_marks(brief) == [("", "town.households", None)]
    with pytest.raises(Refused):
        sign_brief(by=leader, brief=brief)
    told("town.households", 3)
    redraft(by=leader, brief=brief)
    assert sign_brief(by=leader, brief=brief).about.state == "signed"


def test_a_number_declared_of_another_place_or_period_is_not_told(draft, told, baihua):
    told("town.residents", 15, since=date(2020, 1, 1), until=date(2020, 12, 31))
    told("town.households", 3)
    brief = draft(*LIKE_THESE, organisation=baihua)
    assert texts(document(brief))[0] == "安排活动〔缺〕项，〔缺〕类对象。"


def test_what_was_taken_back_is_a_gap_again(draft, told):
    row = told("town.residents", 15)
    told("town.households", 3)
    withdraw_declared(by=FOUNDER, declared=row, reason="看错了", signer="党政办")
    assert texts(document(draft(*LIKE_THESE)))[0] == "安排活动〔缺〕项，3*类对象。"


def test_of_two_periods_the_newest_is_told_with_its_bound_and_who_answers_for_it(draft, told, town):
    told("town.residents", 48000, since=date(2021, 1, 1), until=date(2021, 6, 30))
    told("town.residents", 47000, since=date(2020, 1, 1), until=date(2020, 12, 31), at_least=True)
    newest = told(
        "town.residents", 48200, since=date(2021, 1, 1), until=date(2021, 8, 31),
        at_least=True, source="八月报表", signer="派出所",
    )  # fmt: skip
    told("town.residents", 49000, since=date(2021, 1, 1), until=date(2021, 12, 31))
    told("town.households", 3)
    brief = draft(*LIKE_THESE, since=date(2020, 1, 1))
    line, note = texts(document(brief))
    assert line == "安排活动48200余*项，3*类对象。"
    assert "来源为八月报表，由派出所签报" in note
    assert brief.numbers.get(figure="town.residents").snapshot.ids == [newest.pk]


# Marks -----------------------------------------------------------------------------------------


def test_a_number_typed_into_the_template_is_marked_with_both_numbers(draft, loop, leader):
    loop.accepted()
    brief = draft("共收集需求70项，召开座谈会。")
    assert open_marks(brief) == [("70项", "orders.placed", 1)]
    assert brief.marks.get().snapshot.value == 1
    with pytest.raises(Refused, match="1 number in the text"):
        sign_brief(by=leader, brief=brief)


def test_a_number_typed_over_ours_is_marked_and_corrected_it_is_not(
    draft, loop, dispatcher, leader
):
    loop.accepted()
    brief = draft()
    amend(by=dispatcher, brief=brief, docx=as_typed(brief, "7"))
    assert open_marks(brief) == [("7项", "orders.placed", 1)]
    amend(by=dispatcher, brief=brief, docx=change(brief, ">7<", ">1<"))
    assert open_marks(brief) == []
    assert sign_brief(by=leader, brief=brief).about.signed_by == leader


def test_a_number_changed_within_its_link_is_marked(draft, loop, dispatcher):
    loop.accepted()
    brief = draft()
    amend(by=dispatcher, brief=brief, docx=change(brief, "<w:t>1</w:t>", "<w:t>2</w:t>"))
    assert open_marks(brief) == [("2", "orders.placed", 1)]


@pytest.mark.parametrize("typed", ["10项", "19件", "1万件", "1,900件"])
def test_a_number_that_only_begins_like_ours_is_another(draft, loop, dispatcher, leader, typed):
    loop.accepted()
    brief = draft()
    amend(by=dispatcher, brief=brief, docx=change(brief, "<w:t>1</w:t>", f"<w:t>{typed}</w:t>"))
    assert open_marks(brief) == [(typed, "orders.placed", 1)]


def test_words_that_slip_into_a_link_are_no_fault(draft, loop, dispatcher):
    loop.accepted()
    brief = draft()
    amend(by=dispatcher, brief=brief, docx=change(brief, "<w:t>1</w:t>", "<w:t> 1项</w:t>"))
    assert open_marks(brief) == []


def test_a_link_kept_as_a_field_as_wps_does_is_read(draft, loop, dispatcher):
    loop.accepted()
    brief = draft()
    amend(by=dispatcher, brief=brief, docx=as_fields(document(brief)))
    kept = Brief.objects.get()
    numbers = {number.snapshot_id for number in brief.numbers.all()}
    assert {s for _kind, pieces in kept.text for _t, s in pieces if s} == numbers
    assert open_marks(brief) == []


def as_fields(data):
    """Every link as a field, which is how WPS saves them."""
    made = Document(io.BytesIO(data))
    for link in list(made.element.body.iter(qn("w:hyperlink"))):
        address = made.part.rels[link.get(qn("r:id"))].target_ref
        runs = list(link)
        for kind, words in (
            ("begin", None),
            (None, f' HYPERLINK "{address}" '),
            ("separate", None),
        ):
            run = link.makeelement(qn("w:r"), {})
            node = link.makeelement(qn("w:fldChar" if kind else "w:instrText"), {})
            if kind:
                node.set(qn("w:fldCharType"), kind)
            else:
                node.text = words
            run.append(node)
            link.addprevious(run)
        for run in runs:
            link.addprevious(run)
        run = link.makeelement(qn("w:r"), {})
        node = link.makeelement(qn("w:fldChar"), {qn("w:fldCharType"): "end"})
        run.append(node)
        link.addprevious(run)
        link.getparent().remove(link)
    file = io.BytesIO()
    made.save(file)
    file.seek(0)
    return file


def test_a_reason_settles_a_mark_and_stays_when_the_text_is_sent_again(
    draft, loop, dispatcher, leader
):
    loop.accepted()
    brief = draft("共收集需求70项。")
    explain(by=dispatcher, brief=brief, mark=brief.marks.get(), reason="含上年结转。")
    amend(by=dispatcher, brief=brief, docx=change(brief, "需求70项。", "需求70项。好。"))
    (mark,) = brief.marks.all()
    assert (mark.reason, mark.explained_by) == ("含上年结转。", dispatcher)
    assert sign_brief(by=leader, brief=brief).about.state == "signed"


def test_a_reason_holds_for_that_number_only(draft, loop, dispatcher):
    loop.accepted()
    brief = draft("共收集需求70项。")
    explain(by=dispatcher, brief=brief, mark=brief.marks.get(), reason="含上年结转。")
    amend(by=dispatcher, brief=brief, docx=change(brief, "70项", "71项"))
    assert open_marks(brief) == [("71项", "orders.placed", 1)]


def test_an_empty_reason_settles_nothing(draft, loop, dispatcher):
    brief = draft("共收集需求70项。")
    with pytest.raises(Refused):
        explain(by=dispatcher, brief=brief, mark=brief.marks.get(), reason="  ")
    assert len(open_marks(brief)) == 1


def test_what_is_said_of_a_village_is_not_compared_with_the_town(draft, baihua, loop):
    loop.accepted()
    assert open_marks(draft("百花社区收集需求70项。")) == []


# Signing ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["dispatcher", "admin"])
def test_only_a_leader_signs(draft, somebody, town, role):
    with pytest.raises(Refused, match="not yours"):
        sign_brief(by=somebody("who", role, town), brief=draft())


def test_a_leader_of_a_village_does_not_sign_for_the_town(draft, somebody, baihua):
    with pytest.raises(Refused, match="not yours"):
        sign_brief(by=somebody("head", "leader", baihua), brief=draft())


def test_what_is_signed_stays(draft, dispatcher, leader):
    brief = draft()
    sign_brief(by=leader, brief=brief)
    before = Brief.objects.values().get()
    for act in (
        lambda: redraft(by=dispatcher, brief=brief),
        lambda: amend(by=dispatcher, brief=brief, docx=change(brief, "需求", "诉求")),
        lambda: sign_brief(by=leader, brief=brief),
    ):
        with pytest.raises(Refused, match="not possible now"):
            act()
    assert Brief.objects.values().get() == before


def test_redrafting_takes_todays_numbers_and_the_newest_template(draft, loop, town, dispatcher):
    brief = draft()
    loop.accepted()
    again = template("现有点单{{ f['orders.placed'] }}项。")
    keep_template(by=FOUNDER, organisation=town, name="t", label="简报", docx=again)
    redraft(by=dispatcher, brief=brief)
    assert texts(document(brief)) == ["现有点单1项。"]
    assert (brief.numbers.count(), Brief.objects.get().template.version) == (1, 2)


def test_a_template_sent_as_the_edited_brief_is_refused(draft, dispatcher):
    brief = draft()
    before = document(brief)
    with pytest.raises(Refused, match="This is a template"):
        amend(by=dispatcher, brief=brief, docx=template(*LINES))
    assert document(brief) == before
