"""Translations, room by room: `messages.py extract | compile | check`.

Catalogues carry neither dates nor line numbers, so that two people's changes merge quietly.
A room's strings are found in its Python and its Jinja2 templates; Babel does what GNU gettext
would, so that the machine needs no gettext.
"""

import io
import re
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOMS = Path(__file__).resolve().parent.parent / "src" / "touyan"
LOCALE = "zh_Hans"
METHODS = [("**.py", "python"), ("templates/**", "jinja2")]
OPTIONS = {
    "templates/**": {
        "encoding": "utf-8",
        "extensions": "jinja2.ext.i18n,jinja2.ext.do",
        "newstyle_gettext": "true",
        "trimmed": "false",
        "trim_blocks": "true",
        "lstrip_blocks": "true",
        "silent": "false",
    }
}
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
NOISE = re.compile(
    r'^"(Project-Id-Version|Report-Msgid-Bugs-To|POT-Creation-Date|PO-Revision-Date|'
    r"Last-Translator|Language-Team|Generated-By):.*\n",
    re.MULTILINE,
)
FILLERS = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")

Key = tuple[str | None, str]


def rooms() -> list[Path]:
    return sorted(path.parent for path in ROOMS.glob("*/__init__.py"))


def catalogue_path(room: Path) -> Path:
    return room / "locale" / LOCALE / "LC_MESSAGES" / "django.po"


def catalogues() -> list[Path]:
    return sorted(ROOMS.glob(f"*/locale/{LOCALE}/LC_MESSAGES/django.po"))


def extracted(room: Path) -> Catalog:
    """What the room's sources say, untranslated."""
    template = Catalog(charset="utf-8", fuzzy=False)
    found = extract_from_dir(
        room, METHODS, OPTIONS, KEYWORDS, ("Translators:",), strip_comment_tags=True
    )
    for _file, _line, message, comments, context in found:
        template.add(message, auto_comments=comments, context=context)
    return template


def stored(path: Path) -> Catalog:
    if not path.exists():
        return Catalog(locale=LOCALE, charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=LOCALE)


def text(catalogue: Catalog) -> str:
    """The file as it is committed."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=100, no_location=True, sort_output=True, ignore_obsolete=True)
    written = NOISE.sub("", buffer.getvalue().decode())
    return written[written.index("msgid") :].rstrip() + "\n"


def extract(room: Path) -> None:
    """Bring the room's catalogue up to its sources; translations stay, new strings come empty."""
    template = extracted(room)
    path = catalogue_path(room)
    if not len(template):
        path.unlink(missing_ok=True)
        return
    catalogue = stored(path)
    catalogue.update(template, no_fuzzy_matching=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text(catalogue), encoding="utf-8")


def compile_catalogue(path: Path) -> None:
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, stored(path))


def keys(catalogue: Catalog) -> set[Key]:
    return {_key(message) for message in catalogue if message.id}


def _key(message: Message) -> Key:
    return message.context, _singular(message)


def _singular(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _translations(message: Message) -> list[str]:
    if isinstance(message.string, str):
        return [message.string]
    return list(message.string or [""])


def untranslated(catalogue: Catalog) -> list[str]:
    """The strings that are missing, or only guessed."""
    return [
        _singular(message)
        for message in catalogue
        if message.id and (message.fuzzy or not all(_translations(message)))
    ]


def mismatched(catalogue: Catalog) -> list[str]:
    """The strings whose translation fills in something else than they do."""
    return [
        _singular(message)
        for message in catalogue
        if message.id
        for translation in _translations(message)
        if translation and not _fills_in_the_same(message, translation)
    ]


def _fills_in_the_same(message: Message, translation: str) -> bool:
    """A Chinese plural may leave the number out of nothing; any of the source's forms will do."""
    forms = [message.id] if isinstance(message.id, str) else list(message.id)
    given = sorted(FILLERS.findall(translation))
    return any(given == sorted(FILLERS.findall(form)) for form in forms)


def out_of_step(room: Path) -> list[str]:
    """The strings that only the sources have, or only the catalogue."""
    ours, theirs = keys(extracted(room)), keys(stored(catalogue_path(room)))
    return sorted(string for _, string in ours ^ theirs)


def disagreeing() -> list[str]:
    """The strings that two rooms translate differently: Django merges rooms, and one would win."""
    said: dict[Key, set[tuple[str, ...]]] = defaultdict(set)
    for path in catalogues():
        for message in stored(path):
            if message.id:
                said[_key(message)].add(tuple(_translations(message)))
    return sorted(string for (_, string), ways in said.items() if len(ways) > 1)


def problems() -> list[str]:
    """Everything that is wrong with the translations, in words."""
    found: list[str] = []
    for room in rooms():
        catalogue = stored(catalogue_path(room))
        for what, strings in (
            ("out of step with the sources (make messages)", out_of_step(room)),
            ("not translated", untranslated(catalogue)),
            ("the translation fills in something else", mismatched(catalogue)),
        ):
            found += [f"{room.name}: {what}: {string!r}" for string in strings]
    return found + [f"translated differently in two rooms: {string!r}" for string in disagreeing()]


def check() -> int:
    found = problems()
    sys.stderr.write("".join(f"{problem}\n" for problem in found))
    return 1 if found else 0


def extract_all() -> int:
    for room in rooms():
        extract(room)
    missing = sum(len(untranslated(stored(path))) for path in catalogues())
    sys.stderr.write(f"{missing} strings wait for their translation.\n" if missing else "")
    return 0


def compile_all() -> int:
    for path in catalogues():
        compile_catalogue(path)
    return 0


COMMANDS: dict[str, Callable[[], int]] = {
    "extract": extract_all,
    "compile": compile_all,
    "check": check,
}

if __name__ == "__main__":
    sys.exit(COMMANDS[sys.argv[1]]())
