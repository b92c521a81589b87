"""What production is started from: units that systemd takes, a compose file that names real settings."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from touyan.conf.turns import MOST_BODY

ROOT = Path(__file__).resolve().parent.parent.parent
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_takes_the_unit(unit: Path, tmp_path: Path) -> None:
    for other in UNITS:
        text = re.sub(
            r"^ExecStart=\S+", "ExecStart=/bin/true", other.read_text(), flags=re.MULTILINE
        )
        (tmp_path / other.name).write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / unit.name)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    ours = [line for line in done.stderr.splitlines() if "touyan" in line]
    assert (done.returncode, ours) == (0, [])


@pytest.mark.parametrize("unit", [u for u in UNITS if u.suffix == ".service"], ids=lambda u: u.name)
def test_every_service_is_hardened_and_runs_a_command_that_there_is(unit: Path) -> None:
    told = dict(line.split("=", 1) for line in unit.read_text().splitlines() if "=" in line)
    assert told["User"] == "touyan"
    assert (told["ProtectSystem"], told["NoNewPrivileges"]) == ("strict", "yes")
    assert told["CapabilityBoundingSet"] == ""
    command = told["ExecStart"].split()[1]
    found = list((ROOT / "src" / "touyan" / "conf" / "management" / "commands").glob("*.py"))
    assert command in {path.stem for path in found}


def test_the_example_names_settings_that_there_are() -> None:
    documented = (ROOT / "docs" / "settings.md").read_text()
    compose = (DEPLOY / "compose.yaml").read_text()
    example = (DEPLOY / "environment.example").read_text()
    named = set(re.findall(r"(TOUYAN_[A-Z_]+|DATABASE_URL)\b", example + compose))
    assert {name for name in named if f"`{name}`" not in documented} == set()
    assert re.search(r"^TOUYAN_SECRET_KEY=$", example, re.MULTILINE)


def test_the_proxy_takes_what_the_town_takes_and_waits_for_slow_telephones_itself() -> None:
    told = (DEPLOY / "Caddyfile").read_text()
    assert f"max_size {MOST_BODY // 1024**2}MB" in told
    # A part that came through before its end would hold a thread for the rest.
    assert f"request_buffers {MOST_BODY // 1024**2}MB" in told
    assert "read_body" in told


def test_no_file_with_secrets_goes_into_an_image_or_into_git() -> None:
    kept_out = (DEPLOY / "Containerfile.dockerignore").read_text().splitlines()
    assert {"**/.env", "**/*.env", "var"} <= set(kept_out)
    for name in ("deploy/.env", "secrets.env", "deploy/kubernetes/secrets.env"):
        done = subprocess.run(["git", "check-ignore", "-q", name], cwd=DEPLOY.parent, check=False)
        assert done.returncode in {0, 128}, name  # 128: a copy without its history


def test_a_backup_goes_past_a_pooler() -> None:
    unit = (DEPLOY / "systemd" / "touyan-backup.service").read_text()
    first, second = re.findall(r"^EnvironmentFile=(.+)$", unit, re.MULTILINE)
    assert (first, second) == ("/etc/touyan/environment", "-/etc/touyan/direct")


def test_compose_has_every_part_and_none_of_them_is_privileged() -> None:
    told = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    assert sorted(told["services"]) == ["database", "prepare", "proxy", "web", "work"]
    for name in ("prepare", "web", "work"):
        service = told["services"][name]
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
    assert [name for name, one in told["services"].items() if "ports" in one] == ["proxy"]
    named = {name for one in told["services"].values() for name in _volumes(one)}
    assert named == set(told["volumes"])


def _volumes(service: dict[str, list[str]]) -> list[str]:
    kept = [volume.split(":")[0] for volume in service.get("volumes", [])]
    return [name for name in kept if not name.startswith(".")]
