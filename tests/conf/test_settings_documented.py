"""docs/settings.md and the code name the same settings, and conf alone reads them."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCE = ROOT / "src" / "touyan"
NAME = re.compile(r"TOUYAN_[A-Z0-9_]+|DATABASE_URL|REDIS_URL")
DOCUMENTED = re.compile(r"^\| `([A-Z0-9_]+)`", re.MULTILINE)


def settings_read_by(path: Path) -> set[str]:
    """The string constants that are a setting's whole name: docstrings and messages are longer."""
    return {
        node.value
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and NAME.fullmatch(node.value)
    }


def test_each_setting_is_documented_and_each_documented_setting_is_read() -> None:
    documented = DOCUMENTED.findall((ROOT / "docs" / "settings.md").read_text(encoding="utf-8"))
    read = set().union(*(settings_read_by(path) for path in SOURCE.rglob("*.py")))
    assert sorted(documented) == sorted(read)


def test_only_conf_reads_settings() -> None:
    elsewhere = {
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if path.relative_to(SOURCE).parts[0] != "conf" and settings_read_by(path)
    }
    assert elsewhere == set()


def test_a_setting_is_found_however_it_is_read(tmp_path: Path) -> None:
    module = tmp_path / "environment.py"
    module.write_text(
        '"""Mentions TOUYAN_OTHER in passing."""\n'
        "import os\n"
        'DEBUG = flag("TOUYAN_DEBUG")\n'
        'URL = os.environ["DATABASE_URL"]\n'
        'raise Unsafe("TOUYAN_SECRET_KEY is too short.")\n',
        encoding="utf-8",
    )
    assert settings_read_by(module) == {"TOUYAN_DEBUG", "DATABASE_URL"}
