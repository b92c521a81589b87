"""What comes out of a photo that somebody sends."""

import hashlib
import io
import zipfile
from collections.abc import Iterator

import pytest
from PIL import Image

from tests.kernel.pictures import (
    BLUE,
    GREEN,
    HIDDEN,
    RED,
    WHITE,
    halves,
    noisy,
    opened,
    saved,
    sent,
)


def near(found: object, wanted: tuple[int, int, int]) -> bool:
    """JPEG keeps a colour only roughly."""
    assert isinstance(found, tuple)
    return all(abs(one - other) < 12 for one, other in zip(found, wanted, strict=True))


def segments(jpeg: bytes) -> Iterator[int]:
    """The markers of a JPEG up to its pixels."""
    at = 2
    while jpeg[at + 1] != 0xDA:
        yield jpeg[at + 1]
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")


def test_a_photo_keeps_its_picture_and_loses_all_that_was_written_beside_it() -> None:
    exif = Image.Exif()
    exif[0x010F] = "PHONE-SERIAL-42"
    exif.get_ifd(0x8825).update({1: "N", 2: (31.0, 12.0, 3.0), 3: "E", 4: (107.0, 52.0, 9.0)})
    data = saved(
        halves(RED, BLUE),
        "JPEG",
        exif=exif,
        comment=b"COMMENT-42",
        icc_profile=b"PROFILE-42" * 20,
        xmp=b"<x:xmpmeta>XMP-42</x:xmpmeta>",
    )
    assert Image.open(io.BytesIO(data)).getexif().get_ifd(0x8825)[2] == (31.0, 12.0, 3.0)

    photo = sent(data)

    assert (photo.width, photo.height) == opened(photo).size == (640, 320)
    assert near(opened(photo).getpixel((100, 100)), RED)
    assert near(opened(photo).getpixel((500, 100)), BLUE)
    assert b"-42" not in photo.content
    # JFIF's own head, tables, frame: no EXIF or XMP (E1), profile (E2) or comment (FE).
    assert set(segments(photo.content)) == {0xE0, 0xDB, 0xC0, 0xC4}
    assert photo.digest == hashlib.sha256(photo.content).hexdigest()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_stands_upright_however_the_phone_was_held(orientation: int) -> None:
    upright = Image.new("RGB", (240, 160), WHITE)
    upright.paste(RED, (0, 0, 80, 80))
    upright.paste(GREEN, (160, 0, 240, 80))
    upright.paste(BLUE, (0, 80, 80, 160))
    # How the pixels lie in the file: the inverse of what each orientation says (EXIF 2.3, 4.6.4).
    lie = {
        2: [Image.Transpose.FLIP_LEFT_RIGHT],
        3: [Image.Transpose.ROTATE_180],
        4: [Image.Transpose.FLIP_TOP_BOTTOM],
        5: [Image.Transpose.ROTATE_90, Image.Transpose.FLIP_TOP_BOTTOM],
        6: [Image.Transpose.ROTATE_90],
        7: [Image.Transpose.ROTATE_90, Image.Transpose.FLIP_LEFT_RIGHT],
        8: [Image.Transpose.ROTATE_270],
    }
    stored = upright
    for step in lie.get(orientation, []):
        stored = stored.transpose(step)
    exif = Image.Exif()
    exif[0x0112] = orientation

    picture = opened(sent(saved(stored, "JPEG", exif=exif, quality=95)))

    assert picture.size == (240, 160)
    corners = [picture.getpixel(at) for at in ((20, 20), (220, 20), (20, 140), (220, 140))]
    assert all(map(near, corners, (RED, GREEN, BLUE, WHITE)))


def test_a_damaged_note_beside_a_photo_does_not_cost_the_photo() -> None:
    data = saved(halves(RED, BLUE), "JPEG", exif=b"Exif\0\0" + b"\xff" * 60)
    assert sent(data).width == 640


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "BMP"])
def test_each_kind_of_picture_that_phones_and_computers_make_is_read(kind: str) -> None:
    photo = sent(saved(halves(RED, BLUE), kind), "whatever.bin")
    assert (photo.width, photo.height) == (640, 320)
    assert near(opened(photo).getpixel((100, 100)), RED)
    assert near(opened(photo).getpixel((500, 100)), BLUE)


def test_a_large_photo_is_shrunk_to_2048_pixels_and_a_small_one_is_not_enlarged() -> None:
    large, small = sent(saved(noisy(3000, 2250), "JPEG")), sent(saved(noisy(20, 10), "JPEG"))
    assert (large.width, large.height) == (2048, 1536)
    assert (small.width, small.height) == (20, 10)


@pytest.mark.parametrize(
    "size", [(4080, 6120), (8000, 6200), (11_990, 40)], ids=["tall", "wide", "strip"]
)
def test_a_very_large_photo_keeps_its_proportions(size: tuple[int, int]) -> None:
    photo = sent(saved(Image.new("RGB", size, GREEN), "JPEG"))
    assert max(photo.width, photo.height) == 2048
    assert photo.width / photo.height == pytest.approx(size[0] / size[1], rel=0.1)
    assert near(opened(photo).getpixel((photo.width - 1, photo.height - 1)), GREEN)


def test_a_cmyk_photo_comes_out_in_its_own_colours() -> None:
    photo = sent(saved(halves(RED, BLUE).convert("CMYK"), "JPEG"))
    assert near(opened(photo).getpixel((100, 100)), RED)
    assert opened(photo).mode == "RGB"


def test_a_sixteen_bit_grey_picture_keeps_its_shades() -> None:
    picture = Image.new("I;16", (64, 32), 32_768)
    picture.paste(65_535, (32, 0, 64, 32))
    photo = opened(sent(saved(picture, "PNG")))
    assert near(photo.getpixel((8, 16)), (127, 127, 127))
    assert near(photo.getpixel((56, 16)), WHITE)


@pytest.mark.parametrize("mode", ["P", "RGBA", "LA"])
def test_what_is_transparent_becomes_white(mode: str) -> None:
    picture = Image.new("RGBA", (64, 32), (0, 0, 0, 0))
    picture.paste((0, 0, 0, 255), (32, 0, 64, 32))
    photo = opened(sent(saved(picture.convert(mode), "PNG")))
    assert near(photo.getpixel((8, 16)), WHITE)
    assert near(photo.getpixel((56, 16)), (0, 0, 0))


def test_of_a_picture_that_moves_the_first_frame_is_kept() -> None:
    first, second = Image.new("RGB", (64, 64), RED), Image.new("RGB", (64, 64), BLUE)
    for kind in ("GIF", "WEBP", "PNG", "MPO"):
        data = saved(first, kind, save_all=True, append_images=[second])
        assert near(opened(sent(data)).getpixel((32, 32)), RED), kind


def test_only_pixels_survive_of_a_photo_that_is_also_a_page_and_an_archive() -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.writestr("evil.html", HIDDEN)
    data = saved(noisy(), "JPEG", comment=HIDDEN) + HIDDEN + archive.getvalue()
    assert zipfile.is_zipfile(io.BytesIO(data))
    Image.open(io.BytesIO(data)).verify()  # which is all that Django's ImageField asks

    photo = sent(data)

    assert not zipfile.is_zipfile(io.BytesIO(photo.content))
    assert HIDDEN not in photo.content
    assert photo.content.endswith(b"\xff\xd9")
