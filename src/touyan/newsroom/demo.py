"""The newsroom of the demonstration: written by one person and approved by another, as any town's must be."""

import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from touyan.kernel import clock
from touyan.kernel.acts import Actor
from touyan.newsroom import acts
from touyan.newsroom.founding import found_newsroom
from touyan.newsroom.models import TYPES, Board, Published, Sheet
from touyan.newsroom.papers import rendered
from touyan.newsroom.reads import review_of
from touyan.town.models import Organisation, Person

SHANGHAI = ZoneInfo("Asia/Shanghai")
BOARDS_OPENED = datetime(2021, 4, 1, 9, tzinfo=SHANGHAI)
"""The article tells of them in August 2021 as of something that is there; the day is ours."""
Told = dict[str, Any]
KINDS = {"article": "article", "note": "notice", "reading": "reading"}


def tell(town: Organisation, editor: Person, approver: Person, resident: Person) -> None:
    """Every piece through the same acts as any other; `clock.now()` is the day it is told from."""
    now = clock.now()
    found_newsroom(town)
    told = _told()
    for board in told["board"]:
        sheet = Board.objects.get(slug=board["slug"])
        sheet.body, sheet.responsible_editor = board["body"], "冯晓"
        _go(town, sheet, editor, approver, BOARDS_OPENED)
    for sheet, at in _sheets(told, now):
        _go(town, sheet, editor, approver, at)
    _voices(editor, resident, now)


def tell_stories(
    town: Organisation, editor: Person, closed: Callable[[str], tuple[str, Actor, datetime] | None]
) -> None:
    """Of closed orders, with the consent of whoever asked for them; `closed` finds one by its first words."""
    for one in _told()["story"]:
        if (found := closed(one["about"])) is None:
            continue
        order, requester, at = found
        with clock.at(at + timedelta(hours=3)):
            story = acts.tell_story(by=editor, town=town, order=order, words=one["words"]).about
        with clock.at(at + timedelta(hours=9)):
            acts.answer_story(by=requester, story=story, agrees=True)


def _told() -> Told:
    text = files("touyan.newsroom").joinpath("data", "demo.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _sheets(told: Told, now: datetime) -> Iterator[tuple[Sheet, datetime]]:
    today = now.astimezone(SHANGHAI).date()
    for name, kind in KINDS.items():
        for number, one in enumerate(told[name]):
            at = _when(one, now)
            more: Told = {}
            if kind == "reading":
                more = {"day": today + timedelta(days=one["in_days"]), "planned_for": at}
            elif "until_in" in one:
                more = {"until": today + timedelta(days=one["until_in"])}
            yield _sheet(kind, f"{kind}-{number}", one, at, more), min(at, now)


def _sheet(kind: str, slug: str, one: Told, at: datetime, more: Told) -> Sheet:
    origin = one.get("origin", "")
    return TYPES[kind](
        title=one["title"], slug=slug, body=one["body"].strip(), summary=one.get("summary", ""),
        source=one.get("source", ""), responsible_editor=one.get("responsible_editor", "冯晓"),
        theme=one.get("theme", ""), dated_at=at, imported_from=origin if "at" in one else "",
        imported_views=one.get("views_before", 0), **more,
    )  # fmt: skip


def _when(one: Told, now: datetime) -> datetime:
    if "at" in one:
        moment: datetime = one["at"]
        return moment.replace(tzinfo=SHANGHAI).astimezone(UTC)
    if "in_days" in one:
        day: date = now.astimezone(SHANGHAI).date() + timedelta(days=one["in_days"])
        return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI).astimezone(UTC)
    return now - timedelta(days=one["days_ago"])


def _go(
    town: Organisation, sheet: Sheet, editor: Person, approver: Person, at: datetime
) -> Published:
    with clock.at(at):
        if sheet.pk is None:
            sheet = acts.take_in(by=editor, town=town, sheet=sheet).about
        else:
            sheet.save_revision(user=editor)
            sheet.get_workflow().start(sheet, editor)
        review = review_of(sheet)
        assert review is not None  # noqa: S101 - it was asked for a line above
        return acts.approve(
            by=approver, town=town, review=review, made=rendered(review.sheet)
        ).about


def _voices(editor: Person, resident: Person, now: datetime) -> None:
    """A word on the wall, an answered comment, and one that waits for review."""
    wall = Published.objects.get(slug="words")
    canteen = Published.objects.get(title__startswith="社区食堂")
    for number, (about, words, hours) in enumerate(
        (
            (wall, "谢谢修路灯的师傅，晚上接孩子不怕黑了。", 50),
            (canteen, "菜单能不能贴在楼道里？老人不会看手机。", 30),
            (canteen, "软饭很好，我妈说比家里煮得还烂。", 3),
        )
    ):
        with clock.at(now - timedelta(hours=hours)):
            comment = acts.say(
                by=resident, published=about, words=words, may_be_order=number == 1,
                writer=acts.Writer(nickname="许家的", person=resident),
                key=uuid5(NAMESPACE_URL, f"touyan:demo:{number}"),
            ).about  # fmt: skip
        if number < 2:
            acts.show(by=editor, comment=comment)
        if number == 1:
            acts.answer(by=editor, comment=comment, words="可以。本周起每周一贴到各楼道公告栏。")
