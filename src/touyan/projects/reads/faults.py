"""What `touyan check` compares with the journal, and what must always be true besides."""

from collections.abc import Iterator

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from touyan.kernel.facts import Facts
from touyan.projects.models import DateMove, Milestone, Picture, Project, fixed
from touyan.projects.states import MilestoneState

facts = Facts({
    Project: (
        "state", "lead_id", "village_id", "place_id", "responsible_id", "spaces", "accessible_spaces",
        "budget", "paused_from", "approved_on", "started_on", "building_on", "opened_on", "closed_on",
        "dropped_on",
    ),
    Milestone: (
        "state", "project_id", "number", "opening", "baseline_on", "due_on", "met_on", "proof_id",
    ),
    DateMove: ("milestone_id", "was", "now"),
    Picture: ("project_id", "evidence_id", "side", "shown"),
})  # fmt: skip


def faults() -> Iterator[str]:
    """Evidence that is somebody else's; days that moved without a move; triggers that do not stand."""
    met = Milestone.objects.filter(state=MilestoneState.MET).select_related("proof")
    for row in met.order_by("pk").iterator(chunk_size=500):
        if row.proof is None or row.proof.owner != f"milestone:{row.pk}":
            yield f"milestone:{row.pk}: is met on evidence that is not its own"
    for picture in Picture.objects.select_related("evidence").order_by("pk"):
        if picture.evidence.owner != f"project:{picture.project_id}":
            yield f"picture:{picture.pk}: shows a file that is not its project's"
    yield from _unexplained()
    yield from fixed.faults()


def _unexplained() -> Iterator[str]:
    """A milestone whose day is neither the promised one nor the one it was last moved to."""
    last = DateMove.objects.filter(milestone=OuterRef("pk")).order_by("-pk").values("now")[:1]
    rows = Milestone.objects.filter(baseline_on__isnull=False)
    told = rows.annotate(told=Coalesce(Subquery(last), F("baseline_on")))
    for row in told.exclude(due_on=F("told")).order_by("pk"):
        yield f"milestone:{row.pk}: its day was moved and no reason stands for it"
