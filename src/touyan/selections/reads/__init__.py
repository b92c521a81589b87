"""Every query about selections, scoped first."""

from touyan.selections.reads.scope import (
    candidates_public,
    candidates_visible_to,
    locked,
    locked_candidate,
    objection_by_receipt,
    objections_visible_to,
    public,
    selection_of_code,
    stops_public,
    visible_to,
)

__all__ = [
    "candidates_public", "candidates_visible_to", "locked", "locked_candidate",
    "objection_by_receipt", "objections_visible_to", "public", "selection_of_code", "stops_public", "visible_to",
]  # fmt: skip
