"""Who listens to which event, and what runs by the clock: the one file that knows every room.

It reads as the list of the town's stories. Listeners run inside the act's own transaction.
"""

from collections.abc import Callable

from django.db.models import Model

from touyan.api.acts import forget_answers
from touyan.channels import holdings as channels_holdings
from touyan.channels import tasks as channels_tasks
from touyan.channels.reads import faults as channels_faults
from touyan.conf import deeds, logs, reader, stories
from touyan.conf.knocks import knock_on_doors
from touyan.figures import figures as declared_figures
from touyan.figures import holdings as figures_holdings
from touyan.figures import tasks as figures_tasks
from touyan.figures.reads import briefs as briefs_kept
from touyan.front import holdings as front_holdings
from touyan.kernel import evidence, figures, held, journal, kept, resealing, sending, tries
from touyan.kernel.acts import LISTENERS, Listener
from touyan.kernel.facts import Facts, kind_of
from touyan.kernel.lifecycle import Lifecycle
from touyan.kernel.models import Entry
from touyan.kernel.sealed import blind
from touyan.kernel.search import shelves
from touyan.newsroom import figures as newsroom_figures
from touyan.newsroom import founding as newsroom_founding
from touyan.newsroom import holdings as newsroom_holdings
from touyan.newsroom import reads as newsroom_reads
from touyan.newsroom import tasks as newsroom_tasks
from touyan.newsroom.rules import redaction
from touyan.orders import figures as orders_figures
from touyan.orders import holdings as orders_holdings
from touyan.orders import moves, reads, tasks
from touyan.orders.models import Order
from touyan.plans import figures as plans_figures
from touyan.plans import holdings as plans_holdings
from touyan.plans import moves as plans_moves
from touyan.plans import tasks as plans_tasks
from touyan.plans.models import Commitment, Plan, Task
from touyan.plans.reads import faults as plans_faults
from touyan.programmes import figures as programmes_figures
from touyan.programmes import holdings as programmes_holdings
from touyan.programmes import moves as programmes_moves
from touyan.programmes import tasks as programmes_tasks
from touyan.programmes.models import Programme, Session
from touyan.programmes.reads import faults as programmes_faults
from touyan.projects import figures as projects_figures
from touyan.projects import moves as projects_moves
from touyan.projects import tasks as projects_tasks
from touyan.projects.models import Milestone, Project
from touyan.projects.reads import faults as projects_faults
from touyan.selections import figures as selections_figures
from touyan.selections import holdings as selections_holdings
from touyan.selections import moves as selections_moves
from touyan.selections import tasks as selections_tasks
from touyan.selections.models import Candidate, Objection, Selection
from touyan.selections.reads import faults as selections_faults
from touyan.selections.reads import marks as selections_marks
from touyan.town import figures as town_figures
from touyan.town import holdings as town_holdings
from touyan.town import tasks as town_tasks
from touyan.town.acts import forget_sign_ins, telling
from touyan.town.models.people import phone_tail
from touyan.town.reads import names_of_children, role_faults

