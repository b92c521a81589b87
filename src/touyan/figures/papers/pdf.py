"""A brief as PDF, where LibreOffice is present."""

import os
import shutil
import subprocess
import tempfile
import threading
from pathlib import Path

from django.utils.translation import gettext as _

from touyan.figures.papers.standard import INSTEAD
from touyan.kernel.refused import Refused

SECONDS = 60
_turns = threading.BoundedSemaphore(1)
"""Each takes some hundred megabytes: one at a time in a process."""


def program() -> str | None:
    """LibreOffice's own program, if this machine has it."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def as_pdf(document: bytes) -> bytes:
    """The document as LibreOffice prints it. Takes seconds, so never within a transaction."""
    office = program()
    if office is None:
        raise Refused(_("This machine has no LibreOffice, so there is no PDF. Take the Word file."))
    with tempfile.TemporaryDirectory(prefix="touyan-pdf-") as folder:
        here = Path(folder)
        (here / "brief.docx").write_bytes(document)
        with _turns:
            _convert(office, here)
        made = here / "brief.pdf"
        if not made.exists():
            raise Refused(_("LibreOffice could not read this document. Take the Word file."))
        return made.read_bytes()


def _convert(office: str, here: Path) -> None:
    """With a profile of its own, so that nothing is shared and nothing is remembered."""
    command = [
        office, f"-env:UserInstallation={(here / 'profile').as_uri()}", "--headless", "--norestore",
        "--convert-to", "pdf", "--outdir", str(here), str(here / "brief.docx"),
    ]  # fmt: skip
    (here / "fonts.conf").write_text(_stand_ins(), encoding="utf-8")
    environment = {
        "HOME": str(here), "PATH": os.environ.get("PATH", os.defpath), "LANG": "zh_CN.UTF-8",
        "FONTCONFIG_FILE": str(here / "fonts.conf"),
    }  # fmt: skip
    try:
        subprocess.run(  # noqa: S603 - nothing in it was typed by anybody
            command, cwd=here, env=environment, capture_output=True, timeout=SECONDS, check=False,
            start_new_session=True,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise Refused(_("Making the PDF took too long. Take the Word file.")) from error


def _stand_ins() -> str:
    """What this machine shall take for each font of the standard that it does not have."""
    rules = "".join(
        f'<match target="pattern"><test name="family"><string>{name}</string></test>'
        + "".join(
            f'<edit name="family" mode="append" binding="strong"><string>{other}</string></edit>'
            for other in others.split(",")
        )
        + "</match>"
        for name, others in INSTEAD.items()
    )
    return (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f'<include ignore_missing="yes">/etc/fonts/fonts.conf</include>{rules}</fontconfig>'
    )
