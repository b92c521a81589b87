"""Briefs and templates as files to save, and as PDF made in the background."""

from collections.abc import Callable
from io import BytesIO
from typing import BinaryIO

from django.http import FileResponse
from django.utils.translation import gettext as _

from touyan.figures.models import Brief, BriefTemplate, Job
from touyan.figures.papers.pdf import as_pdf
from touyan.figures.reads.briefs import brief_of
from touyan.kernel.refused import Refused

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def file_name(brief: Brief, suffix: str) -> str:
    """Words for people, without what a file system or a header would stumble over."""
    title = "".join(c if c.isalnum() or c in " -_" else " " for c in brief.title).strip()
    return f"{title[:60] or brief.pk} {brief.since:%Y%m%d}-{brief.until:%Y%m%d}.{suffix}"


def word_of(brief: Brief) -> FileResponse:
    return _word(bytes(brief.document), file_name(brief, "docx"))


def template_of(template: BriefTemplate) -> FileResponse:
    return _word(bytes(template.document), f"{template.name}-{template.version}.docx")


def _word(document: bytes, name: str) -> FileResponse:
    return FileResponse(BytesIO(document), as_attachment=True, filename=name, content_type=WORD)


def write_pdf(job: Job, file: BinaryIO, progress: Callable[[int, int], None]) -> None:
    """A job's PDF, for its owner as their roles are now."""
    brief = brief_of(job.by, job.wishes["brief"])
    if brief is None:
        raise Refused(_("This brief is not there."))
    progress(0, 1)
    file.write(as_pdf(bytes(brief.document)))
    progress(1, 1)
