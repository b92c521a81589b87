"""The trial that harms a town runs, and sees what is lost. A thousand deaths: `make trials KILLS=1000`."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests import migrated
from tests.once import ITS_OWN_DATABASES

pytestmark = ITS_OWN_DATABASES

ROOT = Path(__file__).resolve().parent.parent.parent
HARM = """
import json, django
django.setup()
from bench import dying, founding
founding.main()
report = dying.main(kills=4)
report["blind"] = dying._counted({10**9}, [])["lost"] == 0
from touyan.orders.models import Order
first = Order.objects.order_by("pk").values_list("pk", flat=True)[0]
Order.objects.filter(pk=first).update(urgency="urgent" if Order.objects.get(pk=first).urgency != "urgent" else "hard")
report["seen"] = len(dying._wrong())
print(json.dumps(report))
"""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    home = tmp_path_factory.mktemp("dying")
    migrated.copy_to(home / "var" / "touyan.sqlite3")
    known = {
        **os.environ, "TOUYAN_HOME": str(home), "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "touyan.conf.settings",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", HARM], cwd=ROOT, env=known, capture_output=True, text=True, check=False
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def test_nothing_acknowledged_is_lost_and_check_is_clean(report: dict[str, Any]) -> None:
    assert report["killed"]["acknowledged"] > 0
    assert report["clock_set_back"]["acknowledged"] > 0
    assert report["disk_full"]["acknowledged"] > 0
    assert (report["lost"], report["faults"]) == (0, 0)


def test_the_trial_is_not_blind(report: dict[str, Any]) -> None:
    assert report["blind"] is False
    assert report["seen"] > 0
