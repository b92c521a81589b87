"""The town's own figures: how many villages and communities it has."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from touyan.kernel.figures import Column, Figure, Node, Rows, Scope, Split, Stock
from touyan.town.models import Organisation
from touyan.town.states import COUNTY, PLACES_PEOPLE_LIVE, TOWN


class Standing(Stock):
    """Places where people live."""

    model = Organisation
    day = "code"
    columns = (
        Column(_("Its name"), lambda row: row.label),
        Column(_("Its code"), lambda row: row.code),
        Column(_("Kind"), lambda row: row.get_kind_display()),
    )

    def inside(self, organisation: Node) -> Q:
        return Q(path__startswith=organisation.path)

    def splits(self, scope: Scope) -> dict[str, Split]:
        here = Organisation.objects.filter(self.inside(scope.organisation))
        if scope.organisation.kind == COUNTY:
            return {"organisation": Split("town", here.filter(kind=TOWN))}
        return {"organisation": Split("id", here.filter(kind__in=PLACES_PEOPLE_LIVE))}

    def rows(self, scope: Scope) -> Rows:
        there = Q(ended_on__isnull=True) | Q(ended_on__gt=scope.until)
        here = Organisation.objects.filter(self.inside(scope.organisation), there)
        return here.filter(kind__in=PLACES_PEOPLE_LIVE)


STANDING = Standing()

ALL: tuple[Figure, ...] = (
    Figure(
        key="town.villages", label=_("Villages and communities"),
        definition=_("Villages and communities of the place that stood at the end of the period."),
        unit=_("villages and communities"), source=STANDING, public=True,
    ),
)  # fmt: skip
"""What `conf/wiring.py` enters among the town's figures."""
