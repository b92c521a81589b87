"""What `touyan learn` and `touyan suggest` read and where the model lies; the words of the town's own categories."""

import csv
from collections.abc import Iterator
from datetime import datetime
from importlib.resources import files
from pathlib import Path

from django.db import connection
from django.utils import timezone

from touyan.conf.environment import VAR
from touyan.kernel.numbers import spoken
from touyan.orders.models import Category, Requester
from touyan.orders.reads.reading import VOICE, voice_of
from touyan.reading import start

MODEL = VAR / "reading" / "model.zip"
LABELS = ("label", "category", "标签", "分类", "一级标签", "一级分类")
TEXTS = ("theme", "title", "subject", "留言主题", "主题", "标题", "text", "detail", "words", "message", "content", "留言详情", "内容", "详情", "正文")  # fmt: skip


KEYS = ("msg_id", "id", "ref", "number", "留言编号", "编号")
WRITERS = ("user", "who", "person", "writer", "留言用户", "用户")
TIMES = ("time", "placed_at", "at", "date", "留言时间", "时间")
TITLES = TEXTS[:6]

Messages = Iterator[tuple[str, str, datetime, str, str]]


class NoColumn(Exception):
    """A file without the columns that are read."""


def labelled(path: Path) -> Iterator[tuple[str, str]]:
    """Text and label of each row; a title, where there is one, comes first."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        names = {name.strip().lower(): name for name in rows.fieldnames or ()}
        label = next((names[name] for name in LABELS if name in names), None)
        texts = [names[name] for name in TEXTS if name in names]
        if label is None or not texts:
            raise NoColumn
        for row in rows:
            yield " ".join(row[name] or "" for name in texts), row[label] or ""


def beginning() -> dict[str, list[str]]:
    """Keywords by category: the town's own, or those that a town is founded with."""
    if found := _own_keywords():
        return {code: start.keywords(words) for code, words in found.items()}
    text = files("touyan.orders").joinpath("data/categories.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {row["code"]: start.keywords(row["keywords"]) for row in rows}


def _own_keywords() -> dict[str, str]:
    """None before the database was migrated: a suggestion needs no town."""
    if Category._meta.db_table not in connection.introspection.table_names():  # noqa: SLF001 - Django documents _meta as its API
        return {}
    own = Category.objects.filter(ended_on__isnull=True).exclude(keywords="")
    return dict(own.values_list("code", "keywords"))


def stream(path: Path) -> Messages:
    """Number, writer, time, title and words of each row."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        names = {name.strip().lower(): name for name in rows.fieldnames or ()}
        key, who, at = (_first(names, known) for known in (KEYS, WRITERS, TIMES))
        title = next((names[name] for name in TITLES if name in names), None)
        words = [names[name] for name in TEXTS if name in names and names[name] != title]
        if title is None and not words:
            raise NoColumn
        for row in rows:
            told = " ".join(row[name] or "" for name in words)
            yield row[key], row[who], moment(row[at]), (row[title] or "") if title else "", told


def _first(names: dict[str, str], known: tuple[str, ...]) -> str:
    found = next((names[name] for name in known if name in names), None)
    if found is None:
        raise NoColumn
    return found


def moment(text: str) -> datetime:
    """2019-07-01, 2019/7/1 8:05 and 2019/7/1 8:05:30 alike."""
    day, _, hour = text.strip().replace("T", " ").partition(" ")
    year, month, date = (int(part) for part in day.replace("/", "-").split("-"))
    clock = [int(float(part)) for part in hour.split("+")[0].split(":") if part] + [0, 0, 0]
    return datetime(year, month, date, clock[0], clock[1], clock[2])  # noqa: DTZ001 (as the file says it)


def of_place(code: str) -> Messages:
    """A village's or a town's own orders; whoever asked twice is one person, told by no name."""
    first = Requester.objects.filter(first=True)
    there = first.filter(order__village__code=code) | first.filter(order__town__code=code)
    columns = ("order_id", "order__placed_at", "order__words", *VOICE)
    rows = there.order_by("order__placed_at").values_list(*columns)
    for pk, placed_at, words, *whose in rows.iterator():
        at = timezone.localtime(placed_at).replace(tzinfo=None)
        yield spoken(pk), voice_of(*whose), at, "", words
