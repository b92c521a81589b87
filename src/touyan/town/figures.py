"""The town's own figures: how many villages and communities it has."""

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from touyan.kernel.figures import (
    Column,
    Figure,
    Node,
    Rows,
    Scope,
    Source,
    Split,
    months,
    next_month,
)
from touyan.town.models import Organisation
from touyan.town.states import COUNTY, PLACES_PEOPLE_LIVE, TOWN


class Standing(Source):
    """Places where people live, as they stood at the end of the period: a stock, not a flow."""

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

    def by_month(self, figure: Figure, scope: Scope) -> dict[date, int]:
        """What stands, stands in each month."""
        here = Organisation.objects.filter(
            self.inside(scope.organisation), figure.where, kind__in=PLACES_PEOPLE_LIVE
        )
        ends = list(here.values_list("ended_on", flat=True))
        return {
            month: sum(end is None or end >= next_month(month) for end in ends)
            for month in months(scope)
        }


STANDING = Standing()

ALL: tuple[Figure, ...] = (
    Figure(
        key="town.villages", label=_("Villages and communities"),
        definition=_("Villages and communities of the place that stood at the end of the period."),
        unit=_("villages and communities"), source=STANDING, public=True,
    ),
)  # fmt: skip
"""What `conf/wiring.py` enters among the town's figures."""
