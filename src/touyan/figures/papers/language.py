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
from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment

from touyan.figures.papers.opening import refused

FIGURES, RATES = "f", "rate"
NOTE = "declared_note"
WORDS = ("scope", "since", "until", "today", NOTE)
BRACES = re.compile(r"\{[{%#]|[}%#]\}")
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
        """Whatever is about to be rendered was looked through as a whole, wherever in the file it stood."""
        for name in named(self, source):
            if name not in WORDS and not _is_of_figure(name):
                raise TemplateSyntaxError(name, 1)
        return super().from_string(source, *args, **kwargs)


def named(environment: Language, source: str) -> Iterator[str]:
    """The names that a text uses, a figure's as `f.KEY` or `rate.KEY`; TemplateSyntaxError for anything but names."""
    for node in environment.parse(source).body:
        if not isinstance(node, nodes.Output):
            raise TemplateSyntaxError(type(node).__name__, node.lineno)
        for part in node.nodes:
            if not isinstance(part, nodes.TemplateData):
                yield _name(part)


def _name(node: nodes.Expr) -> str:
    if isinstance(node, nodes.Name) and node.name not in {FIGURES, RATES}:
        return node.name
    if isinstance(node, nodes.Getitem):
        whole, key = node.node, node.arg
        named = isinstance(key, nodes.Const) and isinstance(key.value, str)
        if named and isinstance(whole, nodes.Name) and whole.name in {FIGURES, RATES}:
            return f"{whole.name}.{key.as_const()}"
    raise TemplateSyntaxError(type(node).__name__, node.lineno)


def _is_of_figure(name: str) -> bool:
    return name.startswith((f"{FIGURES}.", f"{RATES}."))


def looked_through(texts: list[str], known: set[str]) -> tuple[list[str], list[Wrong]]:
    """The keys of the figures that the paragraphs name, in their order, and everything that is wrong."""
    environment, keys, wrong = Language(), [], []
    for number, text in enumerate(texts, start=1):
        if not BRACES.search(text):
            continue
        try:
            names = list(named(environment, text.translate(QUOTES)))
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
