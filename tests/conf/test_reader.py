"""The worker reads in processes of their own, within bounds, and learns at night."""

import io
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command

from tests.reading.texts import SUBJECTS, labelled
from touyan.conf import reader, readings
from touyan.conf.readings import beginning
from touyan.kernel import clock
from touyan.orders.acts import ACTS
from touyan.orders.models import Category, Measured, Order, Suggestion

CHINA = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def sorted_town(town, baihua, placed):
    """A town whose people sorted a hundred and twenty orders; its keywords know nothing of them."""
    categories = {
        code: Category.objects.create(town=town, code=code, name=code, keywords="没有这样的词")
        for code in SUBJECTS
    }
    texts, labels = labelled()
    for text, label in zip(texts, labels, strict=True):
        placed(text, category=categories[label])
    return town


@pytest.fixture
def model(tmp_path, monkeypatch) -> Path:
    """Where this test's model lies."""
    path = tmp_path / "model.zip"
    monkeypatch.setattr(readings, "MODEL", path)
    return path


def learnt(model: Path) -> str:
    out = io.StringIO()
    call_command("learn", model=model, if_better=True, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_what_is_learnt_suggests_from_then_on_and_the_office_reads_how_well(
    sorted_town, placed, model
):
    waiting, _requester = placed("南塘村停水没有通知，请尽快处理")
    reader.suggest_waiting()
    assert Suggestion.objects.get(order=waiting).category is None
    assert learnt(model).startswith("学习了3个类别")
    call_command("suggest", waiting=True, model=model, stdout=io.StringIO())
    assert Suggestion.objects.get(order=waiting).category.code == "water"
    figures = Measured.objects.get(town=sorted_town, what="suggestions").figures
    assert (figures["texts"], figures["right"] > 0.9, figures["answered"]) == (120, True, 0)


@pytest.mark.django_db
def test_what_reads_no_better_than_the_keywords_is_not_kept(sorted_town, model):
    for code, words in SUBJECTS.items():
        Category.objects.filter(code=code).update(keywords="；".join(words))
    assert beginning()["water"] == SUBJECTS["water"]
    assert learnt(model) == "仍是关键词识别得更准。\n"
    assert not model.exists()


@pytest.mark.django_db
def test_too_little_to_learn_from_is_no_fault_at_night(placed, model):
    placed()
    assert learnt(model) == ""


@pytest.mark.django_db
@pytest.mark.parametrize(("hour", "tried"), [(0, False), (2, True), (5, False), (14, False)])
def test_it_learns_at_night_once_and_only_what_somebody_sorted(
    placed, moved_by_hand, model, hour, tried, monkeypatch
):
    monkeypatch.setattr(reader, "SECONDS", {"learn": 0.01})
    with clock.at(datetime(2026, 11, 26, hour, 10, tzinfo=CHINA)):
        if tried:
            with pytest.raises(reader.ReadingFailed, match=r"took more than 0\.01 s"):
                reader.learn_at_night()
        assert reader.learn_at_night() == ""


@pytest.fixture
def moved_by_hand(placed, secretary, street_light) -> Order:
    order, _requester = placed()
    return ACTS["sort"](by=secretary, order=order, category=street_light).about


@pytest.mark.django_db
def test_a_night_after_a_day_without_sorting_learns_nothing(placed, model):
    placed()
    with clock.at(datetime(2026, 11, 26, 2, 10, tzinfo=CHINA)):
        assert reader.learn_at_night() == ""
    assert list(model.parent.iterdir()) == []


def test_a_process_that_fails_says_its_last_words() -> None:
    with pytest.raises(reader.ReadingFailed, match="most"):
        reader.apart("hot", messages=[])


def test_a_process_that_was_not_told_all_takes_nothing_for_all(tmp_path: Path) -> None:
    def broken():
        yield from zip(*labelled(), strict=True)
        raise OSError("the database went away")

    model = tmp_path / "model.zip"
    with pytest.raises(OSError, match="went away"):
        reader.apart("learn", broken(), model=str(model), keywords={})
    assert list(tmp_path.iterdir()) == []


def test_a_process_has_so_much_memory_and_no_more(monkeypatch) -> None:
    monkeypatch.setattr(reader, "MEGABYTES", 60)
    with pytest.raises(reader.ReadingFailed):
        reader.apart("hot", messages=[], most=1)
