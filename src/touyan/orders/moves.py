"""The life of an order as one table. Buttons, doors, the API, the diagram and the tests read it.

A row without `ends` moves nothing: it adds to the order where it stands.
"""

from django.utils.translation import gettext_lazy as _

from touyan.kernel.lifecycle import Lifecycle, Move
from touyan.orders import rules
from touyan.orders.states import OPEN, State

PLACED, ACCEPTED, ESCALATED, DISPATCHED = (
    State.PLACED, State.ACCEPTED, State.ESCALATED, State.DISPATCHED,
)  # fmt: skip
DELIVERING, DELIVERED, DEFERRED, CLOSED = (
    State.DELIVERING, State.DELIVERED, State.DEFERRED, State.CLOSED,
)  # fmt: skip
DECLINED, WITHDRAWN, MERGED = State.DECLINED, State.WITHDRAWN, State.MERGED

BEFORE_DELIVERED = frozenset(OPEN - {DELIVERED})
EVERY = frozenset(State)

LIFE = Lifecycle(
    dict(State.choices),
    # What moves an order on
    Move("accept", {PLACED}, [ACCEPTED], _("Accept"), rules.branch),
    Move("take", {DISPATCHED}, [DELIVERING], _("Take"), rules.holder),
    Move("deliver", {ACCEPTED, DELIVERING}, [DELIVERED], _("Deliver"), rules.holder),
    Move("dispatch", {ESCALATED, DEFERRED}, [DISPATCHED], _("Dispatch"), rules.dispatcher),
    Move("escalate", {PLACED, ACCEPTED}, [ESCALATED], _("Send up"), rules.branch),
    Move("transfer", {PLACED, ACCEPTED}, [PLACED], _("Hand over"), rules.branch_or_dispatcher),
    Move(
        "return", {DISPATCHED, DELIVERING}, [ESCALATED], _("Return"), rules.holder,
        rules.within_return_days,
    ),
    Move("defer", {ESCALATED, DELIVERING}, [DEFERRED], _("Defer"), rules.dispatcher, quiet=True),
    Move(
        "confirm", {DELIVERED}, [CLOSED], _("Confirm"), rules.requester_or_caller,
        rules.outside_the_unit,
    ),
    Move("dispute", {DELIVERED}, [ACCEPTED, DELIVERING], _("Not put right"), rules.requester),
    Move("lapse", {DELIVERED}, [CLOSED], _("Close in silence"), rules.the_clock, rules.silence_is_over),
    Move(
        "reopen", {CLOSED}, [ACCEPTED, ESCALATED], _("Open again"), rules.requester_or_dispatcher,
        rules.recently_closed, quiet=True,
    ),
    Move("decline", {PLACED, ESCALATED}, [DECLINED], _("Do not accept"), rules.dispatcher, quiet=True),
    Move("appeal", {DECLINED}, [ESCALATED], _("Ask again"), rules.requester),
    Move(
        "withdraw", BEFORE_DELIVERED, [WITHDRAWN], _("Withdraw"), rules.first_requester,
        rules.nobody_else_asked, quiet=True,
    ),
    Move(
        "merge", {PLACED, ACCEPTED, ESCALATED}, [MERGED], _("Merge"), rules.branch_or_dispatcher,
        rules.leads_nothing, quiet=True,
    ),
    Move(
        "unmerge", {MERGED}, [PLACED, ACCEPTED, ESCALATED], _("Take apart"),
        rules.whoever_takes_apart, quiet=True,
    ),
    # What adds to it where it stands
    Move("answer", BEFORE_DELIVERED, [], _("Answer"), rules.holder, quiet=True),
    Move("add", EVERY, [], _("Add words or photos"), rules.requester),
    Move("urge", BEFORE_DELIVERED, [], _("Urge"), rules.requester_or_dispatcher, rules.not_urged_lately),
    Move("hide", EVERY, [], _("Hide my words"), rules.first_requester, rules.not_hidden, quiet=True),
    Move("call_back", {DELIVERED}, [], _("Called back, no answer"), rules.caller, rules.outside_the_unit),
    Move(
        "ask_extension", {ACCEPTED, DELIVERING}, [], _("Ask for more time"), rules.holder,
        rules.no_extension_yet, quiet=True,
    ),
    Move(
        "decide_extension", {ACCEPTED, DELIVERING}, [], _("Decide on more time"), rules.dispatcher,
        rules.extension_is_asked, quiet=True,
    ),
    Move("note", EVERY, [], _("Note for colleagues"), rules.office, quiet=True),
    Move("supervise", BEFORE_DELIVERED, [], _("Supervise"), rules.dispatcher, quiet=True),
    Move("sort", OPEN, [], _("Change category"), rules.branch_or_dispatcher, quiet=True),
    Move("publish", EVERY, [], _("Publish a redacted copy"), rules.branch_or_dispatcher, rules.not_hidden, quiet=True),
    Move("unpublish", EVERY, [], _("Take back from the public"), rules.branch_or_dispatcher, rules.is_published, quiet=True),
    Move("reveal", EVERY, [], _("Show contact"), rules.office, rules.by_hand, quiet=True),
    Move("redact", EVERY, [], _("Erase personal words"), rules.dispatcher, rules.by_hand, quiet=True),
)  # fmt: skip
