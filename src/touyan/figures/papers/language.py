"""The language of a brief's template: names in double braces, and nothing that can be called.

`{{ f["orders.placed"] }}` is a figure, `{{ rate["orders.solved"] }}` its share of the whole; `{{ scope }}`, `{{ since }}`, `{{ until }}`, `{{ today }}`
and `{{ declared_note }}` are words. There are no statements, filters or calls, so a template can
neither loop nor reach anything.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from jinja2 import StrictUndefined, TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment

from touyan.figures.papers.opening import refused

FIGURES, RATES = "f", "rate"
NOTE = "declared_note"
WORDS = ("scope", "since", "until", "today", NOTE)
BRACES = re.compile(r"\{_?[{%#]|[}%#]_?\}")
NAME = re.compile(
    r"\{\{\s*(?:(?P<word>[a-z_]{1,40})"
    r"|(?P<of>f|rate)\s*\[\s*(?P<quote>[\"'])(?P<key>[\w.]{1,60})(?P=quote)\s*\])\s*\}\}",
    re.ASCII,
)
TAKEN = "\ufdd2"
"""Stands where a name stood: a brace that touches it would make something else of it."""
QUOTES = str.maketrans("“”„‟‘’‚‛＂＇", '""""' + "''''" + "\"'")
"""What Word makes of the quotation marks that somebody types."""


@dataclass(frozen=True)
class Wrong:
    """What a template says that nobody understands, and where."""

    paragraph: int
    """Counted from 1, as somebody counts them."""
    why: str

    def __str__(self) -> str:
        return _("Paragraph {n}: {why}").format(n=self.paragraph, why=self.why)


class Language(SandboxedEnvironment):
    """Jinja2 with everything taken out but names."""

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined, cache_size=0)
        self.globals.clear()
        self.filters.clear()
        self.tests.clear()

    def from_string(self, source: Any, *args: Any, **kwargs: Any) -> Any:
        """Whatever is about to be rendered is looked through as a whole, wherever in the file it stands."""
        if any(not _is_of_figure(name) and name not in WORDS for name in named(source)):
            raise TemplateSyntaxError("unknown", 1)
        return super().from_string(source, *args, **kwargs)


def named(source: str) -> Iterator[str]:
    """The names that a text uses, a figure's as `f.KEY` or `rate.KEY`; TemplateSyntaxError for anything else.

    Not by Jinja's own parser: what somebody sends would decide how deep and how long it goes.
    """
    rest = NAME.sub(TAKEN, source)
    if BRACES.search(rest) or f"{{{TAKEN}" in rest or f"{TAKEN}}}" in rest:
        raise TemplateSyntaxError("not a name", 1)
    for found in NAME.finditer(source):
        yield found["word"] or f"{found['of']}.{found['key']}"


def _is_of_figure(name: str) -> bool:
    return name.startswith((f"{FIGURES}.", f"{RATES}."))


def looked_through(texts: list[str], known: set[str]) -> tuple[list[str], list[Wrong]]:
    """The keys of the figures that the paragraphs name, in their order, and everything that is wrong."""
    keys, wrong = [], []
    for number, text in enumerate(texts, start=1):
        if not BRACES.search(text):
            continue
        try:
            names = list(named(text.translate(QUOTES)))
        except TemplateSyntaxError:
            wrong.append(Wrong(number, _not_understood(text)))
            continue
        for name in names:
            key = name.partition(".")[2] if _is_of_figure(name) else name
            if _is_of_figure(name) and key in known:
                keys.append(key)
            elif name not in WORDS:
                wrong.append(Wrong(number, _("“{name}” is not the name of a figure.").format(name=key)))  # fmt: skip
    return list(dict.fromkeys(keys)), wrong


def _not_understood(text: str) -> str:
    found = BRACES.search(text)
    start = found.start() if found else 0
    return _('“{text}” is not understood. Write a figure as {{{{ f["orders.placed"] }}}}.').format(
        text=text[start : start + 40]
    )


def must_be_clean(texts: list[str], known: set[str]) -> list[str]:
    """The figures that a template names; Refused with every mistake, if it has any."""
    keys, wrong = looked_through(texts, known)
    if wrong:
        raise refused("\n".join(str(each) for each in wrong[:20]))
    return keys
