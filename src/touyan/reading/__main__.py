"""`python -m touyan.reading suggest|hot|learn`: what needs arrays, apart from whoever asks.

One line of JSON in, one out; what is learnt from comes in lines of its own after it. It knows neither Django nor a database nor a secret, so it is small, and
what was written can do nothing here but spoil its own reading.
"""

import json
import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from touyan.reading import start


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


def learn(model: str, keywords: Mapping[str, list[str]]) -> dict[str, Any] | None:
    """Learn from texts and their labels, a pair in each further line, and keep it if that reads better than
    the keywords; None: too little."""
    from touyan.reading.learning import TooFew, learn  # noqa: PLC0415 - each work pays for its own arrays only

    beside, path = start.Beside(keywords), Path(model)
    try:
        learnt = learn(beside.hearing(map(json.loads, sys.stdin)), path.parent)
    except TooFew:
        return None
    better = beside.is_outdone(learnt.learnt)
    if better:
        learnt.save(path)
    return {"better": better, "labels": len(learnt.labels), "learnt": learnt.learnt}


WORK: dict[str, Callable[..., Any]] = {"suggest": suggest, "hot": hot, "learn": learn}


if __name__ == "__main__":
    json.dump(WORK[sys.argv[1]](**json.loads(sys.stdin.readline())), sys.stdout, ensure_ascii=False)
