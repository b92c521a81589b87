"""The numbers of a brief: frozen together, and as the text shows them."""

from dataclasses import dataclass

from django.conf import settings

from touyan.figures.acts.snapshots import taken
from touyan.figures.models import Declared, Snapshot
from touyan.figures.papers.filling import Number
from touyan.figures.papers.language import FIGURES as NUMBER
from touyan.figures.papers.language import NOTE
from touyan.figures.papers.language import RATES as RATE
from touyan.figures.papers.reading import ADDRESS
from touyan.figures.reads.board import share
from touyan.figures.reads.briefs import day_in_words, declarations
from touyan.kernel import clock
from touyan.kernel.acts import Actor
from touyan.kernel.figures import FIGURES, Scope

MARK = "*"
MISSING = "〔缺〕"
"""Where nobody counted and nobody declared: a zero would say that somebody had."""


@dataclass(frozen=True)
class Frozen:
    """One figure as a brief tells it."""

    snapshot: Snapshot
    declared: Declared | None
    """Who answers for it, where it was not counted."""
    missing: bool

    @property
    def shown(self) -> str:
        if self.missing:
            return MISSING
        value = self.snapshot.value
        if self.declared is None or not self.declared.at_least:
            return str(value)
        return f"{value}余" if value and value % 10 == 0 else f"至少{value}"

    @property
    def rate(self) -> str:
        return share(self.snapshot.value, self.snapshot.whole)

    @property
    def mark(self) -> str:
        return MARK if self.declared else ""


def frozen_for(by: Actor, keys: list[str], scope: Scope) -> list[Frozen]:
    """Snapshots of these figures, of one moment; nothing where there are none to take."""
    rows = taken(by, [FIGURES[key] for key in keys], scope) if keys else []
    said = declarations(rows)
    kind = Declared._meta.model_name  # noqa: SLF001 - Django documents _meta as its API
    return [Frozen(row, said.get(row.pk), row.kind == kind and not row.count) for row in rows]


def numbers_of(rows: list[Frozen]) -> dict[str, Number]:
    """What goes into the template, by the names that it uses."""
    found = {}
    for row in rows:
        address, key = address_of(row.snapshot), row.snapshot.figure
        found[f"{NUMBER}.{key}"] = Number(row.shown, address, row.mark)
        found[f"{RATE}.{key}"] = Number(row.rate or MISSING, address, row.mark)
    return found


def address_of(snapshot: Snapshot) -> str:
    return f"{settings.BASE_URL}{ADDRESS.format(number=snapshot.pk)}"


def words_of(scope: Scope, place: str, rows: list[Frozen] | None = None) -> dict[str, str]:
    """What a template's words stand for; documents are Chinese, whoever asks for them."""
    return {
        "scope": place,
        "since": day_in_words(scope.since),
        "until": day_in_words(scope.until),
        "today": day_in_words(clock.today()),
        NOTE: note_of([row.declared for row in rows or [] if row.declared]),
    }


def note_of(declared: list[Declared]) -> str:
    """Which numbers nobody counted, and who answers for them."""
    if not declared:
        return ""
    sources = dict.fromkeys((row.source, row.signer) for row in declared)
    told = "；".join(f"来源为{source}，由{signer}签报" for source, signer in sources)
    return f"（注：标{MARK}的数字系申报，未经系统逐条计数；{told}。）"
