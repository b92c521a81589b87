"""Who listens to which event, and what runs by the clock: the one file that knows every room.

It reads as the list of the town's stories. Listeners run inside the act's own transaction.
"""

from collections.abc import Callable

from touyan.conf.knocks import knock_on_doors
from touyan.figures import figures as declared_figures
from touyan.figures.reads import briefs as briefs_kept
from touyan.kernel import evidence, figures, journal, kept, tries
from touyan.kernel.acts import LISTENERS, Listener
from touyan.kernel.models import Entry
from touyan.orders import figures as orders_figures
from touyan.orders import moves, reads, tasks
from touyan.town import figures as town_figures

STORIES: dict[Listener, tuple[str, ...]] = {
    # an order can be found by its words, by those who may see it
    tasks.index: ("orders.place", "orders.accept", "orders.transfer", "orders.dispatch"),
    tasks.forget: ("orders.redact",),
    # whoever holds it next hears of it
    tasks.tell_holder: (
        "orders.place", "orders.transfer", "orders.escalate", "orders.dispatch", "orders.return_",
        "orders.dispute", "orders.reopen", "orders.appeal", "orders.unmerge", "orders.add",
        "orders.urge", "orders.supervise", "orders.decide_extension", "orders.withdraw",
    ),
    # the town decides about time
    tasks.tell_town: ("orders.ask_extension",),
    # the unit hears what the requester said
    tasks.tell_unit: ("orders.confirm", "orders.lapse", "orders.merge", "orders.defer"),
}  # fmt: skip

BY_THE_CLOCK: tuple[tuple[int, Callable[[], object]], ...] = (
    (10, kept.fold_all),
    (60, tasks.lapse_silent),
    (300, tasks.remind),
    # a booked lunch unclaimed by half past twelve → an order to knock on the door
    (60, knock_on_doors),
    (600, tries.sweep),
    (600, evidence.sweep_drafts),
)
"""(seconds between two runs, what the worker runs). Each is safe to run twice."""

FIGURES = (*declared_figures.ALL, *town_figures.ALL, *orders_figures.ALL)
"""Every figure that a room offers; a room's own stands behind the declared one of that key, and is taken."""


def lawful(entry: Entry, before: dict[str, object]) -> str | None:
    """Whether the table of moves allowed an entry about an order, given the state before it."""
    name = entry.name.removeprefix("orders.").rstrip("_")
    move = moves.LIFE.moves.get(name)
    if move is None or not move.ends:
        return None
    after = entry.data.get("set", {}).get("state", before.get("state"))
    if before.get("state") not in move.starts or after not in move.ends:
        return f"leads from {before.get('state')} to {after}, which no move does"
    return None


def connect() -> None:
    """Called once, when the applications are ready."""
    LISTENERS.clear()
    for listener, names in STORIES.items():
        for name in names:
            LISTENERS.setdefault(name, []).append(listener)
    journal.BOOKS[:] = [
        journal.Book("order", reads.FACTS, reads.rows_of_facts, lawful),
        journal.Book("brief", briefs_kept.FACTS, briefs_kept.rows_of_facts),
    ]
    journal.CHECKS[:] = [
        reads.custody_faults,
        evidence.missing_files,
        figures.faults,
        briefs_kept.faults,
    ]
    kept.SOURCES[:] = [orders_figures.ORDERS]
    figures.FIGURES.clear()
    figures.FIGURES.update({figure.key: figure for figure in FIGURES})
