"""What readers say: seen after review, refused with a reason, taken back for good; and who it was, for the office alone."""

import re
from uuid import uuid4

import pytest
from django.test import Client

from touyan.kernel import journal
from touyan.kernel.models import Entry
from touyan.kernel.refused import Refused
from touyan.newsroom import acts
from touyan.newsroom.models import Comment, Published
from touyan.orders.acts import VISITOR

pytestmark = pytest.mark.django_db


def sent(**more):
    return {
        "words": "路灯修好了，谢谢。", "nickname": "老周", "name": "周桂英", "phone": "13900001234",
        "key": str(uuid4()), **more,
    }  # fmt: skip


@pytest.fixture
def said(published):
    """A comment that waits for review."""
    row = published()

    def make(words="说一句。", **more):
        writer = acts.Writer("老周", more.pop("name", "周桂英"), more.pop("phone", "13900001234"))
        return acts.say(
            by=VISITOR, published=row, words=words, writer=writer, key=uuid4(), **more
        ).about

    return make


def beneath(row: Published) -> str:
    return Client().get(f"/news/{row.pk}/").content.decode()


def test_a_comment_is_seen_by_others_only_after_review(
    client, published, editor, django_capture_on_commit_callbacks
):
    row = published()
    response = client.post(f"/news/{row.pk}/comments/", sent())
    assert response.status_code == 303
    assert "路灯修好了" not in beneath(row)
    with django_capture_on_commit_callbacks(execute=True):
        acts.show(by=editor, comment=Comment.objects.get())
    page = beneath(row)
    assert ("路灯修好了" in page, "老周" in page) == (True, True)
    row.refresh_from_db()
    assert row.comments == 1


def test_a_writers_name_and_number_are_sealed_and_on_no_page(client, published, editor):
    row = published()
    client.post(f"/news/{row.pk}/comments/", sent())
    comment = acts.show(by=editor, comment=Comment.objects.get()).about
    raw = Comment.objects.filter(pk=comment.pk).extra(select={"sealed": "phone || name"}).get()
    assert ("13900001234" in raw.sealed, "周桂英" in raw.sealed) == (False, False)
    assert (comment.name, comment.phone) == ("周桂英", "13900001234")
    for page in (beneath(row), client.get(f"/news/said/{comment.receipt}/").content.decode()):
        assert ("周桂英" in page, "13900001234" in page) == (False, False)


def test_nobody_speaks_without_saying_to_the_office_who_they_are(client, published):
    row = published()
    response = client.post(f"/news/{row.pk}/comments/", sent(name="", phone=""))
    assert (response.status_code, Comment.objects.count()) == (409, 0)


def test_an_account_needs_no_name_and_no_number(as_, published, resident):
    row = published()
    as_(resident).post(f"/news/{row.pk}/comments/", sent(name="", phone=""))
    assert Comment.objects.get().person == resident


def test_the_same_sending_twice_is_one_comment(client, published):
    row, body = published(), sent()
    first, second = (client.post(f"/news/{row.pk}/comments/", body) for _ in range(2))
    assert Comment.objects.count() == 1
    assert first["Location"] == second["Location"]


def test_a_refusal_has_a_reason_which_its_writer_reads(client, said, editor):
    comment = said("骂人的话")
    with pytest.raises(Refused, match="Give the reason"):
        acts.refuse(by=editor, comment=comment, reason=" ")
    acts.refuse(by=editor, comment=comment, reason="请不要点名骂人。")
    page = client.get(f"/news/said/{comment.receipt}/").content.decode()
    assert "请不要点名骂人。" in page
    assert "骂人的话" not in beneath(comment.published)


def test_a_comment_that_is_refused_after_all_is_no_longer_counted(said, editor):
    comment = said()
    acts.show(by=editor, comment=comment)
    acts.refuse(by=editor, comment=comment, reason="重复。")
    assert Published.objects.get(pk=comment.published_id).comments == 0


