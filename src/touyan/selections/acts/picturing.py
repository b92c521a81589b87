"""Pictures in the story of somebody who was honoured."""

from typing import Any

from django.utils.translation import gettext as _

from touyan.kernel import evidence
from touyan.kernel.acts import Actor, Event, about, act
from touyan.kernel.refused import Refused
from touyan.selections import rules
from touyan.selections.models import Candidate, StoryPicture
from touyan.selections.moves import CANDIDATE_LIFE
from touyan.selections.reads import locked_candidate


@act(personal=("words",))
def add_picture(*, by: Actor, candidate: Candidate, words: str, photos: Any) -> Event[Candidate]:
    """Show a photo in a story; it was made anew when it was uploaded."""
    candidate = locked_candidate(candidate)
    CANDIDATE_LIFE.take("tell_story", candidate, by)
    said = words.strip()[:120]
    if not said:
        raise Refused(_("Say what is to be seen."), field="words")
    claimed = evidence.claim(str(photos), about(candidate)) if photos else []
    if not claimed:
        raise Refused(_("Choose a photo."), field="photos")
    if candidate.pictures.count() + len(claimed) > evidence.MOST_PHOTOS:
        raise Refused(
            _("A story has {n} pictures at most. Take one down first.").format(
                n=evidence.MOST_PHOTOS
            ),
            field="photos",
        )
    for one in claimed:
        StoryPicture.objects.create(candidate=candidate, evidence=one, words=said)
    return Event(candidate, by, {"words": said, "photos": [one.pk for one in claimed]})


def erase_pictures(candidate: Candidate) -> list[int]:
    """All of a story, for good; within the act of whoever takes the story away."""
    shown = list(candidate.pictures.values_list("evidence", flat=True))
    candidate.pictures.all().delete()
    evidence.erase(about(candidate), pk__in=shown)
    return shown


@act()
def shed_pictures(*, by: Actor, candidate: Candidate) -> Event[Candidate]:
    """Whoever the story is about wants to be shown no more; what is written stays."""
    candidate = locked_candidate(candidate)
    gone = erase_pictures(candidate)
    return Event(candidate, by, {"photos": gone}, repeated=not gone)


@act()
def take_picture_down(*, by: Actor, picture: StoryPicture) -> Event[Candidate]:
    """It is shown no more, and its file is erased."""
    candidate = locked_candidate(picture.candidate)
    if not rules.runs_candidate(candidate, by):
        raise Refused(_("Only the office that runs it changes the story."))
    gone, _tables = StoryPicture.objects.filter(pk=picture.pk).delete()
    if not gone:
        return Event(candidate, by, repeated=True)
    evidence.erase(about(candidate), pk=picture.evidence_id)
    return Event(candidate, by, {"photo": picture.evidence_id})
