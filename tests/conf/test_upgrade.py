"""What the last release's code wrote, today's code takes over. The whole trial, with backups: `make upgrade`."""

import pytest

from bench import upgrade
from tests.once import ITS_OWN_DATABASES

pytestmark = ITS_OWN_DATABASES


def test_a_town_made_by_an_earlier_state_of_the_code_is_migrated_and_agrees() -> None:
    try:
        report = upgrade.tried(upgrade.FROM, "sqlite", whole=False)
    except upgrade.Missing as missing:
        pytest.skip(str(missing))
    assert "数据表一致" in report["check"]
    assert report["figures"] > 50
    assert report["changed"] == {}


def test_the_trial_is_not_blind() -> None:
    before = {"a": 1, "b": 2, "not counted": None, "gone": 3}
    assert upgrade._changed(before, {"a": 1, "b": 5, "not counted": 0}) == {"b": [2, 5]}


def test_a_commit_that_is_not_here_is_said(tmp_path) -> None:
    with pytest.raises(upgrade.Missing, match="not in this checkout"):
        upgrade._earlier("0" * 40, tmp_path)
