"""The last word: confirm, dispute, call back, lapse into silence, open again."""

import random
import secrets
from uuid import UUID

from django.utils.translation import gettext as _

from touyan.kernel import clock, evidence
from touyan.kernel.acts import Actor, Event, about, act
from touyan.kernel.refused import Refused
from touyan.orders import rules
from touyan.orders.acts.step import NOBODY, Clocks, Hold, promise_of, promised, said, step
from touyan.orders.models import Order, Sample
from touyan.orders.reads import locked
from touyan.orders.states import Outcome, Satisfaction, State
from touyan.town.models import Organisation, Person
from touyan.town.states import RoleCode

ASSESSED = (Outcome.SOLVED, Outcome.PARTLY, Outcome.UNSOLVED)


@act(personal=("words",))
def confirm(
    *, by: Actor, order: Order, outcome: str, satisfaction: str = "", words: str = ""
) -> Event[Order]:
    """Close it (销单): solved, partly, or not solved and understood; content or not is asked apart."""
    order = locked(order)
    if outcome not in ASSESSED:
        raise Refused(
            _("Choose whether it was solved, partly solved, or not solved."), field="outcome"
        )
    if satisfaction not in {"", *Satisfaction.values}:
        raise Refused(_("Choose one of the three, or leave it open."), field="satisfaction")
    data = {"words": said(words, "words", least=0), "by_call": rules.caller(order, by)}
    return step(
        order, by, "confirm", hold=NOBODY, data=data, outcome=outcome, satisfaction=satisfaction,
        closed_at=clock.now(),
    )  # fmt: skip


@act(personal=("words",))
def dispute(*, by: Actor, order: Order, words: str, photos: UUID | None = None) -> Event[Order]:
    """Say that it was not put right: back to the same holder, whose clock never stopped."""
    order = locked(order)
    due = promise_of(order, Clocks(order))
    hold = Hold(order.agency or order.branch, due, order.agency_person)
    claimed = evidence.claim(str(photos), about(order)) if photos else []
    data = {"words": said(words, "words"), "photos": [photo.pk for photo in claimed]}
    return step(
        order, by, "dispute", to=order.prior_state or None, hold=hold, data=data, delivered_at=None,
        prior_state="",
    )  # fmt: skip


@act(personal=("text",))
def call_back(*, by: Actor, order: Order, text: str) -> Event[Order]:
    """Note that the requester was called and could not be reached."""
    return step(
        locked(order),
        by,
        "call_back",
        data={"text": said(text, "text")},
        called_back_at=clock.now(),
    )


@act()
def lapse(*, by: Actor, order: Order) -> Event[Order]:
    """Close in silence, counted apart and never as solved."""
    return step(
        locked(order), by, "lapse", hold=NOBODY, outcome=Outcome.SILENT, closed_at=clock.now()
    )


@act(personal=("words",))
def reopen(*, by: Actor, order: Order, words: str) -> Event[Order]:
    """Open again what was closed: with the branch if it was the branch's work, else with the town."""
    order = locked(order)
    to = rules.reopened_state(order)
    clocks = Clocks(order)
    if to == State.ACCEPTED:
        due = clocks.deliver()
        # The whole branch takes it on anew, whoever of it was named before.
        hold, promise, named = Hold(order.branch, due), due, None
    else:
        hold, promise, named = Hold(order.town, clocks.accept()), None, order.agency_person
    return step(
        order, by, "reopen", to=to, hold=hold, data={"words": said(words, "words")}, outcome="",
        satisfaction="", closed_at=None, delivered_at=None, prior_state="",
        reopened=order.reopened + 1, called_back_at=None, agency_person=named,
        **promised(promise),
    )  # fmt: skip


@act()
def draw(*, by: Person, town: Organisation, size: int, seed: str = "") -> Event[Sample]:
    """Draw delivered orders by lot for the call-back desk; anyone can redraw them from seed and frame."""
    if not by.works_in(town.path, RoleCode.DISPATCHER):
        raise Refused(_("Only the town's dispatchers draw the sample."))
    rows = Order.objects.filter(town=town, state=State.DELIVERED, reachable=True)
    frame = sorted(rows.values_list("pk", flat=True))
    sample = Sample.objects.create(
        town=town, seed=seed or secrets.token_hex(8), drawn_by=by, drawn_at=clock.now(), frame=frame
    )
    drawn = redrawn(sample, size)
    sample.orders.set(drawn)
    return Event(sample, by, {"seed": sample.seed, "size": size, "drawn": drawn}, first=True)


def redrawn(sample: Sample, size: int) -> list[int]:
    """The same orders, from the seed that was kept."""
    lot = random.Random(sample.seed)  # noqa: S311 - it must be possible to draw it again
    return sorted(lot.sample(sample.frame, min(size, len(sample.frame))))
