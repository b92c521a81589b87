"""Who listens to which event, and what runs by the clock: the one file that knows every room.

It reads as the list of the town's stories. Listeners run inside the act's own transaction.
"""

from collections.abc import Callable
from types import ModuleType

from django.db.models import Model

from touyan.conf import deeds, stories
from touyan.conf.knocks import knock_on_doors
from touyan.figures import figures as declared_figures
from touyan.figures import tasks as figures_tasks
from touyan.figures.reads import briefs as briefs_kept
from touyan.kernel import evidence, figures, journal, kept, tries
from touyan.kernel.acts import LISTENERS, Listener
from touyan.kernel.lifecycle import Lifecycle
from touyan.kernel.models import Entry
from touyan.newsroom import figures as newsroom_figures
from touyan.newsroom import founding as newsroom_founding
from touyan.newsroom import reads as newsroom_reads
from touyan.newsroom import tasks as newsroom_tasks
from touyan.newsroom.rules import redaction
from touyan.orders import figures as orders_figures
from touyan.orders import moves, reads, tasks
from touyan.plans import figures as plans_figures
from touyan.plans import moves as plans_moves
from touyan.plans import tasks as plans_tasks
from touyan.plans.models import Commitment, Plan, Task
from touyan.plans.reads import faults as plans_faults
from touyan.programmes import figures as programmes_figures
from touyan.programmes import moves as programmes_moves
from touyan.programmes import tasks as programmes_tasks
from touyan.programmes.models import Programme, Session
from touyan.programmes.reads import faults as programmes_faults
from touyan.selections import figures as selections_figures
from touyan.selections import moves as selections_moves
from touyan.selections.models import Candidate, Objection, Selection
from touyan.selections.reads import faults as selections_faults
from touyan.selections.reads import marks as selections_marks
from touyan.town import figures as town_figures
from touyan.town.reads import names_of_children, role_faults

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
    # an order delivered by a member or volunteer → a service; whoever asked confirms it
    stories.count_delivery: ("orders.deliver",),
    stories.thank_for_delivery: ("orders.confirm",),
    # a difficulty raised at a symposium → an order, which stands with the symposium
    stories.keep_difficulty: ("orders.place",),
    # a contest's winners → lecturers of a touring programme; a session of it was held → the stop was
    stories.put_tour_on: ("selections.plan_tour",),
    stories.keep_tour_stop: ("programmes.hold", "programmes.close_session"),
    # what was done counts in the plans' requirements, each deed once (conf/deeds.py says as what)
    deeds.count_session: ("programmes.hold", "programmes.close_session"),
    deeds.count_attendance: ("programmes.arrive", "programmes.correct", "programmes.count_deed"),
    deeds.count_roster: ("programmes.record",),
    deeds.count_delivered: ("orders.deliver", "orders.dispute", "orders.reopen"),
    deeds.count_closed: ("orders.confirm", "orders.lapse", "orders.reopen"),
    deeds.count_contest: ("selections.announce",),
    deeds.count_honour: ("selections.honour", "selections.revoke"),
    # a child came or left → its guardians know; a consent taken back carries nothing any more
    programmes_tasks.tell_guardians: ("programmes.arrive", "programmes.leave"),
    programmes_tasks.tell_of_place: ("programmes.enrol",),
    programmes_tasks.rest_on_consent: ("town.withdraw_consent",),
    # what is published is found by its words, and read anew by everybody at once
    newsroom_tasks.index: ("newsroom.approve", "newsroom.release", "newsroom.withdraw"),
    newsroom_tasks.renew: (
        "newsroom.approve", "newsroom.release", "newsroom.withdraw",
        "newsroom.show", "newsroom.refuse", "newsroom.answer", "newsroom.become_order",
        "newsroom.take_back", "newsroom.answer_story",
    ),
}  # fmt: skip

