"""The figures of plans: what was set out, opened and built in a period, counted from its records."""

from collections.abc import Mapping

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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
from touyan.plans.models import Activity, Plan, Platform, Requirement, Workstream
from touyan.plans.states import UNITS, State
from touyan.town.models import Organisation
from touyan.town.states import COUNTY, TOWN

DRAFT = State.DRAFT


class OfPlans(Source):
    """Rows of plans that were put in force: they are a town's, and its villages have none of their own."""

    plan = "plan"

    def inside(self, organisation: Node) -> Q:
        return Q(town__path__startswith=organisation.path)

    def splits(self, scope: Scope) -> dict[str, Split]:
        if scope.organisation.kind != COUNTY:
            return {}
        here = Organisation.objects.filter(path__startswith=scope.organisation.path)
        return {"organisation": Split("town", here.filter(kind=TOWN))}

    def everything(self) -> Rows:
        state = f"{self.plan}__state" if self.plan else "state"
        rows: Rows = models.QuerySet(self.model)
        return rows.exclude(**{state: DRAFT})


class Kickoffs(OfPlans):
    model, day, plan = Plan, "kickoff_on", ""
    columns = (
        Column(_("Plan"), lambda row: row.label),
        Column(_("Day"), lambda row: row.kickoff_on),
    )


class Documents(OfPlans):
    model, day, plan = Plan, "document_on", ""
    columns = (
        Column(_("Document"), lambda row: row.document),
        Column(_("Day"), lambda row: row.document_on),
        Column(_("Plan"), lambda row: row.label),
    )


class Workstreams(OfPlans):
    model, day, related = Workstream, "starts_on", ("plan",)
    columns = (
        Column(_("Workstream"), lambda row: row.label),
        Column(_("Plan"), lambda row: row.plan.label),
    )


class Activities(OfPlans):
    model, day, related = Activity, "starts_on", ("plan", "workstream", "lead")
    columns = (
        Column(pgettext_lazy("an activity", "Number"), lambda row: row.number),
        Column(_("Activity"), lambda row: row.label),
        Column(_("Workstream"), lambda row: row.workstream.label),
        Column(_("Led by"), lambda row: row.lead.label),
        Column(_("From"), lambda row: row.starts_on),
        Column(_("To"), lambda row: row.ends_on),
    )


class Requirements(OfPlans):
    model, day, related, plan = Requirement, "starts_on", ("activity",), "activity__plan"
    columns = (
        Column(_("Of whom"), lambda row: row.get_audience_display()),
        Column(_("Activity"), lambda row: row.activity.label),
        Column(_("What is counted"), lambda row: row.get_measure_display()),
        Column(_("How many"), lambda row: row.target),
        Column(_("Due on"), lambda row: row.due_on),
    )


class Platforms(OfPlans):
    model, day, related = Platform, "opened_on", ("plan",)
    columns = (
        Column(_("Platform"), lambda row: row.label),
        Column(_("Kind"), lambda row: row.get_kind_display()),
        Column(_("Since"), lambda row: row.opened_on),
    )


TIMES, ITEMS = _("times"), _("items")
SOURCES: Mapping[str, Source] = {
    "kickoffs": Kickoffs(), "documents": Documents(), "workstreams": Workstreams(),
    "activities": Activities(), "requirements": Requirements(), "platforms": Platforms(),
}  # fmt: skip

ALL: tuple[Figure, ...] = (
    Figure(
        key="plans.kickoff_meetings", label=_("Kick-off meetings"),
        definition=_("Meetings in the period that opened a plan."),
        unit=TIMES, source=SOURCES["kickoffs"], where=Q(kickoff_on__isnull=False), public=True,
        names=("动员会",),
    ),
    Figure(
        key="plans.documents", label=_("Plan documents"),
        definition=_("Documents issued in the period that set out a plan."),
        unit=_("documents"), source=SOURCES["documents"], where=Q(document_on__isnull=False),
        public=True, names=("实施方案",),
    ),
    Figure(
        key="plans.workstreams", label=_("Workstreams"),
        definition=_("Workstreams of plans that begin in the period."),
        unit=ITEMS, source=SOURCES["workstreams"], public=True,
    ),
    Figure(
        key="plans.activities", label=_("Planned activities"),
        definition=_(
            "Numbered activities of plans in force or closed that begin in the period, each with a lead "
            "department and a task list."
        ),
        unit=ITEMS, source=SOURCES["activities"], public=True, names=("主题活动",),
    ),
    Figure(
        key="plans.audiences", label=_("Kinds of audience"),
        definition=_(
            "Kinds of units (offices, enterprises, social organisations) to which a plan sets requirements "
            "of their own that begin in the period, each once."
        ),
        unit=ITEMS, source=SOURCES["requirements"], where=Q(audience__in=UNITS),
        total=Distinct("audience_number"), public=True,
    ),
    Figure(
        key="plans.platforms", label=_("Outreach platforms"),
        definition=_("Platforms for outreach opened in the period: centres, media, education bases."),
        unit=ITEMS, source=SOURCES["platforms"], total=Count(), public=True,
        names=("宣传教育平台", "宣教平台"),
    ),
)  # fmt: skip
"""What `conf/wiring.py` enters among the town's figures."""
