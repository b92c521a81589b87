"""What an empty town begins with: keywords by label, until there is enough to learn from. Needs no arrays."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

SURE = 0.5
"""Below it a person sorts."""
DOUBT = 2.0
"""What stands against whatever was found: one short word alone is not enough to be sure."""


def keywords(text: str) -> list[str]:
    return [word for word in text.split("；") if word]


def suggest(text: str, labels: Mapping[str, Iterable[str]]) -> dict[str, Any]:
    """The label whose keywords cover most of the characters, and which they were."""
    said = {label: [word for word in words if word in text] for label, words in labels.items()}
    weight = {label: float(sum(len(word) for word in words)) for label, words in said.items()}
    total = sum(weight.values()) + DOUBT
    best = sorted((label for label in weight if weight[label]), key=lambda one: -weight[one])[:3]
    top = [[label, round(weight[label] / total, 4)] for label in best]
    sure = round(weight[best[0]] / total, 4) if best else 0.0
    label = best[0] if sure >= SURE else None
    because = sorted(said[best[0]], key=len, reverse=True)[:5] if best else []
    return {"label": label, "p": sure, "top": top, "because": because}


class Beside:
    """The keywords, asked of every text while somebody else learns from it."""

    def __init__(self, labels: Mapping[str, list[str]]) -> None:
        self.labels = labels
        self.found = 0

    def hearing(self, pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
        for text, label in pairs:
            top = suggest(text, self.labels)["top"]
            self.found += bool(top) and top[0][0] == label
            yield text, label

    def is_outdone(self, learnt: Mapping[str, Any]) -> bool:
        """Each by how many of all texts it finds the label that a person chose; a label not learnt is not found."""
        return bool(learnt["right"] * learnt["texts"] > self.found)
