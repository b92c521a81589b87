"""Every string a person can see is there in Chinese, and says what the English says."""

import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from django.utils.translation import gettext, override
from jinja2 import Environment

from tools import messages
from touyan.conf.jinja import environment

FILLED = re.compile(r"%\(\w+\)s|%%|\{[^}]*\}")
ROOMS = [room.name for room in messages.rooms()]


def catalogue_of(room: str) -> Catalog:
    return messages.stored(messages.catalogue_path(messages.ROOMS / room))


@pytest.mark.parametrize("room", ROOMS)
def test_a_rooms_catalogue_holds_exactly_what_its_sources_say(room: str) -> None:
    assert messages.out_of_step(messages.ROOMS / room) == [], "run: make messages"


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_is_translated_whole_and_nothing_is_guessed(room: str) -> None:
    assert messages.untranslated(catalogue_of(room)) == []


@pytest.mark.parametrize("room", ROOMS)
def test_a_translation_fills_in_what_its_source_fills_in(room: str) -> None:
    assert messages.mismatched(catalogue_of(room)) == []


@pytest.mark.parametrize("room", ROOMS)
def test_no_percent_sign_stands_where_a_template_would_fill_something_in(room: str) -> None:
    """Jinja fills in every sentence with `%`, also one that has nothing to fill in: a bare sign breaks the page."""
    said = [text for m in catalogue_of(room) if m.id for text in (*_each(m.id), *_each(m.string))]
    assert [text for text in said if "%" in FILLED.sub("", text)] == []


def _each(text: str | Sequence[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def test_a_string_in_two_rooms_has_one_translation() -> None:
    assert messages.disagreeing() == []


@pytest.mark.parametrize("room", ROOMS)
def test_no_library_says_it_otherwise(room: str) -> None:
    """Another application's catalogue may hold the same English for another thing."""
    with override("zh-hans"):
        said = {m.id: (m.string, gettext(str(m.id))) for m in catalogue_of(room) if plain(m)}
    assert {key: found for key, (ours, found) in said.items() if found != ours} == {}


def plain(message: Message) -> bool:
    return bool(message.id) and isinstance(message.id, str) and not message.context


@pytest.mark.parametrize("room", ROOMS)
def test_a_catalogue_is_committed_as_the_tool_writes_it(room: str) -> None:
    path = messages.catalogue_path(messages.ROOMS / room)
    if path.exists():
        assert path.read_text(encoding="utf-8") == messages.text(messages.stored(path))


def test_strings_are_found_in_python_and_in_templates(tmp_path: Path) -> None:
    (tmp_path / "templates" / "room").mkdir(parents=True)
    (tmp_path / "views.py").write_text(
        "from django.utils.translation import gettext_lazy as _, pgettext_lazy\n"
        "LABEL = _('Place an order')\n"
        "STATE = pgettext_lazy('an order', 'Open')\n",
        encoding="utf-8",
    )
    (tmp_path / "templates" / "room" / "page.html").write_text(
        "{% set heading = _('Your order') %}\n"
        "{% trans n=3 %}One day{% pluralize %}{{ n }} days{% endtrans %}\n",
        encoding="utf-8",
    )
    assert messages.keys(messages.extracted(tmp_path)) == {
        (None, "Place an order"),
        ("an order", "Open"),
        (None, "Your order"),
        (None, "One day"),
    }


def test_templates_are_read_for_translation_as_they_are_rendered() -> None:
    """Otherwise a multi-line string would be looked up under another name than it is stored."""
    rendered, read = environment(), messages.OPTIONS["templates/**"]
    assert Environment(
        autoescape=True, extensions=read["extensions"].split(",")
    ).extensions.keys() == (rendered.extensions.keys())
    assert (read["trimmed"] == "true") == rendered.policies["ext.i18n.trimmed"]
    assert (read["trim_blocks"] == "true") == rendered.trim_blocks
    assert (read["lstrip_blocks"] == "true") == rendered.lstrip_blocks


def test_what_is_missing_guessed_or_fills_in_something_else_is_named() -> None:
    catalogue = Catalog(locale="zh_Hans")
    catalogue.add("Missing")
    catalogue.add("Guessed", "猜的", flags=["fuzzy"])
    catalogue.add("{n} orders", "{m} 件")
    catalogue.add(("{n} day", "{n} days"), ("{n} 天",))
    assert messages.untranslated(catalogue) == ["Missing", "Guessed"]
    assert messages.mismatched(catalogue) == ["{n} orders"]


def test_the_written_catalogue_has_no_dates_and_no_line_numbers() -> None:
    catalogue = Catalog(locale="zh_Hans")
    catalogue.add("Order", "点单", locations=[("views.py", 3)])
    assert messages.text(catalogue).splitlines() == [
        'msgid ""',
        'msgstr ""',
        '"Language: zh_Hans\\n"',
        '"Plural-Forms: nplurals=1; plural=0;\\n"',
        '"MIME-Version: 1.0\\n"',
        '"Content-Type: text/plain; charset=utf-8\\n"',
        '"Content-Transfer-Encoding: 8bit\\n"',
        "",
        'msgid "Order"',
        'msgstr "点单"',
    ]


def test_the_command_agrees_with_these_tests() -> None:
    done = subprocess.run([sys.executable, messages.__file__, "check"], check=False)
    assert done.returncode == (1 if messages.problems() else 0)
