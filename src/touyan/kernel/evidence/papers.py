"""From a PDF that somebody has to one that shows the same and can do nothing, or a plain sentence why not."""

import hashlib
import logging
from dataclasses import dataclass

from django.utils.translation import gettext as _

from touyan.kernel import reprint
from touyan.kernel.evidence import bounded
from touyan.kernel.evidence.bounded import Upload, refused
from touyan.kernel.evidence.photos import Photo, reencoded

logger = logging.getLogger(__name__)

SECONDS = bounded.SECONDS
PROGRAM = bounded.program(reprint)
MAGIC = b"%PDF-"


@dataclass(frozen=True, slots=True)
class Paper:
    """A PDF that we wrote ourselves."""

    content: bytes
    pages: int
    digest: str
    name = "paper.pdf"
    width = height = 0


def reprinted(upload: Upload) -> Paper:
    """The document made anew from what its pages show; Refused, saying what to do, where that cannot be.

    Takes up to some seconds, so never within a transaction.
    """
    data = bounded.read(
        upload,
        _("This document is larger than {n} MB. Save it smaller, or print fewer pages of it."),
        _("This file is empty. Choose the document again."),
    )
    if not data.startswith(MAGIC):
        raise refused(_("This file is no PDF. Save or scan the document as PDF and choose that."))
    told = bounded.answer(PROGRAM, data, SECONDS)
    code = reprint.UNREADABLE if told is None else told.returncode
    if told is not None and code == 0:
        (pages,) = reprint.HEAD.unpack(told.stdout[: reprint.HEAD.size])
        pdf = told.stdout[reprint.HEAD.size :]
        return Paper(pdf, pages, hashlib.sha256(pdf).hexdigest())
    if code not in WHY_NOT:  # killed by its limits, or it could not start
        logger.error("Making a document anew ended with %s", code)
    raise refused(WHY_NOT.get(code, WHY_NOT[reprint.UNREADABLE])())


WHY_NOT = {
    reprint.LOCKED: lambda: _(
        "This document is locked with a password. Save it without one and choose it again."
    ),
    reprint.TOO_MANY_PAGES: lambda: _(
        "This document has more than {n} pages. Send the pages that matter."
    ).format(n=reprint.MOST_PAGES),
    reprint.UNREADABLE: lambda: _(
        "This document cannot be read; perhaps it did not arrive whole. Save it as PDF anew and choose it again."
    ),
}
"""How the program ends → what the sender is told."""


def made_anew(upload: Upload) -> Photo | Paper:
    """A photo, or a PDF, by its first bytes: neither the name nor what the sender calls it counts."""
    head = upload.read(len(MAGIC))
    upload.seek(0)
    return reprinted(upload) if head == MAGIC else reencoded(upload)
