"""What is refused, what the sender is told, and what it costs us."""

import io
import random
import struct
import subprocess
import sys
import time
import zlib

import pytest
from PIL import Image
from pytest_django import Settings

from tests.kernel.pictures import HIDDEN, noisy, opened, saved, sent
from touyan.kernel import evidence
from touyan.kernel.evidence import photos
from touyan.kernel.refused import Refused

UNREADABLE = (
    "This picture cannot be read; perhaps it did not arrive whole."
    " Choose it again, or send a screenshot of it."
)
NOT_A_PICTURE = (
    "This file is not a picture that can be read here. Send a photo"
    " (JPEG, PNG, WebP, GIF or BMP), or a screenshot."
)
TOO_MANY_PIXELS = "This picture has too many pixels. Send it smaller, or send a screenshot of it."
TOO_LARGE = "This photo is larger than 15 MB. Send it smaller, or send a screenshot of it."


@pytest.fixture(autouse=True)
def _english(settings: Settings) -> None:
    settings.LANGUAGE_CODE = "en"


def why_refused(data: bytes, name: str = "photo.jpg") -> str:
    with pytest.raises(Refused) as refused:
        sent(data, name)
    assert refused.value.field == "photos"
    return str(refused.value)


def png_declaring(width: int, height: int, rows: int, bits: int = 1) -> bytes:
    """A black PNG whose header says one size and whose data holds `rows` rows."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    squeeze = zlib.compressobj(1)
    row = 1 + (width * bits + 7) // 8
    batch = bytes(row * min(rows, 10_000))
    parts = [squeeze.compress(batch) for _ in range(rows // 10_000)]
    parts += [squeeze.compress(batch[: row * (rows % 10_000)]), squeeze.flush()]
    body = b"".join(parts)
    header = struct.pack(">IIBBBBB", width, height, bits, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )


MEASURE = """
import resource, subprocess, sys, time
began = time.monotonic()
code = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, stderr=subprocess.PIPE).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(code, time.monotonic() - began, used.ru_maxrss / 1024)
"""


def child(data: bytes) -> tuple[int, float, float]:
    """How the re-encoding child ends with `data`, after how many seconds, and its peak in MB."""
    # Started by a small process, because a child's peak begins at the size of its parent.
    answer = subprocess.run(
        [sys.executable, "-I", "-c", MEASURE, *photos.PROGRAM],
        input=data,
        capture_output=True,
        check=True,
    )
    code, seconds, megabytes = answer.stdout.split()
    return int(code), float(seconds), float(megabytes)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("program.jpg", b"\x7fELF\x02\x01\x01" + bytes(200)),
        ("program.png", b"MZ\x90\x00" + bytes(200)),
        ("paper.jpg", b"%PDF-1.7\n" + bytes(200)),
        ("drawing.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'),
        ("page.jpg", HIDDEN),
        ("archive.png", b"PK\x03\x04" + bytes(200)),
        ("picture.tiff", b"II*\x00" + bytes(200)),
        ("script.jpg", b"%!PS-Adobe-3.0 EPSF-3.0\n" + bytes(200)),
        ("short.jpg", b"\xff"),
    ],
)
def test_what_is_no_picture_is_refused_whatever_it_is_called(name: str, data: bytes) -> None:
    assert why_refused(data, name) == NOT_A_PICTURE


@pytest.mark.parametrize("brand", [b"heic", b"heix", b"mif1", b"hevc"])
def test_whoever_sends_a_heic_photo_is_told_how_to_send_another_kind(brand: bytes) -> None:
    data = b"\0\0\0\x18ftyp" + brand + b"\0\0\0\0mif1heic" + bytes(500)
    assert why_refused(data, "IMG_0042.HEIC") == (
        "Photos of this kind (HEIC) cannot be read here. Send a screenshot of the photo; or"
        " choose “Most Compatible” in the phone's Settings → Camera → Formats, and take it again."
    )


def test_a_video_is_refused_as_one() -> None:
    data = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(500)
    assert why_refused(data, "clip.mp4") == "This is a video. Please send photos only."


def test_an_empty_file_is_refused() -> None:
    assert why_refused(b"") == "This file is empty. Choose the photo again."


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "BMP"])
def test_a_picture_that_did_not_arrive_whole_is_refused(kind: str) -> None:
    data = saved(noisy(), kind)
    assert why_refused(data[: len(data) // 2]) == UNREADABLE


def test_rows_beyond_what_the_header_declares_are_never_unpacked() -> None:
    bomb = png_declaring(200, 100, rows=10_000_000)
    code, _, megabytes = child(bomb)
    assert code == 0
    assert megabytes < 60


def test_twenty_megabytes_are_refused_without_reading_them() -> None:
    class Tap(io.BytesIO):
        size: int | None = None
        taken = 0

        def read(self, size: int | None = -1, /) -> bytes:
            data = super().read(size)
            self.taken += len(data)
            return data

    upload = Tap(saved(noisy(64, 64), "JPEG") + bytes(20 * 1024**2))
    with pytest.raises(Refused, match=TOO_LARGE):
        evidence.reencoded(upload)
    assert upload.taken == 15 * 1024**2 + 1

    upload = Tap(bytes(100))
    upload.size = 20 * 1024**2
    with pytest.raises(Refused, match=TOO_LARGE):
        evidence.reencoded(upload)
    assert upload.taken == 0


@pytest.mark.parametrize(
    "data",
    [
        png_declaring(13_000, 13_000, rows=13_000),
        png_declaring(60_000, 60_000, rows=1),
        png_declaring(12_001, 8, rows=8),
        png_declaring(7_100, 7_100, rows=7_100),
    ],
    ids=["169 MP", "3600 MP", "a side too long", "50.4 MP"],
)
def test_too_many_pixels_are_refused_by_the_header_alone(data: bytes) -> None:
    assert why_refused(data) == TOO_MANY_PIXELS
    code, seconds, megabytes = child(data)
    assert code == 4
    assert seconds < 5
    assert megabytes < 60


@pytest.mark.parametrize("rows", [7_000, 10], ids=["as declared", "fewer than declared"])
def test_the_largest_picture_that_is_read_stays_within_its_memory(rows: int) -> None:
    code, _, megabytes = child(png_declaring(7_000, 7_000, rows))
    assert code == 0
    assert megabytes < 600


def test_a_picture_that_would_take_more_memory_than_allowed_is_refused() -> None:
    # One colour, 8000 × 6200, lossless WebP: its decoder holds the picture several times over.
    data = bytes.fromhex(
        "524946461e000000574542505650384c110000002f3fdf0d1607d0842634a1648188e87f0000"
    )
    assert Image.open(io.BytesIO(data)).size == (8000, 6200)
    assert why_refused(data) == TOO_MANY_PIXELS


def test_a_picture_that_would_take_for_ever_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    # A progressive JPEG may repeat a scan of 75 bytes as often as it likes, at full cost each time.
    data = saved(Image.new("L", (4000, 4000), 128), "JPEG", progressive=True)
    scan = data[data.rindex(b"\xff\xda") : -2]
    bomb = data[:-2] + scan * (8 * 1024**2 // len(scan)) + b"\xff\xd9"
    monkeypatch.setattr(photos, "SECONDS", 1)

    began = time.monotonic()
    assert why_refused(bomb) == UNREADABLE
    assert time.monotonic() - began < 5


def test_a_child_that_cannot_start_refuses_the_photo_and_says_so_in_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(photos, "PROGRAM", (*photos.PROGRAM[:-1], "/nowhere.py"))
    assert why_refused(saved(noisy(), "JPEG")) == UNREADABLE
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert "/nowhere.py" in caplog.text


def test_damaged_bytes_end_as_a_photo_or_a_refusal_and_never_as_a_crash(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def outcome(data: bytes) -> str | None:
        try:
            return opened(sent(data)).format
        except Refused as refused:
            return str(refused)

    chance = random.Random(12)  # noqa: S311 - repeatable damage
    outcomes = set()
    for kind in ("JPEG", "PNG", "WEBP", "GIF", "BMP"):
        whole = saved(noisy(64, 48), kind)
        for _ in range(3):
            data = bytearray(whole)
            for _ in range(8):
                data[chance.randrange(16, len(data))] = chance.randrange(256)
            outcomes.add(outcome(bytes(data)))
    assert outcomes == {"JPEG", UNREADABLE}
    assert caplog.records == []


def test_the_child_knows_no_secret_and_loads_no_django(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOUYAN_SECRET_KEY", "not for the child")
    look = (
        "import runpy, sys, os; runpy.run_path(sys.argv[1]);"
        "print(sorted(m for m in sys.modules if m.split('.')[0] in ('django', 'touyan')),"
        " 'TOUYAN_SECRET_KEY' in os.environ)"
    )
    python, isolated, _limited, program = photos.PROGRAM
    monkeypatch.setattr(photos, "PROGRAM", (python, isolated, "-c", look, program))
    assert photos._child(b"").stdout == b"[] False\n"
