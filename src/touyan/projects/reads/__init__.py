"""Every query about projects, scoped first."""

from touyan.projects.reads.scope import about_place, here, public, visible_to
from touyan.projects.reads.shown import Told, pictures, told, told_all

__all__ = ["Told", "about_place", "here", "pictures", "public", "told", "told_all", "visible_to"]
