"""What is kept of numbers: frozen ones, those declared from before the system, and long work on them."""

from touyan.figures.models.declared import Declared
from touyan.figures.models.job import Job
from touyan.figures.models.snapshot import Snapshot

__all__ = ["Declared", "Job", "Snapshot"]
