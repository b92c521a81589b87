"""What every command of the town says where its tables, or its database, are not there."""

import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.migrations.recorder import MigrationRecorder

from bench.machine import ROOT
from bench.serving import free_port

ON_NOTHING = [
    ["serve"],
    ["work"],
    ["work", "--once"],
    ["check"],
    ["backup", "out"],
    ["client", "list"],
]


def said(home: Path, *arguments: str, database: str = "") -> subprocess.CompletedProcess[str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("TOUYAN_")}
    settings = {
        "TOUYAN_HOME": str(home),
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "touyan.conf.settings",
    }
    return subprocess.run(
        [sys.executable, "-m", "touyan", *arguments],
        cwd=ROOT, env=own | settings, check=False, capture_output=True, text=True, timeout=60,
    )  # fmt: skip


@pytest.mark.parametrize("arguments", ON_NOTHING, ids=" ".join)
def test_a_database_without_tables_is_told_in_a_sentence(arguments: list[str], tmp_path: Path):
    (tmp_path / "var").mkdir()
    done = said(tmp_path, *arguments)
    assert done.returncode == 1
    assert "请先运行 `touyan migrate`" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.django_db
def test_code_that_is_newer_than_its_tables_does_not_begin():
    last = MigrationRecorder.Migration.objects.filter(app="orders").latest("id")
    last.delete()
    with pytest.raises(CommandError, match="还有1项迁移没有执行"):
        call_command("index")


@pytest.mark.django_db
def test_tables_that_are_newer_than_the_code_are_no_reason_to_stop():
    """Pods of the old version answer while those of the new one start."""
    MigrationRecorder.Migration.objects.create(app="orders", name="9999_from_tomorrow")
    call_command("index", stdout=StringIO())


@pytest.mark.parametrize("arguments", [["serve"], ["check"], ["client", "list"]], ids=" ".join)
def test_a_database_that_does_not_answer_is_told_in_a_sentence(
    arguments: list[str], tmp_path: Path
):
    nobody = f"postgresql://touyan:hushed@127.0.0.1:{free_port()}/touyan"
    done = said(tmp_path, *arguments, database=nobody)
    assert done.returncode == 1
    assert "数据库没有响应" in done.stderr
    assert "Traceback" not in done.stderr
    assert "hushed" not in done.stderr
