"""Projects, their milestones with the dates that were promised, and pictures of before and after."""

from touyan.projects.models.milestone import DateMove, Milestone
from touyan.projects.models.project import Picture, Project

__all__ = ["DateMove", "Milestone", "Picture", "Project"]