STORIES: dict[Listener, tuple[str, ...]] = {
    # an order can be found by its words, by those who may see it
    tasks.index: ("orders.place", "orders.accept", "orders.transfer", "orders.dispatch"),
    tasks.forget: ("orders.redact",),
    tasks.forget_words: ("orders.forget_requester", "orders.expire"),
    tasks.index_public: ("orders.publish", "orders.unpublish", "orders.hide", "orders.transfer"),
    # people, places, programmes and whoever was honoured are found by their names
    town_tasks.index_person: ("town.add_person", "town.introduce", "town.make_known", "town.correct_person"),
    town_tasks.index_people: ("town.register",),
    town_tasks.index_place: ("town.add_place", "town.change_place"),
    programmes_tasks.index: (
        "programmes.keep_programme", "programmes.open_programme", "programmes.end_programme",
        "programmes.cancel_programme",
    ),
    selections_tasks.index: ("selections.honour", "selections.tell_story", "selections.revoke"),
    selections_tasks.index_winners: ("selections.announce",),
    # what the worker read in its words goes when they do, and is read anew when there are more
    tasks.forget_reading: ("orders.redact",),
    tasks.reread: ("orders.add",),
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
    # whoever asked for it hears what became of it, where they chose so (besides what the desk hears, carried by `tell`)
    channels_tasks.tell_requesters: channels_tasks.TO_REQUESTERS,
    # what everybody may read is told to the systems that listen
    channels_tasks.tell_systems: channels_tasks.TO_SYSTEMS,
    # a draft of the WeChat account became an order; a piece goes into that account's drafts
    channels_tasks.note_placed: ("orders.place",),
    channels_tasks.forget_draft: ("orders.redact", "orders.expire", "orders.forget_contacts"),
    channels_tasks.carry_article: ("newsroom.hand_to_wechat",),
    channels_tasks.drop_article: ("newsroom.withdraw",),
    # a new mail address or telephone is asked whether it is right; what guests left goes with the order's words
    channels_tasks.ask_whether_right: (
        "channels.choose_mail", "channels.choose_sms", "channels.ask_for_mail", "channels.ask_for_sms",
    ),
    channels_tasks.forget_guests: ("orders.redact", "orders.expire"),
    # an order delivered by a member or volunteer → a service; whoever asked confirms it
    stories.count_delivery: ("orders.deliver",),
    stories.thank_for_delivery: ("orders.confirm",),
    # a difficulty raised at a symposium → an order, which stands with the symposium
    stories.keep_difficulty: ("orders.place",),
    # a contest's winners → lecturers of a touring programme; a session of it was held → the stop was
    stories.put_tour_on: ("selections.plan_tour",),
    stories.keep_tour_stop: ("programmes.hold", "programmes.close_session"),
    # an honour is taken back → its winner speaks nowhere any more
    stories.leave_tour: ("selections.revoke",),
    # a project that opened becomes a place, on which a code can hang
    stories.put_place: ("projects.open_project",),
    # what whoever asked hides, or what was erased, is told on no board
    stories.tell_no_more: ("orders.hide", "orders.redact", "orders.expire", "orders.forget_requester"),
    # its department hears of a stage that somebody else changed, the town's office of a day moved or met
    projects_tasks.tell_lead: (
        "projects.approve", "projects.start", "projects.build", "projects.pause", "projects.resume",
        "projects.open_project", "projects.close", "projects.drop",
    ),
    projects_tasks.tell_town: ("projects.move_date", "projects.meet"),
    # judges hear when they are asked and when the ballots open; who stepped back hears nothing further
    selections_tasks.tell_judge: ("selections.invite_judge",),
    selections_tasks.tell_judges: ("selections.judge",),
    selections_tasks.hush_judge: ("selections.recuse",),
    # the office hears that something was objected, and that all ballots are in
    selections_tasks.tell_of_objection: ("selections.object_to",),
    selections_tasks.tell_all_in: ("selections.give_ballot", "selections.recuse"),
    # whoever named somebody hears what was decided
    selections_tasks.tell_nominator: (
        "selections.turn_down", "selections.honour", "selections.pass_over", "selections.revoke",
    ),
    selections_tasks.tell_nominators: ("selections.announce",),
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
    programmes_tasks.tell_of_photo: ("town.withdraw_consent",),
    selections_tasks.show_no_more: ("town.withdraw_consent",),
    # what is published is found by its words, and read anew by everybody at once
    newsroom_tasks.index: ("newsroom.approve", "newsroom.release", "newsroom.withdraw"),
    newsroom_tasks.renew: (
        "newsroom.approve", "newsroom.release", "newsroom.withdraw",
        "newsroom.show", "newsroom.refuse", "newsroom.answer", "newsroom.become_order",
        "newsroom.take_back", "newsroom.answer_story",
    ),
}  # fmt: skip

BY_THE_CLOCK: tuple[tuple[int, Callable[[], object]], ...] = (
    # messages out; what was sent long ago
    (2, channels_tasks.send_due),
    (3600, channels_tasks.sweep_deliveries),
    # photos that somebody sent to the WeChat account; drafts that nobody sent
    (2, channels_tasks.fetch_photos),
    (3600, channels_tasks.sweep_wechat),
    (10, kept.fold_all),
    (60, tasks.lapse_silent),
    (300, tasks.remind),
    # the tasks of plans, some days before their date
    (600, plans_tasks.remind),
    # milestones whose day has passed
    (600, projects_tasks.remind_overdue),
    # the sessions of weekly rules, the bookings of enrolments, seats that flow back, forgotten check-outs
    (3600, programmes_tasks.plan_ahead),
    (600, programmes_tasks.book_ahead),
    (60, programmes_tasks.flow_back),
    (60, programmes_tasks.close_ended),
    # who a child was is forgotten half a year after its last class
    (3600, programmes_tasks.erase_children),
    # whoever asked to be erased is, a week later
    (3600, town_tasks.erase_asked),
    # public notices that have run: the office can decide
    (600, selections_tasks.tell_notice_over),
    # objections that should have an answer by now
    (600, selections_tasks.tell_objections_late),
    # at night: who asked for what is over, guests of what took place, objectors of what was decided
    (60, tasks.forget_old),
    (60, tasks.forget_guests),
    (600, programmes_tasks.forget_guests),
    (600, selections_tasks.forget_objectors),
    # a booked lunch unclaimed by half past twelve → an order to knock on the door
    (60, knock_on_doors),
    # files that are too long for one page; their sweeping
    (2, figures_tasks.work_jobs),
    (600, figures_tasks.sweep_jobs),
    # views are added up, approved pieces go out when they were planned for
    (10, newsroom_tasks.count_views),
    (20, newsroom_tasks.release_due),
    (3600, newsroom_founding.found_where_missing),
    # after an update: whatever can be found now and could not before
    (3600, shelves.fill_where_missing),
    (600, tries.sweep),
    # who signed in longer ago than logs are kept; sessions that have run out
    (3600, forget_sign_ins),
    # what other systems were answered, once it is not asked again
    (3600, forget_answers),
    (3600, sending.sweep),
    (600, evidence.sweep_drafts),
    (3600, logs.sweep),
    # people's words are read: what each order is about, what many write of; learnt from at night
    (20, reader.suggest_waiting),
    (1800, reader.find_matters),
    (3600, reader.learn_at_night),
)
"""(seconds between two runs, what the worker runs). Each is safe to run twice."""