BY_THE_CLOCK: tuple[tuple[int, Callable[[], object]], ...] = (
    (10, kept.fold_all),
    (60, tasks.lapse_silent),
    (300, tasks.remind),
    # the tasks of plans, some days before their date
    (600, plans_tasks.remind),
    # the sessions of weekly rules, the bookings of enrolments, seats that flow back, forgotten check-outs
    (3600, programmes_tasks.plan_ahead),
    (600, programmes_tasks.book_ahead),
    (60, programmes_tasks.flow_back),
    (60, programmes_tasks.close_ended),
    # who a child was is forgotten half a year after its last class
    (3600, programmes_tasks.erase_children),
    # a booked lunch unclaimed by half past twelve → an order to knock on the door
    (60, knock_on_doors),
    # files that are too long for one page; their sweeping
    (2, figures_tasks.work_jobs),
    (600, figures_tasks.sweep_jobs),
    # views are added up, approved pieces go out when they were planned for
    (10, newsroom_tasks.count_views),
    (20, newsroom_tasks.release_due),
    (3600, newsroom_founding.found_where_missing),
    (600, tries.sweep),
    (600, evidence.sweep_drafts),
)
"""(seconds between two runs, what the worker runs). Each is safe to run twice."""

FIGURES = (
    *declared_figures.ALL,
    *town_figures.ALL,
    *orders_figures.ALL,
    *plans_figures.ALL,
    *programmes_figures.ALL,
    *selections_figures.ALL,
    *newsroom_figures.ALL,
)
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


LIVES: dict[type[Model], Lifecycle] = {
    Plan: plans_moves.LIFE,
    Task: plans_moves.TASK_LIFE,
    Commitment: plans_moves.COMMITMENT_LIFE,
    Programme: programmes_moves.LIFE,
    Session: programmes_moves.SESSION_LIFE,
    Selection: selections_moves.LIFE,
    Candidate: selections_moves.CANDIDATE_LIFE,
    Objection: selections_moves.OBJECTION_LIFE,
}


def _books_of(room: ModuleType) -> list[journal.Book]:
    """Each kind of thing whose facts a room names, compared field by field."""
    return [
        journal.Book(
            model.__name__.lower(), fields, room.rows_of(model),
            _lawful_in(LIVES[model]) if model in LIVES else lambda _entry, _before: None,
        )
        for model, fields in room.FACTS.items()
    ]  # fmt: skip


def _lawful_in(life: Lifecycle) -> Callable[[Entry, dict[str, object]], str | None]:
    """Whether some move of the table leads from the state before to the state after."""

    def wrong(entry: Entry, before: dict[str, object]) -> str | None:
        was, now = before.get("state"), entry.data.get("set", {}).get("state")
        if was is None or now is None or was == now:
            return None
        if any(was in move.starts and now in move.ends for move in life.moves.values()):
            return None
        return f"leads from {was} to {now}, which no move does"

    return wrong


def connect() -> None:
    """Called once, when the applications are ready."""
    LISTENERS.clear()
    for listener, names in STORIES.items():
        for name in names:
            LISTENERS.setdefault(name, []).append(listener)
    journal.BOOKS[:] = [
        journal.Book("order", reads.FACTS, reads.rows_of_facts, lawful),
        *_books_of(plans_faults),
        *_books_of(programmes_faults),
        *_books_of(selections_faults),
        journal.Book("published", newsroom_reads.FACTS, newsroom_reads.rows_of_facts),
        journal.Book("comment", newsroom_reads.VOICE_FACTS, newsroom_reads.rows_of_voices),
        journal.Book("brief", briefs_kept.FACTS, briefs_kept.rows_of_facts),
    ]
    journal.CHECKS[:] = [
        role_faults,
        reads.custody_faults,
        evidence.missing_files,
        figures.faults,
        kept.faults,
        briefs_kept.faults,
        plans_faults.faults,
        programmes_faults.faults,
        selections_faults.faults,
        selections_marks.faults,
    ]
    kept.SOURCES[:] = [orders_figures.ORDERS]
    redaction.CHILDREN[:] = [names_of_children]
    figures.FIGURES.clear()
    figures.FIGURES.update({figure.key: figure for figure in FIGURES})
