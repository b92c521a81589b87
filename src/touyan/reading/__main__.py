"""`python -m touyan.reading suggest|hot|learn`: what needs arrays, apart from whoever asks.

One JSON value in, one out. It knows neither Django nor a database nor a secret, so it is small, and
what was written can do nothing here but spoil its own reading.
"""

import json
import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from touyan.reading import start
from touyan.reading.start import Pairs


def suggest(model: str, texts: list[str]) -> list[dict[str, Any]] | None:
    """What each text is about; None where the file is no model."""
    from touyan.reading.model import Model, Unreadable  # noqa: PLC0415 - each work pays for its own arrays only

    try:
        return Model.load(Path(model)).suggest(texts)
    except Unreadable:
        return None


def hot(messages: list[tuple[str, str, str, str]], most: int) -> list[tuple[int, list[str]]]:
    """The matters in (key, writer, time as ISO 8601, words): how many people, and the keys, nearest first."""
    from touyan.reading.hot import Message, matters  # noqa: PLC0415 - each work pays for its own arrays only

    heard = [
        Message(key, who, datetime.fromisoformat(at), "", words) for key, who, at, words in messages
    ]
    return matters(heard, most)


def learn(model: str, pairs: Pairs, keywords: Mapping[str, list[str]]) -> dict[str, Any] | None:
    """Learn from texts and their labels, and keep it if that reads better than the keywords; None: too little."""
    from touyan.reading.learning import TooFew, learn  # noqa: PLC0415 - each work pays for its own arrays only

    try:
        learnt = learn([text for text, _label in pairs], [label for _text, label in pairs])
    except TooFew:
        return None
    better = start.is_outdone(learnt.learnt, pairs, keywords)
    if better:
        learnt.save(Path(model))
    return {"better": better, "labels": len(learnt.labels), "learnt": learnt.learnt}


WORK: dict[str, Callable[..., Any]] = {"suggest": suggest, "hot": hot, "learn": learn}


if __name__ == "__main__":
    json.dump(WORK[sys.argv[1]](**json.load(sys.stdin)), sys.stdout, ensure_ascii=False)
