"""`touyan learn`, `touyan suggest` and `touyan hot`, as they are called from a shell."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.reading.texts import labelled, month
from touyan.conf.readings import beginning, moment, of_place
from touyan.orders import acts
from touyan.orders.models import Category
from touyan.orders.reads import reading
from touyan.orders.reads.reading import history


def write(path: Path, heading: list[str], rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([heading, *rows])
    return path


def said(monkeypatch: pytest.MonkeyPatch, lines: list[str], model: Path) -> list[dict[str, object]]:
    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
    out = io.StringIO()
    call_command("suggest", model=model, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_labelled_file_is_learnt_and_each_line_gets_its_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts, labels = labelled()
    rows = [[label, *text.split(" ")] for text, label in zip(texts, labels, strict=True)]
    path = write(tmp_path / "sorted.csv", ["label", "theme", "detail"], rows)
    call_command("learn", path, model=tmp_path / "model.zip", stdout=io.StringIO())
    told = said(monkeypatch, ["东河村路灯不亮", "", "西岗村停水没有通知"], tmp_path / "model.zip")
    assert [one["label"] for one in told] == ["lights", None, "water"]
    assert [set(one) for one in told] == [{"label", "p", "top", "because"}] * 3


@pytest.mark.django_db
def test_a_town_without_history_begins_with_its_keywords(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "street_light" in beginning()
    told = said(monkeypatch, ["路灯不亮，灯泡坏了", "您好"], tmp_path / "none.zip")
    assert [one["label"] for one in told] == ["street_light", None]


@pytest.mark.django_db
def test_a_town_without_history_says_that_there_is_too_little_to_learn(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="可供学习的内容太少"):
        call_command("learn", model=tmp_path / "model.zip")
    assert list(tmp_path.iterdir()) == []


def test_a_file_without_the_columns_is_refused_by_its_name(tmp_path: Path) -> None:
    path = write(tmp_path / "other.csv", ["a", "b"], [["1", "2"]])
    with pytest.raises(CommandError, match=r"other\.csv：需要“label”列"):
        call_command("learn", path, model=tmp_path / "model.zip")
    with pytest.raises(CommandError, match=r"other\.csv：需要“id”"):
        call_command("hot", path)
    with pytest.raises(CommandError, match="无法读取"):
        call_command("learn", tmp_path / "gone.csv", model=tmp_path / "model.zip")


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.zip").write_bytes(b"something else")
    with pytest.raises(CommandError, match="不是识别模型"):
        call_command("suggest", model=tmp_path / "model.zip")


def test_hot_matters_of_a_file_come_as_json(tmp_path: Path) -> None:
    rows = [[one.key, one.who, one.title, str(one.at), one.words] for one in month()]
    path = write(tmp_path / "said.csv", ["msg_id", "user", "theme", "time", "detail"], rows)
    out = io.StringIO()
    call_command("hot", path, stdout=out)
    first = json.loads(out.getvalue())[0]
    assert list(first) == ["headline", "ids", "first", "last", "people"]
    assert first["people"] == 12


@pytest.mark.django_db
def test_a_place_that_is_not_there_has_no_matters() -> None:
    with pytest.raises(CommandError, match="没有代码为“999”的单位"):
        call_command("hot", org="999")
    with pytest.raises(CommandError, match="请指定一个文件"):
        call_command("hot")


def test_times_are_read_as_people_write_them() -> None:
    assert str(moment("2019/7/1 8:05")) == "2019-07-01 08:05:00"
    assert str(moment("2019-07-01T08:05:09")) == "2019-07-01 08:05:09"
    assert str(moment("2019-07-01")) == "2019-07-01 00:00:00"


def test_no_web_process_loads_what_learns() -> None:
    program = (
        "import os, sys; os.environ['DJANGO_SETTINGS_MODULE'] = 'tests.settings'\n"
        "import touyan.conf.wsgi, django.urls; django.urls.get_resolver().url_patterns\n"
        "print([name for name in ('numpy', 'scipy', 'sklearn') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": f"{Path.cwd()}/src:{Path.cwd()}", "PATH": ""},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout.strip() == "[]", done.stderr


@pytest.mark.django_db
def test_the_towns_own_orders_are_heard_and_repeated_asking_is_one_voice(baihua) -> None:
    for words in ("石窑冒黑烟", "石窑又冒黑烟", "石窑的黑烟还在冒"):
        acts.place(
            by=acts.VISITOR, village=baihua, words=words, leaves=acts.Leaves(phone="13800001111")
        )
    told = list(of_place(baihua.code))
    assert [one[4] for one in told] == ["石窑冒黑烟", "石窑又冒黑烟", "石窑的黑烟还在冒"]
    assert len({one[1] for one in told}) == 1


@pytest.mark.django_db
def test_only_what_a_person_sorted_is_learnt(placed) -> None:
    order, _ = placed()
    assert list(history()) == []
    order.category = Category.objects.create(town=order.town, code="smoke", name="黑烟")
    order.save(update_fields=["category"])
    assert list(history()) == [(order.words, "smoke")]


@pytest.mark.django_db
def test_the_newest_are_learnt_from_oldest_first_and_a_portion_at_a_time(
    placed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "PORTION", 2)
    monkeypatch.setattr(reading, "HISTORY_MOST", 5)
    for number in range(7):
        order, _ = placed(f"第{number}次")
        order.category = Category.objects.get_or_create(town=order.town, code="smoke")[0]
        order.save(update_fields=["category"])
    assert [words for words, _ in history()] == [f"第{number}次" for number in range(2, 7)]
