"""The figures of selections: contests held, winners and where they spoke, members and organisations honoured.

An honour that was taken back is not counted any more.
"""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from touyan.kernel.figures import (
    Column,
    Count,
    Distinct,
    Figure,
    Node,
    Rows,
    Scope,
    Source,
    Split,
)
from touyan.selections.models import Candidate, Selection, TourStop
from touyan.selections.states import COUNTED, OF_PEOPLE, Award, CandidateState, Kind
from touyan.town.models import Organisation
from touyan.town.states import COUNTY, PLACES_PEOPLE_LIVE, TOWN


def _split(scope: Scope, below: str) -> dict[str, Split]:
    here = Organisation.objects.filter(path__startswith=scope.organisation.path)
    if scope.organisation.kind == COUNTY:
        return {"organisation": Split("town", here.filter(kind=TOWN))}
    return {"organisation": Split(below, here.filter(kind__in=PLACES_PEOPLE_LIVE))}


class Contests(Source):
    """Contests whose marks are known, by the day on which they were held."""

    model = Selection
    day = "held_on"
    related = ("host",)
    columns = (
        Column(_("Contest"), lambda row: row.label),
        Column(_("Day"), lambda row: row.held_on),
        Column(_("Host"), lambda row: row.host.label),
    )

    def inside(self, organisation: Node) -> Q:
        return Q(host__path__startswith=organisation.path)

    def splits(self, scope: Scope) -> dict[str, Split]:
        return _split(scope, "host")

    def everything(self) -> Rows:
        return Selection.objects.filter(kind=Kind.CONTEST, state__in=COUNTED)


class Honoured(Source):
    """Who was honoured and still is, by the day of the decision."""

    model = Candidate
    day = "decided_on"
    related = ("selection", "person", "organisation", "unit", "village")
    columns = (
        Column(_("Selection"), lambda row: row.selection.label),
        Column(_("Day"), lambda row: row.decided_on),
        Column(_("Who"), lambda row: row.label),
        Column(_("For"), lambda row: row.get_award_display()),
        Column(_("Named by"), lambda row: row.unit.label),
    )

    def inside(self, organisation: Node) -> Q:
        if organisation.kind in PLACES_PEOPLE_LIVE:
            return Q(village=organisation.pk)
        return Q(unit__path__startswith=organisation.path)

    def splits(self, scope: Scope) -> dict[str, Split]:
        return _split(scope, "village")

    def everything(self) -> Rows:
        return Candidate.objects.filter(state=CandidateState.HONOURED)


class Stops(Source):
    """Stops of winners' tours that took place, by the day."""

    model = TourStop
    day = "held_on"
    related = ("candidate__person", "candidate__selection", "host")
    columns = (
        Column(_("Before whom"), lambda row: row.get_audience_display()),
        Column(_("Day"), lambda row: row.held_on),
        Column(_("Where"), lambda row: row.where or row.host.label),
        Column(_("Speaker"), lambda row: row.candidate.label),
    )

    def inside(self, organisation: Node) -> Q:
        return Q(host__path__startswith=organisation.path)

    def splits(self, scope: Scope) -> dict[str, Split]:
        return _split(scope, "host")

    def everything(self) -> Rows:
        return TourStop.objects.filter(held_on__isnull=False)


CONTESTS, HONOURED, STOPS = Contests(), Honoured(), Stops()
TIMES, ITEMS, PEOPLE = _("times"), _("items"), _("people")

ALL: tuple[Figure, ...] = (
    Figure(
        key="selections.contests", label=_("Contests"),
        definition=_("Contests held in the period, of which the marks were revealed."),
        unit=TIMES, source=CONTESTS, total=Count(), public=True, names=("演讲比赛",),
    ),
    Figure(
        key="selections.contest_winners", label=_("Contest winners"),
        definition=_("People whom a contest's ranking made winners in the period."),
        unit=PEOPLE, source=HONOURED, where=Q(award=Award.ENTRY), public=True,
        names=("优秀选手", "参赛优秀选手"),
    ),
    Figure(
        key="selections.tour_stops", label=_("Kinds of tour stops"),
        definition=_(
            "Kinds of places (village, community, office, school, enterprise) in which a winner spoke "
            "in the period, each once."
        ),
        unit=ITEMS, source=STOPS, total=Distinct("audience_number"), public=True,
    ),
    Figure(
        key="selections.members_honoured", label=_("Members honoured"),
        definition=_(
            "Members and party workers whom a commendation honoured in the period, after its public notice."
        ),
        unit=PEOPLE, source=HONOURED, where=Q(award__in=sorted(OF_PEOPLE)), public=True,
        names=("表彰党员", "受表彰党员"),
    ),
    Figure(
        key="selections.organisations_honoured", label=_("Organisations honoured"),
        definition=_(
            "Organisations that a commendation honoured in the period, after its public notice."
        ),
        unit=ITEMS, source=HONOURED, where=Q(award=Award.ORGANISATION), public=True,
        names=("先进基层党组织", "先进党组织"),
    ),
)  # fmt: skip
"""What `conf/wiring.py` enters among the town's figures."""
