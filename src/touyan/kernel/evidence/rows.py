"""Whose each file is: a draft's until it is sent, then one thing's for good."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from touyan.kernel import clock
from touyan.kernel.evidence.bounded import FIELD
from touyan.kernel.evidence.papers import Paper
from touyan.kernel.evidence.photos import Photo
from touyan.kernel.models import Evidence
from touyan.kernel.prepared import Prepared
from touyan.kernel.refused import Refused

MOST_PHOTOS = 6
"""In one sending."""
DRAFT = "draft:"
GONE = "gone"
"""Who owns what is about to be deleted: nobody can claim it any more."""


def draft(key: str) -> str:
    """The owner of what was uploaded in a form that has not been sent yet."""
    return f"{DRAFT}{key}"[:60]


def keep(photo: Photo | Paper, *, owner: str, by: str, town_code: str) -> Evidence:
    """Store a photo or a document and say whose it is; the same one twice is kept once, as a phone may repeat."""
    mine = of(owner)
    if again := mine.filter(digest=photo.digest).first():
        return again
    if owner.startswith(DRAFT) and mine.count() >= MOST_PHOTOS:
        raise _too_many()
    row = Evidence(
        town_code=town_code,
        owner=owner,
        digest=photo.digest,
        size=len(photo.content),
        width=photo.width,
        height=photo.height,
        by=by,
        at=clock.now(),
    )
    row.file.save(photo.name, ContentFile(photo.content), save=False)
    try:
        row.save(force_insert=True)
    except BaseException:
        row.file.delete(save=False)
        raise
    return row


def claim(draft_key: str, owner: str) -> list[Evidence]:
    """Give a draft's photos to the thing that was sent; within the act's own transaction."""
    if not _NUMBERS(draft(draft_key)):  # as nearly always
        return []
    photos = list(of(draft(draft_key)).select_for_update())
    if len(photos) > MOST_PHOTOS:
        raise _too_many()
    # Two uploads of one photo at the same moment are both kept; the thing gets it once.
    once = {photo.digest: photo for photo in reversed(photos)}
    mine = [photo for photo in photos if once[photo.digest] is photo]
    Evidence.objects.filter(pk__in=[photo.pk for photo in photos]).update(owner=GONE)
    Evidence.objects.filter(pk__in=[photo.pk for photo in mine]).update(owner=owner)
    for photo in mine:
        photo.owner = owner
    return mine


def discard(draft_key: str, number: int) -> None:
    """Take a photo out of a draft; the next sweep deletes it."""
    of(draft(draft_key)).filter(pk=number).update(owner=GONE)


def erase(owner: str, **more: Any) -> int:
    """Take files from a thing for good, all or those that `more` picks, within the act's transaction;
    the next sweep deletes them."""
    return Evidence.objects.filter(owner=owner, **more).update(owner=GONE)


def of(owner: str) -> QuerySet[Evidence]:
    """What belongs to one thing, in the order in which it came."""
    return Evidence.objects.filter(owner=owner).order_by("pk")


_NUMBERS = Prepared(lambda owner: of(owner).values_list("pk"), "owner")


def sweep_drafts(older_than: timedelta = timedelta(hours=24)) -> int:
    """Delete what was never sent, rows and files; how many. May stop anywhere and run again."""
    old = Q(owner__startswith=DRAFT, at__lt=clock.now() - older_than)
    Evidence.objects.filter(old).update(owner=GONE)
    # The file first: were the row to go first, a crash would leave a photo that nobody knows of.
    count = 0
    for row in of(GONE):
        row.file.delete(save=False)
        row.delete()
        count += 1
    return count


def missing_files() -> Iterator[str]:
    """Every file that is not what was kept, each as a sentence."""
    for row in Evidence.objects.exclude(owner=GONE).order_by("pk").iterator(chunk_size=500):
        try:
            with row.file.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except FileNotFoundError:
            yield f"{row.owner}: file {row.file.name} is missing"
            continue
        if digest != row.digest:
            yield f"{row.owner}: file {row.file.name} is not what was kept"


def _too_many() -> Refused:
    return Refused(
        _("At most {n} photos can be sent at once. Leave some out.").format(n=MOST_PHOTOS),
        field=FIELD,
    )
