"""What follows from an act, written in the same transaction; and what the clock does by itself."""

import logging
from collections import Counter
from datetime import date, datetime
from pathlib import Path

from django.db import transaction
from django.db.models import F

from touyan.kernel import clock
from touyan.kernel.acts import Event
from touyan.kernel.clock import CLOCK
from touyan.kernel.refused import Refused
from touyan.kernel.search.shelves import Shelf
from touyan.newsroom.acts import counting, release
from touyan.newsroom.models import Comment, Log, Published, ViewDay
from touyan.newsroom.papers import rendered
from touyan.newsroom.reads import KIND, due, kept, out
from touyan.newsroom.states import LISTED
from touyan.town.reads import village_names

logger = logging.getLogger(__name__)
AT_ONCE = 4 * 1024 * 1024
"""So much of a log is counted in one transaction: nobody waits behind it."""


# What follows ----------------------------------------------------------------------------------


def _marks(row: Published) -> set[str]:
    """Its town, and each village that it names: their residents look for what is about them."""
    said = f"{row.title}\n{row.summary}\n{row.words}"
    named = (pk for pk, name in village_names(row.town_id) if name in said)
    return {f"t{row.town_id}"} | {f"v{pk}" for pk in named}


NEWS = Shelf(
    KIND,
    lambda: out().filter(kind__in=LISTED),
    lambda row: "\n".join([row.title, row.summary, row.theme, row.source, row.words]),
    _marks,
)


def index(event: Event[Published]) -> None:
    """Keep a published piece findable by its words; one that is withdrawn is found no more."""
    row = event.about
    if row.is_out and row.kind in LISTED:
        NEWS.keep(row)
    else:
        NEWS.forget(row)


def renew(_event: Event[Published] | Event[Comment]) -> None:
    """Let every serving process read anew, as soon as it is certain that this has happened."""
    transaction.on_commit(kept.renew)


# The clock --------------------------------------------------------------------------------------


def release_due() -> int:
    """Let out what was approved for a moment that has come; safe to run twice."""
    done = 0
    for approval in due(clock.now())[:50]:
        made = rendered(approval.revision.as_object())
        try:
            release(by=CLOCK, approval=approval, made=made)
        except Refused:  # somebody was quicker
            continue
        except Exception:  # one piece that cannot go out keeps no other from its readers
            logger.exception("piece %s was not let out", approval.published_id)
            continue
        done += 1
    return done


def count_views() -> int:
    """Add up what the serving processes noted; each line once, whatever stops in between."""
    counted = 0
    for path in sorted(counting.folder().glob("*.log")):
        counted += _count(path)
        _tidy(path)
    return counted


def _count(path: Path) -> int:
    total = 0
    while True:
        with transaction.atomic():
            log, _made = Log.objects.select_for_update().get_or_create(name=path.name)
            lines = _lines(path, log.counted)
            if not lines:
                return total
            _add(Counter(lines.splitlines()))
            log.counted += len(lines)
            log.save(update_fields=["counted"])
        total += lines.count(b"\n")


def _lines(path: Path, since: int) -> bytes:
    """Whole lines only: the last one may still be on its way."""
    with path.open("rb") as file:
        file.seek(since)
        some = file.read(AT_ONCE)
    return some[: some.rfind(b"\n") + 1]


def _add(lines: "Counter[bytes]") -> None:
    views: Counter[tuple[int, date]] = Counter()
    for line, times in lines.items():
        if (one := _read(line)) is not None:
            views[one] += times
    known = set(
        Published.objects.filter(pk__in={pk for pk, _day in views}).values_list("pk", flat=True)
    )
    # In one order, so that two workers never wait for each other.
    for (pk, day), times in sorted(views.items()):
        if pk in known:
            ViewDay.objects.get_or_create(published_id=pk, day=day, before=False)
            rows = ViewDay.objects.filter(published_id=pk, day=day, before=False)
            rows.update(views=F("views") + times)
            Published.objects.filter(pk=pk).update(views=F("views") + times)


def _read(line: bytes) -> tuple[int, date] | None:
    number, _, day = line.partition(b" ")
    try:
        return int(number), datetime.strptime(day.decode(), "%Y%m%d").date()  # noqa: DTZ007 - a local day
    except ValueError:
        logger.warning("A line among the views cannot be read")
        return None


def _tidy(path: Path) -> None:
    """Yesterday's file has no writer any more; once counted it can go, and its mark after it."""
    if path.name[:8] >= f"{clock.today():%Y%m%d}":
        return
    log = Log.objects.filter(name=path.name).first()
    # An hour after its last line: a page that was begun before midnight has ended by then.
    old = clock.now().timestamp() - path.stat().st_mtime > 3600
    if log is not None and old and log.counted >= path.stat().st_size:
        path.unlink()
        log.delete()
