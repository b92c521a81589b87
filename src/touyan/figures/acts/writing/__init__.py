"""Briefs: their templates kept, a brief drafted, corrected, explained and signed."""

from touyan.figures.acts.writing.correcting import amend, explain, sign_brief
from touyan.figures.acts.writing.drafting import draft_brief, redraft
from touyan.figures.acts.writing.templates import keep_template

__all__ = ["amend", "draft_brief", "explain", "keep_template", "redraft", "sign_brief"]
