"""Make a harmless PDF of whatever was sent: a program that reads standard input and writes standard output.

It runs as a process of its own, as `reencode.py` does and for the same reasons. Only what a page
shows passes: scripts, forms, attachments, links, hidden notes, metadata and everything that acts
when a document is opened stay behind.
"""

import struct
import sys
from io import BytesIO

import pikepdf

MOST_PAGES = 100

UNREADABLE = 3
TOO_MANY_PAGES = 4
LOCKED = 5
HEAD = struct.Struct(">I")
"""How many pages, written before the PDF."""

SHOWN = frozenset(
    {
        "/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Resources", "/Contents",
    }
)  # fmt: skip
"""What a page keeps of itself."""
ACTING = (
    "/AA",
    "/OpenAction",
    "/A",
    "/JS",
    "/JavaScript",
    "/EF",
    "/AF",
    "/Ref",
    "/Metadata",
    "/PieceInfo",
)
"""What is taken out of everything that the pages refer to. `/Ref` and a stream's `/F` lie outside the file."""


class TooManyPages(Exception):
    """More than anybody reads."""


def reprint(data: bytes) -> tuple[int, bytes]:
    """How many pages, and a new PDF of what they show."""
    with pikepdf.open(BytesIO(data)) as given, pikepdf.new() as made:
        if len(given.pages) > MOST_PAGES:
            raise TooManyPages
        made.pages.extend(given.pages)
        for page in made.pages:
            _keep_only_shown(page.obj)
        for thing in made.objects:
            if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
                _keep_from_acting(thing)
        out = BytesIO()
        made.remove_unreferenced_resources()
        made.save(out, deterministic_id=True)
        return len(made.pages), out.getvalue()


def _keep_only_shown(page: pikepdf.Object) -> None:
    for name in page.keys() - SHOWN:
        del page[name]


def _keep_from_acting(thing: pikepdf.Object) -> None:
    for name in ACTING:
        if name in thing:
            del thing[name]
    if isinstance(thing, pikepdf.Stream) and "/F" in thing:
        del thing["/F"]


def main() -> int:
    try:
        pages, pdf = reprint(sys.stdin.buffer.read())
    except TooManyPages:
        return TOO_MANY_PAGES
    except pikepdf.PasswordError:
        return LOCKED
    except Exception:  # qpdf raises whatever a damaged file makes it meet; all of it means the same
        return UNREADABLE
    sys.stdout.buffer.write(HEAD.pack(pages) + pdf)
    return 0


if __name__ == "__main__":
    sys.exit(main())
