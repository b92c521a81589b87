"""Figures that no room of this house can count: known by what was declared, and told as declared.

Who lives in a town stands in registers that others keep. A room that lands later brings a figure of
its own under the same key, and that one is taken instead (`conf/wiring.py` enters it later).
"""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from touyan.figures.models import Declared
from touyan.figures.reads.declared import newer, standing_within
from touyan.kernel.figures import Column, Figure, Node, Rows, Scope, Split, Stock, Sum
from touyan.kernel.lifecycle import Words


class DeclaredNumbers(Stock):
    """What somebody answers for: of this very place, the newest within the days, as it stands today.

    One row a figure, so its bound, its source and its signer are those of the number.
    """

    model = Declared
    day = "until"
    related = ("organisation",)
    columns = (
        Column(_("Declared number"), lambda row: row.value),
        Column(_("At least"), lambda row: _("yes") if row.at_least else _("no")),
        Column(_("From"), lambda row: row.since),
        Column(_("To"), lambda row: row.until),
        Column(_("Where it comes from"), lambda row: row.source),
        Column(_("Who answers for it"), lambda row: row.signer),
        Column(_("Declared on"), lambda row: row.at),
    )

    def inside(self, organisation: Node) -> Q:
        """What was declared of a town is not the sum of what its villages declare, so nothing is added up."""
        return Q(organisation=organisation.pk)

    def splits(self, scope: Scope) -> dict[str, Split]:
        return {}

    def rows(self, scope: Scope) -> Rows:
        return standing_within(scope).filter(self.inside(scope.organisation), ~newer(scope))


DECLARED = DeclaredNumbers()


def _declared(
    key: str, label: Words, definition: Words, unit: Words, names: tuple[str, ...] = ()
) -> Figure:
    return Figure(
        key=key, label=label, definition=definition, unit=unit, source=DECLARED,
        where=Q(figure=key), total=Sum("value"), public=True, names=names, version=2,
    )  # fmt: skip


PEOPLE = _("people")

ALL: tuple[Figure, ...] = (
    _declared("town.residents", _("Registered residents"), _("People in the household register, as the office that keeps it says: the newest number of the period."), PEOPLE, ("户籍人口",)),
    _declared("town.households", _("Households"), _("Households in the household register, as the office that keeps it says: the newest number of the period."), _("households"), ("户籍户数",)),
)  # fmt: skip
"""What `conf/wiring.py` enters first, so that a room's own figure takes its place."""
