"""Commands speak one language, the town's: what they say themselves and the problems that they name."""

import ast
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from touyan.conf import management
from touyan.kernel import backups

COMMANDS = sorted((Path(management.__file__).parent / "commands").glob("[a-z]*.py"))
pytestmark = pytest.mark.django_db(transaction=True)


def said(*words: object, language: str = "zh-hans", **options: object) -> str:
    """All that a command says, its verdict included."""
    out = StringIO()
    with override(language):
        try:
            call_command(*map(str, words), stdout=out, stderr=out, **options)
        except CommandError as no:
            out.write(str(no))
    return out.getvalue()


def test_a_ledgers_problems_and_the_verdict_are_in_one_language(town, tmp_path):
    path = tmp_path / "places.csv"
    path.write_text("代码,村社区代码,类别,名称\nL1,nosuch,lamp,灯\n", encoding="utf-8")
    chinese = "第 2 行“村社区代码”：“nosuch”不是村社区的代码\n共1处问题；未作任何更改。"
    english = "Row 2, 村社区代码: “nosuch” is no village's code\n1 problem; nothing was changed."
    assert said("import", "places", path) == chinese
    assert said("import", "places", path, language="en") == english


def test_what_was_taken_in_and_written_is_said_in_chinese(town, tmp_path):
    path = tmp_path / "calendar.csv"
    assert said("export", "calendar", path) == f"已写入：{path}\n"
    assert said("import", "calendar", path).endswith("行，其中新增或更改0行。\n")
    assert "没有问题；未作任何更改" in said("import", "calendar", path, dry_run=True)
    missing = tmp_path / "missing.csv"
    assert said("import", "calendar", missing).startswith(f"{missing} 无法读取：")


@pytest.mark.parametrize(
    ("words", "chinese"),
    [
        (["figures", "--org", "nowhere", "--from", "2021-01-01", "--to", "2021-02-01"], "没有代码为“nowhere”的单位。"),
        (["client", "add", "甲", "--org", "340121103", "--until", "soon"], "“soon”不是日期，正确写法如 2021-08-03。"),
        (["client", "revoke", "甲", "--org", "340121103"], "吴山镇没有名为“甲”的接入系统。"),
        (["demo"], "已经有乡镇了：未作任何更改。\n"),
        (["recount"], "各项合计均已重新统计。\n"),
        (["hot"], "请指定一个文件，或用 --org 指定一个地方。"),
        (["wechat", "check"], "尚未设置公众号：请填写 TOUYAN_WECHAT_APP。"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)  # fmt: skip
def test_a_shell_reads_chinese(words, chinese, town):
    assert said(*words) == chinese


def test_what_a_backup_says_is_in_the_language_too(tmp_path):
    with override("zh-hans"), pytest.raises(backups.Unable) as no:
        backups.take(tmp_path / "nowhere" / "town.touyan")
    assert str(no.value) == f"没有文件夹 {tmp_path / 'nowhere'}。"


def _spoken(tree: ast.AST) -> list[ast.expr]:
    """What is handed to people: the first word to `write`, or to a refusal."""
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        called = node.func
        is_write = (
            isinstance(called, ast.Attribute)
            and called.attr == "write"
            and (
                isinstance(called.value, ast.Attribute)
                and called.value.attr in {"stdout", "stderr"}
            )
        )
        if is_write or (isinstance(called, ast.Name) and called.id == "CommandError"):
            found.append(node.args[0])
    return found


def _is_sentence(node: ast.expr) -> bool:
    """Words of our own in it that went through no translation; signs and figures are nobody's language."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    told = "".join(str(part.value) for part in parts if isinstance(part, ast.Constant))
    return any(letter.isalpha() for letter in told)


@pytest.mark.parametrize("path", COMMANDS, ids=lambda path: path.stem)
def test_a_command_says_nothing_that_is_not_translated(path: Path):
    spoken = _spoken(ast.parse(path.read_text(encoding="utf-8")))
    assert [ast.unparse(node) for node in spoken if _is_sentence(node)] == []
