"""The figures of projects: what has begun, what is under way, and the parking spaces that come of it."""

from collections.abc import Mapping

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from touyan.kernel.figures import Column, Figure, Node, Rows, Scope, Source, Split, Stock, Sum
from touyan.projects.models import Project
from touyan.town.models import Organisation
from touyan.town.states import COUNTY, PLACES_PEOPLE_LIVE, TOWN

COLUMNS = (
    Column(_("Project"), lambda row: row.label),
    Column(_("Stage"), lambda row: row.get_state_display()),
    Column(_("Led by"), lambda row: row.lead.label),
    Column(_("Parking spaces"), lambda row: row.spaces),
    Column(_("Started on"), lambda row: row.started_on),
)


class Begun(Source):
    """Projects that have begun, by the day they did."""

    model, day, columns, related = Project, "started_on", COLUMNS, ("lead",)

    def inside(self, organisation: Node) -> Q:
        here = organisation.path
        return Q(lead__path__startswith=here) | Q(village__path__startswith=here)

    def splits(self, scope: Scope) -> dict[str, Split]:
        here = Organisation.objects.filter(path__startswith=scope.organisation.path)
        if scope.organisation.kind == COUNTY:
            return {"organisation": Split("town", here.filter(kind=TOWN))}
        if scope.organisation.kind == TOWN:
            return {"organisation": Split("village", here.filter(kind__in=PLACES_PEOPLE_LIVE))}
        return {}


class UnderWay(Stock, Begun):
    """Projects that were being built at the end of a period's last day, whenever that began."""

    day = "building_on"

    def rows(self, scope: Scope) -> Rows:
        last = scope.until
        return self.everything().filter(
            self.inside(scope.organisation),
            Q(opened_on__isnull=True) | Q(opened_on__gt=last),
            Q(dropped_on__isnull=True) | Q(dropped_on__gt=last),
            building_on__lte=last,
        )


ITEMS = _("items")
SOURCES: Mapping[str, Source] = {"begun": Begun(), "under_way": UnderWay()}

ALL: tuple[Figure, ...] = (
    Figure(
        key="projects.parking_spaces", label=_("Parking spaces of projects"),
        definition=_("Parking spaces that projects make which started in the period."),
        unit=_("spaces"), source=SOURCES["begun"], where=Q(spaces__isnull=False), total=Sum("spaces"),
        public=True, names=("停车位",),
    ),
    Figure(
        key="projects.under_way", label=_("Projects under way"),
        definition=_(
            "Projects being built at the end of the period: work had begun on them, and they had neither "
            "opened nor been given up. One that has only started, such as by a decision, is not counted."
        ),
        unit=ITEMS, source=SOURCES["under_way"], public=True, names=("在建项目",),
    ),
)  # fmt: skip
"""What `conf/wiring.py` enters among the town's figures."""
