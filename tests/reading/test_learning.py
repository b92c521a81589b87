"""What is learnt from people's sorting, kept in a file that cannot run, and read back."""

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest

from tests.reading.texts import labelled
from touyan.reading import measures
from touyan.reading.learning import TooFew, learn
from touyan.reading.model import Model, Unreadable


@pytest.fixture(scope="module")
def model() -> Model:
    return learn(*labelled())


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
    model = learn([text for text, _ in two], [label for _, label in two])
    assert model.suggest(["北湾村停水没有通知"])[0]["top"][0][0] == "water"
    with pytest.raises(TooFew):
        learn(texts, ["lights"] * len(texts))
    with pytest.raises(TooFew):
        learn([], [])


def test_figures_are_what_their_names_say() -> None:
    likely = np.array([[0.8, 0.2], [0.6, 0.4], [0.3, 0.7], [0.9, 0.1]], np.float32)
    true = np.array([0, 0, 1, 1])
    assert measures.confusion(likely.argmax(axis=1), true, 2).tolist() == [[2, 0], [1, 1]]
    assert measures.macro_f1(likely.argmax(axis=1), true, 2) == pytest.approx((0.8 + 2 / 3) / 2)
    assert measures.within(likely, true, 2) == 1
    assert measures.calibration_error(likely, true) == pytest.approx((0.2 + 0.4 + 0.3 + 0.9) / 4)