FIGURES = (
    *declared_figures.ALL,
    *town_figures.ALL,
    *orders_figures.ALL,
    *plans_figures.ALL,
    *programmes_figures.ALL,
    *projects_figures.ALL,
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
    Project: projects_moves.LIFE,
    Milestone: projects_moves.MILESTONE_LIFE,
    Selection: selections_moves.LIFE,
    Candidate: selections_moves.CANDIDATE_LIFE,
    Objection: selections_moves.OBJECTION_LIFE,
}


BLINDS: dict[str, dict[str, resealing.Blind]] = {
    "orders.Requester": {
        "phone_blind": lambda row: blind(row.phone, "phone"),
        "receipt_blind": lambda row: blind(row.receipt, "receipt"),
    },
    "channels.Follower": {
        "openid_blind": lambda row: blind(row.openid, "wechat openid"),
    },
    "newsroom.Comment": {
        "phone_blind": lambda row: blind(row.phone, "phone"),
        "receipt_blind": lambda row: blind(row.receipt, "voice"),
    },
    "selections.Objection": {
        "receipt_blind": lambda row: blind(row.receipt, "objection") or None,
    },
    "town.Authority": {
        "holder_phone_blind": lambda row: blind(
            row.holder.phone if row.holder else row.holder_phone, "phone"
        ),
    },
    "town.Person": {
        "phone_blind": lambda row: blind(row.phone, "phone"),
        "phone_tail_blind": lambda row: blind(phone_tail(row.phone), "phone tail"),
    },
}
"""Which blind index is made of what, for `touyan reseal`."""

HOLDINGS = (
    *town_holdings.ALL,
    *front_holdings.ALL,
    *orders_holdings.ALL,
    *programmes_holdings.ALL,
    *plans_holdings.ALL,
    *selections_holdings.ALL,
    *newsroom_holdings.ALL,
    *channels_holdings.ALL,
    *figures_holdings.ALL,
)
"""What each room holds about a person, in the order in which people read it."""


def _books_of(facts: Facts) -> list[journal.Book]:
    """Each kind of thing whose facts a room names, compared field by field."""
    return [
        journal.Book(
            kind_of(model), fields, facts.rows(model),
            _lawful_in(LIVES[model]) if model in LIVES else lambda _entry, _before: None,
        )
        for model, fields in facts.fields.items()
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
        journal.Book("order", reads.facts.fields[Order], reads.facts.rows(Order), lawful),
        *_books_of(plans_faults.facts),
        *_books_of(programmes_faults.facts),
        *_books_of(projects_faults.facts),
        *_books_of(selections_faults.facts),
        *_books_of(newsroom_reads.facts),
        *_books_of(briefs_kept.facts),
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
        projects_faults.faults,
        selections_faults.faults,
        selections_marks.faults,
        channels_faults,
    ]
    shelves.SHELVES[:] = [
        tasks.ORDERS,
        tasks.PUBLIC,
        town_tasks.PEOPLE,
        town_tasks.PLACES,
        programmes_tasks.PROGRAMMES,
        selections_tasks.HONOURED,
        newsroom_tasks.NEWS,
    ]
    held.HOLDINGS[:] = HOLDINGS
    telling.CARRIERS[:] = [channels_tasks.carry]
    telling.STOPPERS[:] = [channels_tasks.stop_carrying]
    kept.SOURCES[:] = [orders_figures.ORDERS]
    resealing.BLINDS.update(BLINDS)
    redaction.CHILDREN[:] = [names_of_children]
    figures.FIGURES.clear()
    figures.FIGURES.update({figure.key: figure for figure in FIGURES})
