"""The figures of the loop. Each counts the orders placed in a period, wherever they stand today.

One cohort for all of them: so parts add up to their whole, a rate's numerator lies within its
denominator, and a later correction changes the number of the period in which the order was placed.
"""

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from touyan.kernel.figures import Column, Figure, Node, Scope, Split
from touyan.kernel.kept import KeptSource
from touyan.kernel.lifecycle import Words
from touyan.orders.models import OPEN_STATE, Category, Order, OrderChange, OrderSum
from touyan.orders.reads.reach import in_towns_of
from touyan.orders.states import Outcome, Satisfaction, State
from touyan.town.models import Organisation
from touyan.town.states import COUNTY, PLACES_PEOPLE_LIVE, TOWN, OrganisationKind


class Placed(KeptSource):
    """Orders by the day on which they were placed; of a unit, those that are or were its work."""

    model = Order
    day = "placed_on"
    related = ("village", "category", "agency")
    sums, changes, tree = OrderSum, OrderChange, Organisation
    places = ("village", "town")
    category = "category"
    columns = (
        Column(_("Number"), lambda row: row.ref),
        Column(_("Placed on"), lambda row: row.placed_on),
        Column(_("What was said"), lambda row: row.words, office=True),
        Column(_("Village or community"), lambda row: row.village.label),
        Column(_("Category"), lambda row: row.category.label if row.category else ""),
        Column(_("State"), lambda row: row.get_state_display()),
        Column(_("Done by"), lambda row: row.agency.label if row.agency else ""),
        Column(_("To accept by"), lambda row: row.accept_due_at),
        Column(_("Accepted"), lambda row: row.accepted_at),
        Column(_("Sent up"), lambda row: row.escalated_at),
        Column(_("Promised for"), lambda row: row.promised_at),
        Column(_("Delivered"), lambda row: row.delivered_at),
        Column(_("Closed"), lambda row: row.closed_at),
        Column(_("Outcome"), lambda row: row.get_outcome_display() if row.outcome else ""),
        Column(
            _("Satisfaction"),
            lambda row: row.get_satisfaction_display() if row.satisfaction else "",
        ),
        Column(_("Times opened again"), lambda row: row.reopened),
    )

    def inside(self, organisation: Node) -> Q:
        if organisation.kind == COUNTY:
            return in_towns_of(organisation.pk)
        column = COLUMN_OF.get(organisation.kind, "agency")
        return Q(**{column: organisation.pk})

    def keeps(self, organisation: Node) -> bool:
        return organisation.kind in {COUNTY, TOWN, *PLACES_PEOPLE_LIVE}

    def splits(self, scope: Scope) -> dict[str, Split]:
        towns = _towns(scope.organisation)
        categories = Category.objects.filter(town__in=towns)
        return {
            "organisation": _children(scope.organisation, towns),
            "category": Split("category", categories),
        }


COLUMN_OF: dict[str, str] = {
    TOWN: "town",
    **dict.fromkeys(PLACES_PEOPLE_LIVE, "village"),
    OrganisationKind.BRANCH: "branch",
}
"""How a row says that it is of an organisation of this kind; other kinds are units, which do the work."""


def _towns(organisation: Node) -> QuerySet[Organisation]:
    """The towns below an organisation, or the one that it belongs to."""
    above = organisation.path.strip("/").split("/")
    related = Q(path__startswith=organisation.path) | Q(code__in=above)
    return Organisation.objects.filter(related, kind=TOWN)


def _children(organisation: Node, towns: QuerySet[Organisation]) -> Split:
    if organisation.kind == COUNTY:
        return Split("town", towns)
    villages = Organisation.objects.filter(parent__in=towns, kind__in=PLACES_PEOPLE_LIVE)
    if organisation.kind in PLACES_PEOPLE_LIVE:
        villages = villages.filter(pk=organisation.pk)
    return Split("village", villages)


ORDERS = Placed()

