"""What the worker does with people's words: suggestions, hot matters, learning at night.

Whatever needs arrays runs as a process of its own, at low priority, with so much memory and so many
seconds and no more: the worker stays small, and nothing that was written can hold it up. That process
is given words and answers with JSON; it has neither the town's code nor its database nor a secret, so it
is a sixth of what a second town would be. Until there is enough to learn from, keywords suggest, here
and at once.
"""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path
from threading import Timer
from typing import Any

from django.utils.translation import gettext as _

from touyan.conf import readings
from touyan.kernel import clock
from touyan.orders.reads import reading as reads
from touyan.orders.tasks import reading as tasks
from touyan.reading import start
from touyan.town.reads import towns

BATCH = 500
BATCHES = 20
"""At most, in one run."""
HALF_A_YEAR = timedelta(weeks=26)
MOST_COMPARED = 2500
"""The newest that are compared, all with all: with these the whole town stays below 400 MB meanwhile."""
MEGABYTES = 1600
SECONDS = {"suggest": 120, "hot": 300, "learn": 900}
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
GIVES_BACK = {"MALLOC_MMAP_THRESHOLD_": str(1024 * 1024)}
"""Arrays of a megabyte go back to the machine when they are done with; glibc would keep their room, a sixth of the peak."""
SECRETS = ("TOUYAN_", "DATABASE_URL", "REDIS_URL", "DJANGO_")


class ReadingFailed(Exception):
    """The process ended otherwise than it should; its last words."""


def suggest_waiting(model: Path | None = None) -> int:
    """Say of each open order that nobody has read yet what it is probably about; how many were kept."""
    done, model = 0, model or readings.MODEL
    for _turn in range(BATCHES):  # so many at a time that no lock is held for long
        said = reads.said_in(reads.unread()[:BATCH])
        kept = (
            tasks.suggested(said, dict(zip(said, _read(model, said), strict=True))) if said else 0
        )
        done += kept
        if not kept:  # none waits; or all were changed meanwhile, and the next run reads them
            break
    return done


def _read(model: Path, said: Mapping[int, str]) -> list[dict[str, Any]]:
    if model.exists():
        found: list[dict[str, Any]] | None
        found = apart("suggest", model=str(model), texts=list(said.values()))
        if found is None:
            raise ReadingFailed(f"suggest: {model} is not a model; run: touyan learn")
        return found
    labels = readings.beginning()
    return [start.suggest(text, labels) for text in said.values()]


def find_matters() -> int:
    """What many people have written of within the last half year, anew; how many matters."""
    return sum(_matters(town) for town in towns())


def _matters(town_id: int) -> int:
    said = reads.messages(town_id, clock.now() - HALF_A_YEAR, MOST_COMPARED)
    told = [(str(pk), who, at.isoformat(), words) for pk, who, at, words in said]
    found = apart("hot", messages=told, most=reads.SHOWN) if told else []
    matters = [(people, [int(key) for key in keys]) for people, keys in found]
    return tasks.keep_matters(town_id, {pk: words for pk, _who, _at, words in said}, matters)


def learn_at_night() -> str:
    """Learn from what people sorted since the last time, where it reads unseen words better than keywords."""
    if not clock.is_night():
        return ""
    tried = readings.MODEL.with_suffix(".tried")
    month_ago = clock.now() - timedelta(days=30)
    last = datetime.fromisoformat(tried.read_text()) if tried.exists() else month_ago
    if clock.now() - last < timedelta(hours=12) or not reads.sorted_since(last):
        return ""
    tried.parent.mkdir(parents=True, exist_ok=True)
    tried.write_text(clock.now().isoformat())
    return learn_if_better(readings.MODEL)


def learn_if_better(model: Path) -> str:
    """Learn from what people sorted; keep it where it reads unseen words better than keywords. What came of it."""
    model.parent.mkdir(parents=True, exist_ok=True)
    told = apart(
        "learn", reads.history(), model=str(model.resolve()), keywords=readings.beginning()
    )
    if told is None:  # too little
        return ""
    if not told["better"]:
        return _("Keywords still read better.")
    learnt_well(told["learnt"])
    return _("Learnt {n} labels.").format(n=told["labels"])


def learnt_well(learnt: dict[str, Any]) -> None:
    """The office reads how good it is, and what waits is read anew."""
    for town in towns():
        stood = reads.agreement(town, clock.now() - timedelta(days=90))
        tasks.measured(town, "suggestions", {**learnt, **stood})
    tasks.read_anew()


def apart(what: str, lines: Iterable[Any] = (), **given: Any) -> Any:
    """Have `python -m touyan.reading` do this, within bounds; what it answered. Lines are told one by one, never all held."""
    known = {name: value for name, value in os.environ.items() if not name.startswith(SECRETS)}
    child = subprocess.Popen(  # noqa: S603 - our own words
        [sys.executable, "-m", "touyan.reading", what], env=known | ONE_THREAD | GIVES_BACK,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
    )  # fmt: skip
    late = Timer(SECONDS[what], child.kill)
    try:
        _bound(child.pid)
        late.start()
        out, wrong = _heard(child, chain([given], lines))
    except BaseException:  # lines broke off: it must not take what it heard for all
        child.kill()
        child.communicate()
        raise
    finally:
        in_time = late.is_alive()
        late.cancel()
    if child.returncode and not in_time:
        raise ReadingFailed(f"{what}: took more than {SECONDS[what]} s")
    if child.returncode:
        raise ReadingFailed(f"{what}: {wrong.strip().splitlines()[-1:] or child.returncode}")
    return json.loads(out)


def _heard(child: subprocess.Popen[str], lines: Iterable[Any]) -> tuple[str, str]:
    with suppress(BrokenPipeError):  # it ended before it heard all; it says why
        for line in lines:
            print(json.dumps(line), file=child.stdin)
    return child.communicate()


def _bound(pid: int) -> None:
    os.setpriority(os.PRIO_PROCESS, pid, 10)
    most = MEGABYTES * 1024 * 1024
    resource.prlimit(pid, resource.RLIMIT_AS, (most, most))
