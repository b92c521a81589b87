"""How a piece comes to its readers: by another's approval, at its moment, and by no other way."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from wagtail.models import Page

from touyan.kernel import clock, journal, search
from touyan.kernel.models import Entry
from touyan.kernel.refused import Refused, Stale
from touyan.newsroom import acts
from touyan.newsroom.models import Approval, Article, Published
from touyan.newsroom.papers import rendered
from touyan.newsroom.reads import KIND, review_of
from touyan.newsroom.tasks import release_due

pytestmark = pytest.mark.django_db


def test_what_another_approves_is_published_as_it_was_read(published, town, editor, approver):
    row = published("食堂菜单", "<p>一荤两素。</p>", source="百花社区", theme="实事")
    assert (row.state, row.title, row.html, row.words) == (
        "published", "食堂菜单", "<p>一荤两素。</p>", "一荤两素。",
    )  # fmt: skip
    assert (row.source, row.theme, row.responsible_editor) == ("百花社区", "实事", "冯晓")
    approval = row.approvals.get()
    assert (approval.author, approval.by) == (editor, approver)
    assert Article.objects.get().live
    assert list(journal.faults()) == []


def test_an_author_cannot_approve_what_they_wrote(asked, approve, editor):
    with pytest.raises(Refused, match="You wrote in this yourself"):
        approve(asked(), by=editor)
    assert Published.objects.count() == 0


def test_whoever_wrote_a_sentence_in_it_cannot_approve_it_either(
    asked, approve, approver, again, town
):
    review = asked()
    acts.send_back(by=approver, town=town, review=review, reason="补一句。")
    review.sheet.current_workflow_state.cancel()
    second = again(review.sheet, by=approver, body="<p>补了一句。</p>")
    with pytest.raises(Refused, match="You wrote in this yourself"):
        approve(second)
    assert Published.objects.count() == 0


def test_the_database_refuses_an_approval_of_ones_own(published, editor):
    row = published()
    one = row.approvals.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.create(
            published=row, revision=one.revision, author=editor, by=editor, at=clock.now(),
            due_at=clock.now(), done_at=clock.now(),
        )  # fmt: skip


@pytest.mark.parametrize("who", ["resident", "secretary", "dispatcher", "lead"])
def test_nobody_but_editors_and_administrators_approves(request, asked, approve, who):
    review = asked()
    with pytest.raises(Refused, match="Only the newsroom's editors"):
        approve(review, by=request.getfixturevalue(who))
    assert Published.objects.count() == 0


def test_an_administrator_may_approve(asked, approve, admin):
    assert approve(asked(), by=admin).is_out


def test_a_new_piece_needs_its_responsible_editor(asked, approve):
    with pytest.raises(Refused, match="responsible editor"):
        approve(asked(responsible_editor=""))


def test_an_imported_one_may_lack_it_as_it_did(asked, approve):
    assert approve(asked(responsible_editor="", imported_from="old:1")).responsible_editor == ""


def test_approving_twice_is_stale(asked, approve):
    review = asked()
    approve(review)
    with pytest.raises(Stale):
        approve(review)
    assert Approval.objects.count() == 1


def test_a_text_that_changed_since_it_was_read_is_not_approved(asked, approve, again):
    review = asked()
    review.sheet.current_workflow_state.cancel()
    again(review.sheet, body="<p>别的话。</p>")
    with pytest.raises(Stale):
        approve(review)


def test_a_later_version_replaces_the_first_and_says_so(published, again, approve):
    row = published(body="<p>旧。</p>")
    first = row.dated_at
    sheet = Article.objects.get()
    row = approve(again(sheet, body="<p>新。</p>"))
    assert (row.html, row.dated_at, row.revised_at is not None) == ("<p>新。</p>", first, True)
    assert Published.objects.count() == 1


def test_a_planned_piece_waits_for_its_moment(asked, approve):
    moment = clock.now() + timedelta(hours=3)
    row = approve(asked(planned_for=moment))
    assert (row.state, row.out_at, Article.objects.get().live) == ("scheduled", None, False)
    assert release_due() == 0
    with clock.at(moment + timedelta(seconds=1)):
        assert release_due() == 1
        assert release_due() == 0
    row.refresh_from_db()
    assert (row.state, row.out_at) == ("published", moment + timedelta(seconds=1))
    assert Article.objects.get().live
    assert list(journal.faults()) == []


def test_what_was_planned_can_be_called_off(asked, approve, editor):
    moment = clock.now() + timedelta(hours=3)
    row = approve(asked(planned_for=moment))
    acts.call_off(by=editor, approval=row.approvals.get())
    with clock.at(moment + timedelta(seconds=1)):
        assert release_due() == 0
    row.refresh_from_db()
    assert row.state == "scheduled"


def test_withdrawing_leaves_a_note_in_its_place(published, editor):
    row = published("撤稿试验", "<p>一段话。</p>")
    assert search.ids(KIND, "撤稿", any_mark=[f"t{row.town_id}"]) == [row.pk]
    acts.withdraw(by=editor, published=row, note="日期写错了。")
    row.refresh_from_db()
    assert (row.state, row.withdrawn_note, Article.objects.get().live) == (
        "withdrawn", "日期写错了。", False,
    )  # fmt: skip
    assert search.ids(KIND, "撤稿", any_mark=[f"t{row.town_id}"]) == []
    assert list(journal.faults()) == []


def test_withdrawing_without_a_note_is_refused(published, editor):
    row = published()
    with pytest.raises(Refused, match="Say why"):
        acts.withdraw(by=editor, published=row, note=" ")
    row.refresh_from_db()
    assert row.is_out


def test_what_was_withdrawn_comes_back_by_approval_only(published, editor, again, approve):
    row = published()
    acts.withdraw(by=editor, published=row, note="改一处。")
    row = approve(again(Article.objects.get(), body="<p>改好了。</p>"))
    assert (row.state, row.withdrawn_note) == ("published", "")


def test_sending_back_tells_the_author_why(asked, approver, town):
    review = asked()
    acts.send_back(by=approver, town=town, review=review, reason="缺来源。")
    assert review_of(review.sheet) is None
    review.state.refresh_from_db()
    assert (review.state.status, review.state.comment) == ("rejected", "缺来源。")
    assert Entry.objects.filter(name="newsroom.send_back").count() == 1


# No other way ------------------------------------------------------------------------------------


def test_a_page_cannot_be_made_live_by_saving_it(asked):
    sheet = asked().sheet
    sheet = Article.objects.get(pk=sheet.pk)
    sheet.live = True
    with pytest.raises(PermissionDenied):
        sheet.save()
    assert not Article.objects.get().live


def test_a_revision_cannot_be_published_by_wagtail(asked, admin):
    revision = asked().revision
    for user in (None, admin):
        with pytest.raises(PermissionDenied):
            revision.publish(user=user, skip_permission_checks=True)
    assert not Article.objects.get().live


def test_a_live_page_cannot_be_unpublished_by_wagtail(published):
    published()
    with pytest.raises(PermissionDenied):
        Article.objects.get().unpublish()
    assert Article.objects.get().live


def test_a_page_cannot_be_added_live(newsroom):
    with pytest.raises(PermissionDenied), transaction.atomic():
        newsroom.add_child(instance=Article(title="偷发", slug="x"))
    assert Page.objects.live().filter(title="偷发").count() == 0


def test_a_published_page_cannot_be_deleted(published):
    published()
    with pytest.raises(Exception, match="referenced through protected"), transaction.atomic():
        Article.objects.get().delete()
    assert Published.objects.count() == 1


def test_readers_get_clean_html_whatever_stood_in_the_editor(asked):
    body = (
        '<p onclick="x()">好<script>alert(1)</script><a href="javascript:x()">点</a>'
        '<svg onload="x()"><text>图</text></svg><!--[if mso]><b>Word</b><![endif]-->'
        '<img src="https://tracker.example/p.gif" onerror="x()"><a href="https://a.example/">外</a></p>'
        '<iframe src="https://a.example/"></iframe><style>p{}</style>'
    )
    assert rendered(asked(body=body).sheet).html == (
        '<p>好<a rel="noopener nofollow">点</a>'
        '<a href="https://a.example/" rel="noopener nofollow">外</a></p>'
    )


def test_each_day_has_one_reading(asked, approve, again):
    day = clock.today()
    first = approve(asked("党史一天", kind="reading", day=day))
    moved = again(first.page.specific, day=day + timedelta(days=1))
    later = clock.now() + timedelta(hours=3)
    approve(asked("党史另一天", kind="reading", day=day + timedelta(days=1), planned_for=later))
    with pytest.raises(Refused, match="a reading for that day"):
        approve(moved)


def test_one_piece_that_cannot_go_out_keeps_no_other_from_its_readers(asked, approve, caplog):
    day = clock.today()
    first, second = clock.now() + timedelta(hours=1), clock.now() + timedelta(hours=2)
    approve(asked("卡住的", kind="reading", day=day, planned_for=first))
    there = approve(asked("占了这一天的"))
    Published.objects.filter(pk=there.pk).update(day=day)
    approve(asked("好好的", planned_for=second))
    with clock.at(second + timedelta(seconds=1)):
        assert release_due() == 1
    assert "was not let out" in caplog.text
