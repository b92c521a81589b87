"""Photos on their way: made anew and kept under the form's key before anything is decided."""

from uuid import UUID

from django.http import HttpRequest

from touyan.front.visitors import PHOTOS_AN_HOUR, slow_down
from touyan.kernel import evidence
from touyan.kernel.evidence.bounded import Upload
from touyan.kernel.refused import Refused, TooMany
from touyan.kernel.written import said_of


def keep(request: HttpRequest, key: UUID, *, by: str, town_code: str) -> list[str]:
    """Keep what was uploaded under the key; a sentence for each that cannot be kept.

    Outside any transaction: making a photo anew takes half a second, and a form that is refused
    for another reason must not ask for its photos twice.
    """
    wrong = []
    for upload in (file for file in request.FILES.getlist("photos") if file.size):
        try:
            slow_down(request, "photos", PHOTOS_AN_HOUR)
            _keep(upload, key, by, town_code)
        except TooMany as refused:
            wrong.append(str(refused))
            break
        except Refused as refused:
            wrong.append(said_of(upload.name or "", str(refused)))
    return wrong


def _keep(upload: Upload, key: UUID, by: str, town_code: str) -> None:
    photo = evidence.reencoded(upload)
    evidence.keep(photo, owner=evidence.draft(str(key)), by=by, town_code=town_code)


def drop(request: HttpRequest, key: UUID) -> bool:
    """Leave a kept photo out again, if that is the button that was pressed."""
    number = request.POST.get("drop", "")
    if number.isascii() and number.isdigit() and len(number) < 19:
        evidence.discard(str(key), int(number))
        return True
    return False
