"""What the pages of briefs show, and what their forms do."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import uuid4

from django.forms import Form
from django.http import Http404, QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from touyan.desk.forms.briefs import EditedBrief, Explained
from touyan.desk.reads.keyset import Sort, paged
from touyan.figures.acts import writing
from touyan.figures.models import Brief
from touyan.figures.moves import LIFE
from touyan.figures.papers import pdf
from touyan.figures.papers.language import WORDS
from touyan.figures.papers.reading import Paragraph
from touyan.figures.reads import briefs as reads
from touyan.kernel.figures import FIGURES
from touyan.kernel.lifecycle import Words
from touyan.town.models import Person

Files = MultiValueDict[str, Any]
Sent = tuple[Form, Callable[..., Any], Words]
"""A form that was sent, the act that it leads to, and what is said afterwards."""


def lines(person: Person, data: QueryDict) -> dict[str, Any]:
    """A page of the list, newest first."""
    rows = paged(reads.briefs(person), NEWEST, data)
    return {
        "briefs": rows.rows,
        "before": rows.before and f"?before={rows.before}",
        "after": rows.after and f"?after={rows.after}",
    }


NEWEST = Sort(("-id",))


def shown(brief: Brief, person: Person, name: str = "", form: Form | None = None) -> dict[str, Any]:
    """The page of a brief; a form that was refused stands where it was sent from."""
    own = {number.snapshot_id: number for number in brief.numbers.all()}
    marks = list(brief.marks.all())
    offers = {offer.name: offer for offer in LIFE.offers(brief, person)}
    return {
        "brief": brief,
        "text": _text(brief, own, {mark.paragraph for mark in marks if not mark.reason}),
        "open_marks": [mark for mark in marks if not mark.reason],
        "settled": [mark for mark in marks if mark.reason],
        "labels": {mark.figure: FIGURES[mark.figure].label for mark in marks if mark.figure in FIGURES},
        "offers": offers,
        "edited": form if name == "amend" and form else EditedBrief(),
        "explained": form if name == "explain" and form else Explained(),
        "refused": form if form and form.errors else None,
        "pdf": pdf.program() is not None,
        "key": uuid4(),
    }  # fmt: skip


def _text(brief: Brief, own: dict[int, Any], marked: set[int]) -> list[dict[str, Any]]:
    """The paragraphs as the page writes them: an element, and pieces that may be links."""
    said = [*enumerate(map(Paragraph.from_json, brief.text))]
    tags = _tags({paragraph.kind for _number, paragraph in said})
    return [
        {
            "tag": tags.get(paragraph.kind, "p"),
            "kind": paragraph.kind,
            "number": number,
            "marked": number in marked,
            "pieces": [(p.text, p.snapshot if p.snapshot in own else None) for p in paragraph.pieces],
        }
        for number, paragraph in said
        if paragraph.text.strip()
    ]  # fmt: skip


def _tags(kinds: set[str]) -> dict[str, str]:
    """The page's own heading is the first; whoever listens to it jumps over no level."""
    return {"level1": "h2", "level2": "h3" if "level1" in kinds else "h2"}


def names() -> list[tuple[str, Words, Words]]:
    """What a template can name: the figures, each as it is written there."""
    figures = FIGURES.values()
    told = [(_in_braces("f", one.key), one.label, one.unit) for one in figures]
    rates = [(_in_braces("rate", one.key), one.label, "%") for one in figures if one.out_of]
    words = [(f"{{{{ {word} }}}}", LABELS[word], "") for word in WORDS]
    return [*words, *told, *rates]


def _in_braces(kind: str, key: str) -> str:
    return f'{{{{ {kind}["{key}"] }}}}'


LABELS: dict[str, Words] = {
    "scope": _("The place"),
    "since": _("The first day"),
    "until": _("The last day"),
    "today": _("The day of drafting"),
    "declared_note": _("The note about declared numbers"),
}


def _sign(brief: Brief, _data: QueryDict, _files: Files) -> Sent:
    return Form({}), partial(writing.sign_brief, brief=brief), _("Signed.")


def _redraft(brief: Brief, _data: QueryDict, _files: Files) -> Sent:
    return Form({}), partial(writing.redraft, brief=brief), _("Drafted anew with today's numbers.")


def _amend(brief: Brief, data: QueryDict, files: Files) -> Sent:
    return EditedBrief(data, files), partial(writing.amend, brief=brief), _("Taken as edited.")


def _explain(brief: Brief, data: QueryDict, _files: Files) -> Sent:
    mark = next((m for m in brief.marks.all() if str(m.pk) == data.get("mark")), None)
    if mark is None:
        raise Http404
    return Explained(data), partial(writing.explain, brief=brief, mark=mark), _("Explained.")


MOVES: dict[str, Callable[[Brief, QueryDict, Files], Sent]] = {
    "sign": _sign, "redraft": _redraft, "amend": _amend, "explain": _explain,
}  # fmt: skip
