"""What every template of every room keeps to: the content security policy allows nothing else."""

import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src/touyan"
TEMPLATES = sorted(SOURCE.glob("*/templates/**/*.html"))
STATIC = SOURCE / "ui/static/ui"
FORBIDDEN = {
    "an inline style": re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE),
    "an inline script": re.compile(
        r"<script(?![^>]*\ssrc=)(?![^>]*application/(ld\+)?json)", re.IGNORECASE
    ),
    "an inline handler": re.compile(r"\son[a-z]+\s*=\s*[\"']", re.IGNORECASE),
    "a javascript address": re.compile(r"[\"']\s*javascript:", re.IGNORECASE),
    "something from elsewhere": re.compile(
        r"(src|<link[^>]*href)\s*=\s*[\"'](https?:)?//", re.IGNORECASE
    ),
}


def forbidden_in(text: str) -> list[str]:
    return [what for what, pattern in FORBIDDEN.items() if pattern.search(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('<p style="color: red">', ["an inline style"]),
        ("<script>alert(1)</script>", ["an inline script"]),
        ('<button onclick="go()">', ["an inline handler"]),
        ('<a href="javascript:go()">', ["a javascript address"]),
        ('<img src="//elsewhere.example/x.png">', ["something from elsewhere"]),
        ('<script src="/static/ui/app.js" defer></script><p class="style">on = "x"</p>', []),
    ],
)
def test_the_test_itself_finds_what_is_forbidden(text: str, found: list[str]) -> None:
    assert forbidden_in(text) == found


def test_no_template_carries_what_the_policy_forbids() -> None:
    wrong = {str(path.relative_to(SOURCE)): forbidden_in(path.read_text()) for path in TEMPLATES}
    assert {path: found for path, found in wrong.items() if found} == {}


def test_every_icon_that_a_template_asks_for_is_drawn() -> None:
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons.svg").read_text()))
    call = re.compile(r"""(?:\bicon\(|icon_name=)["']([\w-]+)["']""")
    asked = {name for path in TEMPLATES for name in call.findall(path.read_text())}
    assert asked - drawn == set()


def test_the_styles_keep_to_what_old_phones_understand() -> None:
    too_new = re.compile(
        r":has\(|:is\(|:where\(|@container|color-mix\(|\binset:|@layer|clamp\(|[^-]min\("
    )
    found = {path.name: too_new.findall(path.read_text()) for path in STATIC.glob("*.css")}
    assert {name: news for name, news in found.items() if news} == {}


def test_the_script_keeps_to_what_old_phones_understand() -> None:
    too_new = re.compile(r"=>|\b(let|const|class|async|await)\s|`|\?\.|\?\?")
    code = re.sub(r"/\*.*?\*/", "", (STATIC / "app.js").read_text(), flags=re.DOTALL)
    assert too_new.findall(code) == []
