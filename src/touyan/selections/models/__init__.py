"""What is selected, who stands for it, how it is judged, what is objected, and where winners speak."""

from touyan.selections.models.candidate import Candidate
from touyan.selections.models.judging import Ballot, Juror, Recusal
from touyan.selections.models.objection import Objection
from touyan.selections.models.picture import StoryPicture
from touyan.selections.models.selection import Selection
from touyan.selections.models.tour import TourStop

__all__ = [
    "Ballot", "Candidate", "Juror", "Objection", "Recusal", "Selection", "StoryPicture", "TourStop",
]  # fmt: skip
