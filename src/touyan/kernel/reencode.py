"""Make a harmless JPEG of whatever was sent: a program that reads standard input and writes standard output.

It runs as a process of its own, within bounds (`limited.py`), so that a hostile file can exhaust or
crash nothing but this child. That is why it imports Pillow, and nothing of Django or Touyan.
Only pixels pass: the place where a photo was taken, the phone's number and anything hidden behind
the picture stay behind.
"""

import struct
import sys
from io import BytesIO

from PIL import (
    Image,
    WebPImagePlugin,  # noqa: F401 - registers WebP; otherwise Pillow imports all it has
)

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")
LONGEST_SIDE = 2048
QUALITY = 82
MOST_PIXELS = 50_000_000
MOST_SIDE = 12_000

UNREADABLE = 3
TOO_MANY_PIXELS = 4
HEAD = struct.Struct(">II")
"""Width and height, written before the JPEG."""

TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""EXIF orientation → what makes the picture upright."""
ORIENTATION = 0x0112


class TooManyPixels(Exception):
    """The header declares more than is worth decoding."""


def reencode(data: bytes) -> tuple[int, int, bytes]:
    """Width, height and JPEG of the first frame: upright, on white, at most 2048 px, no metadata."""
    with Image.open(BytesIO(data), formats=FORMATS) as picture:
        if max(picture.size) > MOST_SIDE or picture.width * picture.height > MOST_PIXELS:
            raise TooManyPixels
        picture.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
        picture.load()
        turn = TURNS.get(_orientation(picture))
        clean = _clean(_averageable(picture))
    if turn is not None:
        clean = clean.transpose(turn)
    out = BytesIO()
    clean.save(out, "JPEG", quality=QUALITY)
    return clean.width, clean.height, out.getvalue()


def _orientation(picture: Image.Image) -> int:
    try:
        return int(picture.getexif().get(ORIENTATION, 1))
    except Exception:  # the note about the picture is damaged; the picture need not be
        return 1


def _averageable(picture: Image.Image) -> Image.Image:
    """In a mode in which shrinking can mix neighbouring pixels; large, so copied only if need be."""
    if picture.mode.startswith("I"):  # 16-bit grey, which `convert` would clip to white
        return picture.point(lambda value: value * (1 / 257), "L")
    if picture.has_transparency_data:
        return picture.convert("RGBA")
    return picture if picture.mode in ("RGB", "L", "CMYK") else picture.convert("RGB")


def _clean(pixels: Image.Image) -> Image.Image:
    """Shrunk, on white, in an image of its own: Pillow carries comments over from the old one."""
    pixels.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    clean = Image.new("RGB", pixels.size, "white")
    if pixels.mode == "RGBA":
        clean.paste(pixels, mask=pixels)
    else:
        clean.paste(pixels.convert("RGB"))
    return clean


def main() -> int:
    try:
        width, height, jpeg = reencode(sys.stdin.buffer.read())
    except (TooManyPixels, Image.DecompressionBombError, MemoryError):
        return TOO_MANY_PIXELS
    except Exception:  # Pillow raises whatever its decoders meet; all of it means the same
        return UNREADABLE
    sys.stdout.buffer.write(HEAD.pack(width, height) + jpeg)
    return 0


if __name__ == "__main__":
    sys.exit(main())
