"""What visitors wrote down: a line for each form that was begun, acknowledged, refused or repeated."""

import json
from pathlib import Path
from typing import Any

KINDS = ("order", "accept", "deliver", "book", "check-in")
"""What can be acknowledged."""


def read(log: Path) -> list[dict[str, Any]]:
    lines = log.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.endswith("}")]
