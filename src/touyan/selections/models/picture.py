"""A picture in the story of somebody who was honoured."""

from django.db import models
from django.db.models import Q

from touyan.kernel.models import Evidence
from touyan.selections.models.candidate import Candidate


class StoryPicture(models.Model):
    """Shown as long as it stands here. Taken down, it is erased: it shows a person, who may ask for that."""

    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="pictures")
    evidence = models.OneToOneField(Evidence, models.PROTECT, related_name="+")
    words = models.CharField(max_length=120)
    """What is to be seen, for those who do not see it."""

    class Meta:
        constraints = [
            models.CheckConstraint(name="selections_picture_said", condition=~Q(words="")),
        ]

    def __str__(self) -> str:
        return self.words