SENT_UP = Q(escalated_at__isnull=False)
ENDED_OTHERWISE = Q(state__in=[State.DECLINED, State.WITHDRAWN, State.MERGED])
CLOSED = Q(state=State.CLOSED)
ASSESSED = CLOSED & ~Q(outcome=Outcome.SILENT)
RATED = CLOSED & ~Q(satisfaction="")
DATED = Q(accept_due_at__isnull=False)
TO_ACCEPT = DATED & (Q(accepted_at__isnull=False) | SENT_UP | ~ENDED_OTHERWISE)
NOT_ACCEPTED = Q(accepted_at__isnull=True)
ACCEPTED_IN_TIME = Q(accepted_at__lte=F("accept_due_at")) | NOT_ACCEPTED & Q(
    escalated_at__lte=F("accept_due_at")
)
ACCEPTED_LATE = Q(accepted_at__gt=F("accept_due_at")) | NOT_ACCEPTED & Q(
    escalated_at__gt=F("accept_due_at")
)
TO_DELIVER = DATED & Q(promised_at__isnull=False) & ~ENDED_OTHERWISE

UNIT = _("orders")
NOT_DATED = _(
    "Left out: orders that were declined, withdrawn or merged, and orders from a ledger that does not say "
    "when they were accepted."
)
NOT_PROMISED = _(
    "Left out: orders that were declined, withdrawn or merged, those for which no date was promised yet, and "
    "orders from a ledger that does not say when they were accepted."
)
NOT_ASSESSED = _(
    "Left out: orders that are not closed, and those that were closed in silence: nobody said whether "
    "they were solved."
)
NOT_RATED = _(
    "Left out: orders that are not closed, and those where nobody said whether they were content."
)


def _figure(
    name: str,
    label: Words,
    definition: Words,
    where: Q,
    *,
    part_of: str = "",
    out_of: str = "",
    left_out: Words = "",
    names: tuple[str, ...] = (),
) -> Figure:
    return Figure(
        key=f"orders.{name}", label=label, definition=definition, unit=UNIT, source=ORDERS, where=where,
        part_of=part_of and f"orders.{part_of}", out_of=out_of and f"orders.{out_of}",
        left_out=left_out, public=True, names=names,
    )  # fmt: skip


