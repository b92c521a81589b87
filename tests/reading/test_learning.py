"""What is learnt from people's sorting, kept in a file that cannot run, and read back."""

import io
import random
import subprocess
import sys
import tracemalloc
import zipfile
from pathlib import Path

import numpy as np
import pytest

from tests.reading.texts import labelled
from touyan.reading import learning, measures
from touyan.reading.calibrating import calibrated
from touyan.reading.learning import TooFew, learn
from touyan.reading.machines import FREE, fitted
from touyan.reading.model import Model, Unreadable, likelihoods


@pytest.fixture(scope="module")
def model() -> Model:
    return learn(zip(*labelled(), strict=True))


def test_messages_it_never_saw_get_their_label(model: Model) -> None:
    texts, labels = labelled(20, seed=9)
    assert [one["top"][0][0] for one in model.suggest(texts)] == labels


def test_a_suggestion_names_three_labels_and_words_of_the_text(model: Model) -> None:
    text = "东河村的路灯坏了，晚上没有路灯"
    (told,) = model.suggest([text])
    assert told["label"] == "lights"
    assert told["p"] == told["top"][0][1]
    assert told["because"] != []
    assert [word for word in told["because"] if word not in text] == []


def test_it_abstains_where_nothing_speaks(model: Model) -> None:
    for one in model.suggest(["", "。。。", "abc xyz"]):
        assert one["label"] is None
        assert 0 < one["p"] < 1


def test_a_text_is_read_alike_alone_and_among_others(model: Model) -> None:
    texts, _ = labelled(300, seed=5)
    together = model.suggest(texts)
    assert [model.suggest([text])[0]["top"] for text in texts[500:530]] == [
        one["top"] for one in together[500:530]
    ]


def test_what_is_kept_answers_like_what_was_learnt(model: Model, tmp_path: Path) -> None:
    model.save(tmp_path / "model.zip")
    texts, _ = labelled(20, seed=9)
    kept = Model.load(tmp_path / "model.zip").likely(texts)
    assert np.abs(kept - model.likely(texts)).max() < 0.01


def test_a_file_with_objects_in_it_is_refused(model: Model, tmp_path: Path) -> None:
    path = tmp_path / "model.zip"
    model.save(path)
    held = io.BytesIO()
    np.save(held, np.array([{"run": "me"}], dtype=object), allow_pickle=True)
    with zipfile.ZipFile(path) as box:
        parts = {name: box.read(name) for name in box.namelist()}
    with zipfile.ZipFile(path, "w") as box:
        for name, octets in (parts | {"start.npy": held.getvalue()}).items():
            box.writestr(name, octets)
    with pytest.raises(Unreadable):
        Model.load(path)


@pytest.mark.parametrize("octets", [b"", b"not a model", b"PK\x05\x06" + b"\0" * 18])
def test_what_is_not_a_model_is_refused(octets: bytes, tmp_path: Path) -> None:
    path = tmp_path / "model.zip"
    path.write_bytes(octets)
    with pytest.raises(Unreadable):
        Model.load(path)


def test_two_labels_are_enough_and_one_is_not() -> None:
    texts, labels = labelled()
    two = [(text, label) for text, label in zip(texts, labels, strict=True) if label != "waste"]
    model = learn(two)
    assert model.suggest(["北湾村停水没有通知"])[0]["top"][0][0] == "water"
    with pytest.raises(TooFew):
        learn((text, "lights") for text in texts)
    with pytest.raises(TooFew):
        learn([])


def test_the_same_texts_teach_the_same(model: Model) -> None:
    again = learn(zip(*labelled(), strict=True))
    assert again.learnt == model.learnt
    assert np.array_equal(again.whole.speaks, model.whole.speaks)
    assert np.array_equal(again.bend, model.bend)


def test_no_machine_could_do_better_by_much() -> None:
    """What it takes from a text is how far the text is from being told, as it is where the loss is least."""
    label = np.eye(3, dtype=np.float32)[np.arange(60) % 3]
    kinship = np.random.default_rng(2).normal(size=(60, 90)).astype(np.float32)
    like = kinship @ kinship.T / 90
    known = np.arange(60) >= 12
    given, scores = fitted(lambda pull: like @ pull, known, label)
    true = 2 * label - 1
    due = 2 * FREE * known[:, None] * np.maximum(0, 1 - true * scores) * true
    assert np.abs(like @ given - scores).max() < 1e-4
    assert np.abs(given - due).max() < 0.05 * np.abs(due).max()
    assert not given[:12].any()


def test_likelihoods_follow_how_often_a_score_was_right() -> None:
    chance = np.random.default_rng(7)
    true = chance.integers(0, 3, 3000)
    label = np.eye(3, dtype=np.float32)[true]
    scores = (label + chance.normal(size=(3000, 3))).astype(np.float32)
    likely = likelihoods(scores, calibrated(scores, label))
    assert np.allclose(likely.mean(axis=0), label.mean(axis=0), atol=1e-3)
    assert measures.calibration_error(likely, true) < 0.03


def test_rare_runs_are_left_out_where_a_model_would_be_too_large(
    model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learning, "CELLS", 600)
    small = learn(zip(*labelled(), strict=True))
    runs = [len(one.whole.telling) + len(one.head.telling) - 2 for one in (small, model)]
    assert runs[0] * 3 <= 600 < runs[1] * 3
    assert small.suggest(["北湾村停水没有通知"])[0]["top"][0][0] == "water"


def peak(texts: int) -> int:
    """Bytes that learning from so many held at once."""
    chance = random.Random(8)  # noqa: S311 (the same texts every time)
    letters = "".join(chr(0x4E00 + n) for n in range(400))
    pairs = (("".join(chance.choices(letters, k=60)), f"label {n % 4}") for n in range(texts))
    tracemalloc.start()
    try:
        learn(pairs)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_four_times_the_texts_hold_hardly_more_memory() -> None:
    few, many = peak(500), peak(2000)
    assert many < few + 6_000_000
    assert many < 20_000_000


def test_learning_loads_no_more_than_sparse_arrays() -> None:
    program = (
        "import sys, touyan.reading.learning\n"
        "print([name for name in ('sklearn', 'scipy.optimize', 'scipy.linalg', 'django') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_figures_are_what_their_names_say() -> None:
    likely = np.array([[0.8, 0.2], [0.6, 0.4], [0.3, 0.7], [0.9, 0.1]], np.float32)
    true = np.array([0, 0, 1, 1])
    assert measures.confusion(likely.argmax(axis=1), true, 2).tolist() == [[2, 0], [1, 1]]
    assert measures.macro_f1(likely.argmax(axis=1), true, 2) == pytest.approx((0.8 + 2 / 3) / 2)
    assert measures.within(likely, true, 2) == 1
    assert measures.calibration_error(likely, true) == pytest.approx((0.2 + 0.4 + 0.3 + 0.9) / 4)
