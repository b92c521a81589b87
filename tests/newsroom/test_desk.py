"""The newsroom's pages at the desk: reviewing, moderating, withdrawing, passing on, taking in."""

import html
import re
from uuid import uuid4

import pytest

from touyan.newsroom import acts
from touyan.newsroom.models import Approval, Article, Comment, Published
from touyan.newsroom.reads import review_of
from touyan.orders.acts import VISITOR
from touyan.orders.models import Order

pytestmark = pytest.mark.django_db


def words(response) -> str:
    main = response.content.decode().split("<main", 1)[-1].split("</main>")[0]
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", main).split()))


@pytest.fixture
def said(published):
    row = published()

    def make(text="说一句。", **more):
        writer = acts.Writer("老周", "周桂英", "13900001234")
        return acts.say(
            by=VISITOR, published=row, words=text, writer=writer, key=uuid4(), **more
        ).about

    return make


def test_a_reviewer_reads_the_text_and_approves_it_in_one_tap(as_, asked, approver):
    review = asked("待审的稿", "<p>正文在此。</p>")
    browser = as_(approver)
    assert "待审的稿" in words(browser.get("/desk/newsroom/"))
    address = f"/desk/newsroom/reviews/{review.state.pk}/"
    assert "正文在此。" in words(browser.get(address))
    assert browser.post(address).status_code == 303
    assert Published.objects.get().is_out


def test_an_author_sees_why_they_cannot_approve_and_a_crafted_post_is_refused(as_, asked, editor):
    review = asked()
    address = f"/desk/newsroom/reviews/{review.state.pk}/"
    browser = as_(editor)
    page = browser.get(address).content.decode()
    assert "You wrote in this yourself" in page
    assert 'aria-disabled="true"' in page
    assert browser.post(address).status_code == 409
    assert Approval.objects.count() == 0


def test_what_the_gate_found_is_resolved_at_the_desk(as_, asked, approver):
    review = asked(body="<p>打13900001234。</p>")
    address = f"/desk/newsroom/reviews/{review.state.pk}/"
    browser = as_(approver)
    page = browser.get(address).content.decode()
    assert browser.post(address).status_code == 409
    blind = re.search(r'name="blind" value="([0-9a-f]{64})"', page)[1]
    browser.post(f"{address}clear/", {"blind": blind, "reason": "值班电话。"})
    assert browser.post(address).status_code == 303
    assert Published.objects.get().is_out


def test_a_piece_sent_back_carries_the_reason(as_, asked, approver):
    review = asked()
    address = f"/desk/newsroom/reviews/{review.state.pk}/send-back/"
    assert as_(approver).post(address, {"reason": ""}).status_code == 422
    assert as_(approver).post(address, {"reason": "缺图。"}).status_code == 303
    assert review_of(Article.objects.get()) is None


@pytest.mark.parametrize("who", ["resident", "secretary", "dispatcher", "officer"])
def test_nobody_else_finds_these_pages(request, as_, asked, said, who):
    review, comment = asked(), said()
    browser = as_(request.getfixturevalue(who))
    addresses = [
        "/desk/newsroom/", f"/desk/newsroom/reviews/{review.state.pk}/", "/desk/newsroom/comments/",
        f"/desk/newsroom/comments/{comment.pk}/", "/desk/newsroom/pieces/",
        f"/desk/newsroom/pieces/{comment.published_id}/", "/desk/newsroom/import/",
    ]  # fmt: skip
    assert {a: browser.get(a).status_code for a in addresses} == dict.fromkeys(addresses, 404)


def test_a_comment_is_read_shown_and_answered(as_, said, editor):
    comment = said("路灯什么时候修？")
    browser = as_(editor)
    assert "路灯什么时候修？" in words(browser.get("/desk/newsroom/comments/"))
    page = words(browser.get(f"/desk/newsroom/comments/{comment.pk}/"))
    assert ("周桂英" in page, "13900001234" in page) == (True, False)
    for name, body in (("show", {}), ("answer", {"words": "周五。"})):
        address = f"/desk/newsroom/comments/{comment.pk}/{name}/"
        assert browser.post(address, body).status_code == 303
    comment.refresh_from_db()
    assert (comment.state, comment.answer, comment.decided_by) == ("shown", "周五。", editor)


def test_a_refusal_without_a_reason_is_asked_for_again(as_, said, editor):
    comment = said()
    address = f"/desk/newsroom/comments/{comment.pk}/refuse/"
    assert as_(editor).post(address, {"reason": " "}).status_code == 422
    assert as_(editor).post(address, {"reason": "重复。"}).status_code == 303
    assert Comment.objects.get().reason == "重复。"


def test_a_comment_becomes_an_order_of_its_writers_once(as_, said, editor, baihua, street_light):
    comment = said("东门路灯不亮。", may_be_order=True)
    address = f"/desk/newsroom/comments/{comment.pk}/order/"
    body = {"village": baihua.pk, "category": street_light.pk, "words": "东门路灯不亮。"}
    for _ in range(2):
        as_(editor).post(address, body)
    order = Order.objects.get()
    comment.refresh_from_db()
    assert (comment.order, order.words) == (order.ref, "东门路灯不亮。")
    assert order.requesters.get().phone == "13900001234"


def test_without_consent_no_order_is_made(as_, said, editor, baihua):
    comment = said("东门路灯不亮。")
    address = f"/desk/newsroom/comments/{comment.pk}/order/"
    as_(editor).post(address, {"village": baihua.pk, "words": "东门路灯不亮。"})
    assert Order.objects.count() == 0


def test_a_piece_is_withdrawn_with_its_note(as_, published, editor):
    row = published()
    address = f"/desk/newsroom/pieces/{row.pk}/"
    assert as_(editor).post(address, {"note": ""}).status_code == 422
    assert as_(editor).post(address, {"note": "数字有误。"}).status_code == 303
    row.refresh_from_db()
    assert row.withdrawn_note == "数字有误。"


def test_wechats_html_carries_its_styles_and_whole_addresses(as_, published, editor, settings):
    settings.BASE_URL = "https://wushan.example"
    row = published(
        "题", '<h2>小题</h2><p>话<a href="https://a.example/">链</a></p>', source="吴山镇"
    )
    Published.objects.update(
        html=row.html + '<img loading="lazy" src="/media/images/a.jpg" alt="图">'
    )
    page = as_(editor).get(f"/desk/newsroom/pieces/{row.pk}/").content.decode()
    given = html.unescape(re.search(r"<textarea[^>]*>\s*(.*?)</textarea>", page, re.DOTALL)[1])
    assert re.findall(r"<(\w+)(?! style=)[ >]", given.replace("<section>", "")) == []
    assert "class=" not in given
    assert 'src="https://wushan.example/media/images/a.jpg"' in given
    assert "Source: 吴山镇" in given
    assert ">https://wushan.example/media/images/a.jpg</a>" in page


@pytest.mark.parametrize("count", [3, 25])
def test_pages_of_the_desk_cost_six_statements_whatever_the_rows(
    as_, queries, asked, said, published, editor, approver, count
):
    for number in range(count):
        said(f"第{number}句")
        review = asked(f"第{number}稿")
    row = published()
    addresses = [
        "", f"reviews/{review.state.pk}/", "comments/", f"comments/{Comment.objects.first().pk}/",
        "pieces/", f"pieces/{row.pk}/", "import/",
    ]  # fmt: skip
    costs = {a: queries(as_(approver), f"/desk/newsroom/{a}") for a in addresses}
    assert {address: cost for address, cost in costs.items() if cost > 6} == {}
