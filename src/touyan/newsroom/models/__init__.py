"""What the newsroom keeps: the editor's pages and pictures, what was published of them, and what readers say."""

from touyan.newsroom.models.counts import Log, ViewDay
from touyan.newsroom.models.hands import Hand
from touyan.newsroom.models.pages import (
    TYPES,
    Article,
    Board,
    Index,
    Note,
    Reading,
    Review,
    Sheet,
    publishing,
)
from touyan.newsroom.models.pictures import Picture, PictureRendition
from touyan.newsroom.models.published import Approval, Cleared, Published, ReadMark, Story
from touyan.newsroom.models.voices import Comment, Report

__all__ = [
    "TYPES",
    "Approval",
    "Article",
    "Board",
    "Cleared",
    "Comment",
    "Hand",
    "Index",
    "Log",
    "Note",
    "Picture",
    "PictureRendition",
    "Published",
    "ReadMark",
    "Reading",
    "Report",
    "Review",
    "Sheet",
    "Story",
    "ViewDay",
    "publishing",
]
