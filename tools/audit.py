"""Known weaknesses of what the locks name, and how many packages were really looked up.

`pip-audit` says “No known vulnerabilities found” of packages that its service does not know. Here that
is no good news: what was not looked up is counted and said, and a run without a service says that
nothing was audited. It fails on what was found; where nobody can be asked it fails nothing.
"""

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("dev.txt", "cluster.txt")
"""The first holds base, sms and s3 as well."""
SECONDS = 120


@dataclass
class Audit:
    """What one run of pip-audit told."""

    audited: int = 0
    unknown: list[str] = field(default_factory=list)
    """Packages that the service could say nothing of."""
    found: list[str] = field(default_factory=list)


def read(report: str) -> Audit:
    """pip-audit's JSON; of what is none, or of none at all, nothing was audited."""
    told = Audit()
    try:
        dependencies: list[dict[str, Any]] = json.loads(report)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return told
    for one in dependencies:
        if "vulns" not in one:
            told.unknown.append(one["name"])
            continue
        told.audited += 1
        for weakness in one["vulns"]:
            mended = ", ".join(weakness.get("fix_versions", ())) or "nothing yet"
            told.found.append(
                f"{one['name']} {one['version']}: {weakness['id']}, mended in {mended}"
            )
    return told


def said(name: str, told: Audit) -> str:
    """One run in a sentence, and what was found below it."""
    if not told.audited:
        why = (
            f"the service knows none of {len(told.unknown)} packages"
            if told.unknown
            else "no service answered"
        )
        return f"{name}: NOTHING WAS AUDITED, {why}. This says nothing about weaknesses."
    lines = [f"{name}: {told.audited} packages audited, {len(told.found)} known weaknesses."]
    if told.unknown:
        lines.append(f"  NOT audited, as the service does not know them: {', '.join(told.unknown)}")
    return "\n".join([*lines, *(f"  {one}" for one in told.found)])


def audit(lock: Path) -> Audit:
    """Ask about every package of a lock. Nothing is installed or built."""
    asked = [
        sys.executable, "-m", "pip_audit", "-r", str(lock), "--disable-pip", "--require-hashes",
        "--format", "json", "--progress-spinner", "off", "--timeout", "10",
    ]  # fmt: skip
    try:
        done = subprocess.run(
            asked, capture_output=True, text=True, timeout=SECONDS, check=False, cwd=ROOT
        )
    except subprocess.TimeoutExpired:
        return Audit()
    return read(done.stdout)


def main() -> int:
    wrong = 0
    for name in LOCKS:
        told = audit(ROOT / "requirements" / name)
        sys.stderr.write(f"{said(name, told)}\n")
        wrong += len(told.found)
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main())