ALL: tuple[Figure, ...] = (
    _figure(
        "placed", _("Orders placed"),
        _("Every order placed in the period, by the day it was placed and the village it is for."),
        Q(), names=("点单", "需求", "诉求", "工单"),
    ),
    _figure(
        "closed_by_branch", _("Closed by the branch"),
        _("Orders that are closed and were never sent up to the town."),
        CLOSED & ~SENT_UP, part_of="placed", names=("支部办结", "支部解决", "支部销单"),
    ),
    _figure(
        "escalated", _("Sent up to the town"),
        _("Orders that a branch ever sent up to the town, or that the town took up on appeal, wherever they stand now."),
        SENT_UP, part_of="placed", names=("上报", "派单"),
    ),
    _figure(
        "with_branch", _("Still with the branch"),
        _("Orders that are still open and were never sent up to the town."),
        OPEN_STATE & ~SENT_UP, part_of="placed", names=("支部在办",),
    ),
    _figure(
        "ended_otherwise", _("Ended otherwise"),
        _("Orders that were declined, withdrawn or merged into another, and were never sent up to the town."),
        ENDED_OTHERWISE & ~SENT_UP, part_of="placed",
    ),
    _figure(
        "to_accept", _("To be accepted"),
        _("Orders that a branch had to accept by a date, and that were not declined, withdrawn or merged."),
        TO_ACCEPT, left_out=NOT_DATED,
    ),
    _figure(
        "accepted_on_time", _("Accepted on time"),
        _("Orders that the branch accepted, or that went up to the town, by the date of acceptance."),
        TO_ACCEPT & ACCEPTED_IN_TIME, part_of="to_accept", out_of="to_accept", left_out=NOT_DATED,
        names=("按时接单", "及时接单"),
    ),
    _figure(
        "accepted_late", _("Accepted late"),
        _("Orders that the branch accepted, or that went up to the town, after the date of acceptance."),
        TO_ACCEPT & ACCEPTED_LATE, part_of="to_accept", out_of="to_accept", left_out=NOT_DATED,
    ),
    _figure(
        "not_accepted", _("Not accepted yet"),
        _("Orders that wait for a branch to accept them, whether the date is over or not."),
        TO_ACCEPT & NOT_ACCEPTED & ~SENT_UP, part_of="to_accept", out_of="to_accept", left_out=NOT_DATED,
    ),
    _figure(
        "to_deliver", _("To be delivered"),
        _("Orders for which a date was promised, and that were not declined, withdrawn or merged."),
        TO_DELIVER, left_out=NOT_PROMISED,
    ),
    _figure(
        "delivered_on_time", _("Delivered on time"),
        _("Orders that were delivered by the date promised last; time that the town granted counts. An order that was disputed or opened again counts by its last delivery."),
        TO_DELIVER & Q(delivered_at__lte=F("promised_at")), part_of="to_deliver", out_of="to_deliver",
        left_out=NOT_PROMISED, names=("按时送单", "按时办结"),
    ),
    _figure(
        "delivered_late", _("Delivered late"),
        _("Orders that were delivered after the date promised last."),
        TO_DELIVER & Q(delivered_at__gt=F("promised_at")), part_of="to_deliver", out_of="to_deliver",
        left_out=NOT_PROMISED,
    ),
    _figure(
        "not_delivered", _("Not delivered yet"),
        _("Orders that are still to be delivered, whether the date promised is over or not."),
        TO_DELIVER & Q(delivered_at__isnull=True), part_of="to_deliver", out_of="to_deliver",
        left_out=NOT_PROMISED,
    ),
    _figure(
        "closed", _("Closed"),
        _("Orders that are closed: somebody had the last word, or the time for it was over."),
        CLOSED, names=("销单",),
    ),
    _figure(
        "silent", _("Closed in silence"),
        _("Orders closed because nobody answered within the time for it. Never counted as solved."),
        CLOSED & Q(outcome=Outcome.SILENT), part_of="closed", out_of="closed",
        left_out=_("Left out: orders that are not closed."), names=("静默销单",),
    ),
    _figure(
        "assessed", _("Assessed"),
        _("Closed orders where the requester, or a caller from outside the unit, said how they ended."),
        ASSESSED, part_of="closed", names=("评单",),
    ),
    _figure(
        "solved", _("Solved"),
        _("Closed orders of which it was said that they were solved."),
        CLOSED & Q(outcome=Outcome.SOLVED), part_of="assessed", out_of="assessed", left_out=NOT_ASSESSED,
        names=("解决",),
    ),
    _figure(
        "partly", _("Partly solved"),
        _("Closed orders of which it was said that they were solved in part."),
        CLOSED & Q(outcome=Outcome.PARTLY), part_of="assessed", out_of="assessed", left_out=NOT_ASSESSED,
    ),
    _figure(
        "unsolved", _("Not solved, and understood"),
        _("Closed orders of which it was said that they were not solved, and why was understood."),
        CLOSED & ~Q(outcome__in=[Outcome.SOLVED, Outcome.PARTLY, Outcome.SILENT]),
        part_of="assessed", out_of="assessed", left_out=NOT_ASSESSED,
    ),
    _figure(
        "rated", _("Said whether content"),
        _("Closed orders where somebody said whether they were content."),
        RATED, left_out=NOT_RATED,
    ),
    _figure(
        "satisfied", _("Satisfied"),
        _("Closed orders where somebody said that they were content."),
        RATED & Q(satisfaction=Satisfaction.SATISFIED), part_of="rated", out_of="rated", left_out=NOT_RATED,
        names=("满意",),
    ),
    _figure(
        "fair", _("So-so"),
        _("Closed orders where somebody said that they were neither content nor discontent."),
        RATED & Q(satisfaction=Satisfaction.FAIR), part_of="rated", out_of="rated", left_out=NOT_RATED,
    ),
    _figure(
        "unsatisfied", _("Not satisfied"),
        _("Closed orders where somebody said that they were not content."),
        RATED & ~Q(satisfaction__in=[Satisfaction.SATISFIED, Satisfaction.FAIR]),
        part_of="rated", out_of="rated", left_out=NOT_RATED,
    ),
    _figure(
        "reopened", _("Opened again"),
        _("Orders that were opened again after they had been closed, at least once, wherever they stand now."),
        Q(reopened__gt=0), names=("重新打开", "回退"),
    ),
)  # fmt: skip
"""What `conf/wiring.py` enters among the town's figures."""
ORDERS.figures = ALL
