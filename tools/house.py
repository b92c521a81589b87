"""The rules of the house that no linter knows: sizes, banned names, return types, no address in a lock."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BANNED = {
    "utils",
    "helpers",
    "common",
    "manager",
    "managers",
    "service",
    "services",
    "misc",
    "core",
}
FILE_LINES, TEMPLATE_LINES = 400, 100
FUNCTION_LINES = {"views": 15, "acts": 20}
OTHER_FUNCTION_LINES = 50


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def shelf(path: Path) -> str:
    """The shelf a module stands on: `orders/views.py` and `orders/views/desk.py` are both views."""
    inside = path.relative_to(ROOT / "src" / "touyan").with_suffix("").parts
    return inside[1] if len(inside) > 1 else inside[0]


def code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """How long a function's body is: naming the arguments and saying why cost nothing."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or body[-1].lineno) - body[0].lineno + 1 if body else 0


def module_problems(path: Path) -> Iterator[str]:
    if lines(path) > FILE_LINES:
        yield f"{lines(path)} lines; a file has at most {FILE_LINES}"
    if path.stem in BANNED or path.parent.name in BANNED:
        yield "a name that says nothing; name what it holds"
    limit = FUNCTION_LINES.get(shelf(path), OTHER_FUNCTION_LINES)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and code_lines(node) > limit:
            yield f"{node.name}() has {code_lines(node)} lines; at most {limit} here"
        if isinstance(node, ast.Name) and node.id == "TYPE_CHECKING":
            yield "TYPE_CHECKING hides a ring of imports"


def silent_functions(path: Path) -> Iterator[str]:
    """Every function says what it returns, also where mypy does not look."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.returns is None:
            yield f"{node.name}() does not say what it returns"


def problems() -> Iterator[str]:
    source = ROOT / "src" / "touyan"
    for path in sorted(source.rglob("*.py")):
        checks = [silent_functions, *([] if "migrations" in path.parts else [module_problems])]
        yield from (f"{path.relative_to(ROOT)}: {what}" for check in checks for what in check(path))
    for path in sorted(source.rglob("templates/**/*.html")):
        if lines(path) > TEMPLATE_LINES:
            yield f"{path.relative_to(ROOT)}: {lines(path)} lines; at most {TEMPLATE_LINES}"
    for path in sorted((ROOT / "requirements").glob("*")):
        if "://" in path.read_text(encoding="utf-8"):
            yield f"{path.relative_to(ROOT)}: an address; locks name packages and hashes only"


def main() -> int:
    found = list(problems())
    sys.stderr.write("".join(f"{problem}\n" for problem in found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
