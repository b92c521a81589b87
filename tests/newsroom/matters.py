"""One of everything that the newsroom's addresses lead to, for tables of who gets which page."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from touyan.kernel import clock
from touyan.newsroom import acts
from touyan.newsroom.founding import found_newsroom
from touyan.newsroom.models import Article, Board, Published, Sheet
from touyan.newsroom.papers import rendered
from touyan.newsroom.reads import Reviewed, review_of
from touyan.town.models import Organisation, Person


def news_of(town: Organisation, editor: Person, admin: Person, resident: Person) -> dict[str, Any]:
    """A published piece with a comment, the wall, one planned, one in review, and a draft's number that is none."""
    found_newsroom(town)
    wall = Board.objects.get(slug="words")
    wall.responsible_editor = "冯晓"
    wall.save_revision(user=editor)
    wall.get_workflow().start(wall, editor)
    _approved(town, wall, admin)
    article = _approved(town, _asked(town, editor, "已发布的文"), admin)
    later = clock.now() + timedelta(days=3)
    planned = _approved(town, _asked(town, editor, "定时的文", planned_for=later), admin)
    review = _review(_asked(town, editor, "待审的文"))
    writer = acts.Writer(nickname="老周", person=resident)
    comment = acts.say(
        by=resident, published=article, words="评论甲一", writer=writer, key=uuid4()
    ).about
    acts.show(by=editor, comment=comment)
    return {
        "article": article.pk, "planned": planned.pk, "approval": planned.approvals.get().pk,
        "review": review.state.pk, "comment": comment.pk, "said": comment.receipt,
    }  # fmt: skip


def _asked(town: Organisation, editor: Person, title: str, **more: Any) -> Sheet:
    sheet = Article(
        title=title,
        slug=f"m{Article.objects.count()}",
        body="<p>正文。</p>",
        responsible_editor="冯晓",
        **more,
    )
    return acts.take_in(by=editor, town=town, sheet=sheet).about


def _review(sheet: Sheet) -> Reviewed:
    found = review_of(sheet)
    assert found is not None
    return found


def _approved(town: Organisation, sheet: Sheet, by: Person) -> Published:
    review = _review(sheet)
    return acts.approve(by=by, town=town, review=review, made=rendered(review.sheet)).about
