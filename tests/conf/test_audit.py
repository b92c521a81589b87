"""What `make check` says of known weaknesses: only what was really looked up counts as looked up."""

import json
from pathlib import Path

from tools import audit

KNOWN = {"name": "django", "version": "5.2.19", "vulns": []}
WEAK = {
    "name": "pillow", "version": "9.0.0",
    "vulns": [{"id": "PYSEC-2023-1", "fix_versions": ["9.1.0"], "aliases": [], "description": ""}],
}  # fmt: skip
UNKNOWN = {
    "name": "nowhere",
    "skip_reason": "Dependency not found on PyPI and could not be audited",
}


def report(*dependencies: object) -> str:
    return json.dumps({"dependencies": dependencies, "fixes": []})


def test_what_is_weak_is_named_with_what_mends_it_and_counts() -> None:
    told = audit.read(report(KNOWN, WEAK))
    assert (told.audited, told.found) == (2, ["pillow 9.0.0: PYSEC-2023-1, mended in 9.1.0"])
    assert audit.said("base.txt", told).startswith(
        "base.txt: 2 packages audited, 1 known weaknesses."
    )


def test_what_the_service_does_not_know_is_not_counted_and_named() -> None:
    said = audit.said("base.txt", audit.read(report(KNOWN, UNKNOWN)))
    assert said.splitlines() == [
        "base.txt: 1 packages audited, 0 known weaknesses.",
        "  NOT audited, as the service does not know them: nowhere",
    ]


def test_a_service_that_knows_nothing_does_not_look_as_if_all_were_well() -> None:
    said = audit.said("base.txt", audit.read(report(UNKNOWN)))
    assert "NOTHING WAS AUDITED, the service knows none of 1 packages" in said


def test_no_service_at_all_does_not_look_as_if_all_were_well_either() -> None:
    for silence in ("", "No known vulnerabilities found", "{}", "[]", "null"):
        assert "NOTHING WAS AUDITED, no service answered" in audit.said("x", audit.read(silence))


def test_without_a_way_to_a_service_the_program_itself_fails_nothing(
    tmp_path: Path, monkeypatch
) -> None:
    """The real program, asked through a door that is closed."""
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    lock = tmp_path / "one.txt"
    lock.write_text(
        "six==1.17.0 --hash=sha256:4721f391ed90541fddacab5acf947aa0d3dc7d27b2e1e8eda2be8970586c3274\n"
    )
    told = audit.audit(lock)
    assert (told.audited, told.found) == (0, [])
    assert "NOTHING WAS AUDITED" in audit.said("one.txt", told)
