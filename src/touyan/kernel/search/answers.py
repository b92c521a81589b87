"""What somebody looks for, and how a page answers: the closest of each kind, or one kind page by page."""

from collections.abc import Container
from dataclasses import dataclass
from urllib.parse import urlencode

from touyan.kernel.search import too_short
from touyan.kernel.search.excerpts import Hit, ranked
from touyan.kernel.search.words import LONGEST_QUERY

LOOKED, TOP, PAGE = 40, 5, 20
"""Of each kind so many are looked at and the closest shown; a page of one kind."""


@dataclass(frozen=True)
class Asked:
    """What somebody looks for; whatever is not on offer is left out."""

    words: str = ""
    kind: str = ""
    village: str = ""
    before: int | None = None

    @property
    def is_too_short(self) -> bool:
        return bool(self.words) and too_short(self.words)

    @property
    def limit(self) -> int:
        """How many to look at: one more than a page tells whether there is another."""
        return PAGE + 1 if self.kind else LOOKED

    def shown(self, ids: dict[str, list[int]]) -> dict[str, list[int]]:
        return {kind: things[:PAGE] for kind, things in ids.items()} if self.kind else ids

    def address(self, **more: object) -> str:
        said = {"q": self.words, "kind": self.kind, "village": self.village, **more}
        return f"?{urlencode({name: value for name, value in said.items() if value})}"


def asked(sent: dict[str, str], kinds: Container[str]) -> Asked:
    """Read from the address, where anything may stand."""
    words = sent.get("q", "").replace("\x00", "").strip()[:LONGEST_QUERY]
    kind, before = sent.get("kind", ""), sent.get("before", "")
    number = before.isascii() and before.isdigit() and len(before) < 14
    return Asked(
        words=words, kind=kind if kind in kinds else "", village=sent.get("village", "")[:30],
        before=int(before) if number else None,
    )  # fmt: skip


@dataclass(frozen=True)
class Group:
    """What was found of one kind, and where the rest is."""

    kind: str
    label: str
    hits: list[Hit]
    more: str = ""


def group(wanted: Asked, kind: str, label: str, ids: list[int], hits: list[Hit]) -> Group:
    if wanted.kind:
        more = wanted.address(before=ids[PAGE - 1]) if len(ids) > PAGE else ""
        return Group(kind, label, hits, more)
    more = wanted.address(kind=kind) if len(ids) > TOP else ""
    return Group(kind, label, ranked(hits, wanted.words)[:TOP], more)
