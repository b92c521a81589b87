"""What `touyan check` compares with the journal, and what must always be true besides."""

from collections.abc import Iterator

from django.db.models import F, Q

from touyan.kernel.facts import Facts
from touyan.plans.models import (
    ActionMenu,
    Activity,
    Commitment,
    Fact,
    Plan,
    Platform,
    Pledge,
    Requirement,
    Task,
    Workstream,
)

facts = Facts({
    Plan: ("state", "starts_on", "ends_on", "document", "document_on", "document_file_id", "kickoff_on", "follows_id"),
    Workstream: ("number", "name"),
    Activity: ("number", "workstream_id", "lead_id", "starts_on", "ends_on", "carrier"),
    Task: ("state", "owner_id", "due_on"),
    Platform: ("number", "kind", "opened_on"),
    ActionMenu: ("audience", "pick"),
    Requirement: ("audience", "menu_id", "measure", "target", "starts_on", "due_on"),
    Commitment: ("state", "organisation_id", "person_id"),
    Pledge: ("plan_id", "person_id"),
    Fact: ("measure", "source", "turn", "day", "person_id", "organisation_id", "quantity", "retracts_id"),
})  # fmt: skip


def faults() -> Iterator[str]:
    """Retractions that take off something else than was added; activities of another plan's workstream."""
    rows = Fact.objects.filter(retracts__isnull=False)
    alike = Q(
        quantity=-F("retracts__quantity"), day=F("retracts__day"), measure=F("retracts__measure"),
        source=F("retracts__source"),
    )  # fmt: skip
    for row in rows.exclude(alike).order_by("pk"):
        yield f"fact:{row.pk}: takes off something else than fact:{row.retracts_id} added"
    for activity in Activity.objects.exclude(workstream__plan=F("plan")).order_by("pk"):
        yield f"activity:{activity.pk}: stands in a workstream of another plan"