def test_the_office_answers_where_everybody_reads_it(
    said, editor, django_capture_on_commit_callbacks
):
    comment = said()
    with pytest.raises(Refused, match="Show it first"):
        acts.answer(by=editor, comment=comment, words="好的。")
    with django_capture_on_commit_callbacks(execute=True):
        acts.show(by=editor, comment=comment)
        acts.answer(by=editor, comment=comment, words="明天去修。")
    assert "明天去修。" in beneath(comment.published)


def test_taking_back_erases_words_and_names_and_leaves_the_journal_whole(
    client, said, editor, django_capture_on_commit_callbacks
):
    comment = said("要收回的话")
    acts.show(by=editor, comment=comment)
    acts.answer(by=editor, comment=comment, words="要收回的答")
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/news/said/{comment.receipt}/")
    comment.refresh_from_db()
    assert (comment.state, comment.words, comment.name, comment.phone, comment.answer) == (
        "taken_back", "", "", "", "",
    )  # fmt: skip
    told = " ".join(
        str(entry.data) for entry in Entry.objects.filter(about=f"comment:{comment.pk}")
    )
    assert ("要收回的话" in told, "要收回的答" in told) == (False, False)
    assert "要收回的话" not in beneath(comment.published)
    assert list(journal.faults()) == []


def test_what_was_taken_back_cannot_be_shown_again(said, editor):
    comment = said()
    acts.take_back(by=comment, comment=comment)
    with pytest.raises(Refused, match="taken this back"):
        acts.show(by=editor, comment=comment)


def test_a_reader_objects_once_and_the_comment_stays_until_it_is_looked_at(client, said, editor):
    comment = said()
    acts.show(by=editor, comment=comment)
    for _ in range(3):
        assert client.post(f"/news/comments/{comment.pk}/object/").status_code == 200
    comment.refresh_from_db()
    assert (comment.reports, comment.state) == (1, "shown")
    acts.show(by=editor, comment=comment)
    comment.refresh_from_db()
    assert comment.reports == 0


def test_a_reader_objects_once_also_while_a_secret_is_changed(said, editor, change_secret):
    comment = said()
    acts.show(by=editor, comment=comment)
    acts.object_to(by=VISITOR, comment=comment, reader="one")
    change_secret()
    assert acts.object_to(by=VISITOR, comment=comment, reader="one").repeated
    comment.refresh_from_db()
    assert comment.reports == 1


def test_what_waits_for_review_cannot_be_objected_to(client, said):
    assert client.post(f"/news/comments/{said().pk}/object/").status_code == 404


def test_only_with_its_writers_consent_a_comment_becomes_an_order(said, editor):
    with pytest.raises(Refused, match="did not agree"):
        acts.become_order(by=editor, comment=said(), order="123456")
    comment = said(may_be_order=True)
    acts.become_order(by=editor, comment=comment, order="123456")
    comment.refresh_from_db()
    assert comment.order == "123456"


@pytest.mark.parametrize("who", ["resident", "secretary", "dispatcher"])
def test_only_the_newsroom_decides_about_comments(request, said, who):
    with pytest.raises(Refused, match="Only the newsroom's editors"):
        acts.show(by=request.getfixturevalue(who), comment=said())


def test_a_guessed_receipt_opens_nothing(client, said):
    said()
    assert client.get("/news/said/guessedguessed22/").status_code == 404


def test_words_are_shown_as_words(client, said, editor, django_capture_on_commit_callbacks):
    comment = said('<script>alert(1)</script><img src=x onerror="alert(1)">')
    with django_capture_on_commit_callbacks(execute=True):
        acts.show(by=editor, comment=comment)
    page = beneath(comment.published)
    assert re.findall(r"<script>alert|<img src=x", page) == []
    assert "&lt;script&gt;alert(1)" in page


def test_nothing_can_be_said_beneath_what_was_withdrawn(client, published, editor):
    row = published()
    acts.withdraw(by=editor, published=row, note="错。")
    assert client.post(f"/news/{row.pk}/comments/", sent()).status_code == 409
    assert Comment.objects.count() == 0
