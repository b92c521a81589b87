"""What is kept of numbers: frozen ones, those declared from before the system, long work on them, and briefs."""

from touyan.figures.models.brief import Brief, BriefNumber, BriefTemplate, Mark
from touyan.figures.models.declared import Declared
from touyan.figures.models.job import Job
from touyan.figures.models.snapshot import Snapshot

__all__ = ["Brief", "BriefNumber", "BriefTemplate", "Declared", "Job", "Mark", "Snapshot"]
