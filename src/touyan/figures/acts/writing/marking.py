"""Where a brief's text and the figures disagree, as rows that somebody has to settle."""

from collections.abc import Iterator

from touyan.figures.acts.snapshots import taken
from touyan.figures.acts.writing.numbers import MISSING
from touyan.figures.models import Brief, BriefNumber, Declared, Mark
from touyan.figures.papers.reading import Paragraph
from touyan.figures.papers.typed import About, Known, found_in
from touyan.figures.papers.typed.numbers import typed_in
from touyan.figures.reads.briefs import names_elsewhere
from touyan.kernel.acts import Actor
from touyan.kernel.figures import FIGURES, Scope, values


def mark(brief: Brief, by: Actor) -> None:
    """Look through the text anew. What was explained stays explained where the text still says it."""
    text = [Paragraph.from_json(kept) for kept in brief.text]
    numbers = {number.snapshot_id: number for number in brief.numbers.select_related("snapshot")}
    found = [*_altered(brief, text, numbers), *_typed(brief, text, numbers)]
    before = {(m.figure, m.typed, m.words): m for m in brief.marks.exclude(reason="")}
    brief.marks.all().delete()
    for each in found:
        old = before.get((each.figure, each.typed, each.words))
        if old is not None:
            each.reason, each.explained_at, each.explained_by_id = (
                old.reason, old.explained_at, old.explained_by_id,
            )  # fmt: skip
    _frozen_too(brief, by, found, numbers)
    Mark.objects.bulk_create(found)


def _altered(
    brief: Brief, text: list[Paragraph], numbers: dict[int, BriefNumber]
) -> Iterator[Mark]:
    """Numbers of ours that no longer say what was frozen, and places where there was none to freeze."""
    for position, paragraph in enumerate(text):
        for piece in paragraph.pieces:
            number = numbers.get(piece.snapshot or 0)
            if number is None or _says(piece.text, number):
                continue
            yield Mark(
                brief=brief, paragraph=position, words=paragraph.text[:200], figure=number.figure,
                typed=piece.text.strip().removeprefix(MISSING)[:40],
                snapshot=None if number.missing else number.snapshot,
            )  # fmt: skip


def _says(text: str, number: BriefNumber) -> bool:
    """Whoever edits beside a link may carry a word into it: the number counts."""
    plain = text.strip()
    if number.missing:
        return False
    shown = [word for word in (number.shown, number.rate) if word]
    if plain in shown:
        return True
    typed = list(typed_in(plain))
    frozen = number.snapshot.value
    return len(typed) == 1 and typed[0].value == frozen and not typed[0].bound


def _typed(brief: Brief, text: list[Paragraph], numbers: dict[int, BriefNumber]) -> Iterator[Mark]:
    ours = {pk: number.figure for pk, number in numbers.items()}
    about = About(
        names_elsewhere(brief.organisation),
        frozenset(range(brief.since.year, brief.until.year + 1)),
    )
    frozen = {number.figure: number.snapshot for number in numbers.values()}
    for found in found_in(text, _known(brief, numbers), ours, about):
        yield Mark(
            brief=brief, paragraph=found.paragraph, words=found.clause[:200], typed=found.typed[:40],
            figure=found.key, snapshot=frozen.get(found.key),
        )  # fmt: skip


def _known(brief: Brief, numbers: dict[int, BriefNumber]) -> list[Known]:
    """The figures that a text can name: as frozen in this brief, else as they are now."""
    frozen = {number.figure: number for number in numbers.values()}
    named = [figure for figure in FIGURES.values() if figure.names]
    others = [figure.key for figure in named if figure.key not in frozen]
    now = values(others, Scope(brief.organisation, brief.since, brief.until))
    told = []
    for figure in named:
        number = frozen.get(figure.key)
        if number is None and figure.source.model is Declared and not now[figure.key]:
            continue  # nobody declared it, so nothing can disagree
        if number is not None and number.missing:
            continue
        value = number.snapshot.value if number else now[figure.key]
        at_least = bool(number and number.declared and number.shown != str(number.snapshot.value))
        told.append(Known(figure.key, figure.names, value, at_least, bool(figure.part_of)))
    return told


def _frozen_too(
    brief: Brief, by: Actor, found: list[Mark], numbers: dict[int, BriefNumber]
) -> None:
    """A figure that the text contradicts is frozen as well, so that both numbers can be looked at."""
    missing = {number.figure for number in numbers.values() if number.missing}
    keys = {each.figure for each in found if each.snapshot is None} - missing
    scope = Scope(brief.organisation, brief.since, brief.until)
    rows = taken(by, [FIGURES[key] for key in sorted(keys)], scope) if keys else []
    of = {row.figure: row for row in rows}
    for each in found:
        each.snapshot = each.snapshot or of.get(each.figure)
        each.value = each.snapshot.value if each.snapshot else None
