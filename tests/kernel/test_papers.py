"""A document is made anew from what its pages show; all else that it brought stays behind."""

import io
import zlib

import pikepdf
import pytest
from pytest_django import Settings

from tests.kernel.papers import SCRIPT, WORDS, hostile, locked, printed, saved, upload
from tests.kernel.pictures import noisy
from tests.kernel.pictures import saved as picture
from touyan.kernel import evidence, reprint
from touyan.kernel.evidence import bounded, papers
from touyan.kernel.models import Evidence
from touyan.kernel.refused import Refused


@pytest.fixture(autouse=True)
def _english(settings: Settings) -> None:
    settings.LANGUAGE_CODE = "en"


def everything_in(pdf: bytes) -> bytes:
    """All of it unpacked, so that nothing hides in a compressed stream."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        out = io.BytesIO()
        opened.save(
            out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.all,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )  # fmt: skip
        return out.getvalue()


def why_refused(data: bytes) -> str:
    with pytest.raises(Refused) as refused:
        evidence.reprinted(upload(data))
    assert refused.value.field == "photos"
    return str(refused.value)


def test_its_pages_show_what_they_showed():
    made = evidence.reprinted(upload(printed(3)))
    shown = everything_in(made.content)
    assert (made.pages, made.content[:5]) == (3, b"%PDF-")
    for number in range(3):
        assert f"{WORDS} {number}".encode() in shown


def test_the_same_document_twice_has_the_same_digest():
    one, other = (evidence.reprinted(upload(printed())) for _ in range(2))
    assert one.digest == other.digest


@pytest.mark.parametrize(
    "hidden",
    [SCRIPT, "JavaScript", "OpenAction", "AcroForm", "XFA", "hidden.exe", "MZ this is", "EmbeddedFile",
     "Somebody Private", "elsewhere.example", "/AA", "/Annots"],
)  # fmt: skip
def test_what_acts_or_hides_stays_behind(hidden):
    given = hostile()
    assert hidden.encode() in everything_in(given)
    assert hidden.encode() not in everything_in(evidence.reprinted(upload(given)).content)


def test_a_stream_that_lies_in_another_file_is_not_fetched():
    with pikepdf.open(io.BytesIO(printed())) as pdf:
        look = pdf.make_stream(b"q Q", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form)
        look.F = pikepdf.String("/etc/passwd")
        pdf.pages[0].obj.Resources.XObject = pikepdf.Dictionary(Look=look)
        given = saved(pdf)
    assert b"/etc/passwd" in everything_in(given)
    assert b"/etc/passwd" not in everything_in(evidence.reprinted(upload(given)).content)


def test_what_a_page_inherits_goes_with_it():
    with pikepdf.open(io.BytesIO(printed(1))) as pdf:
        page = pdf.pages[0].obj
        pdf.Root.Pages.MediaBox = pikepdf.Array([0, 0, 111, 222])
        del page["/MediaBox"]
        given = saved(pdf)
    with pikepdf.open(io.BytesIO(evidence.reprinted(upload(given)).content)) as made:
        assert [int(side) for side in made.pages[0].mediabox] == [0, 0, 111, 222]


def test_a_locked_one_says_what_to_do():
    assert "Save it without" in why_refused(locked())


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04 a Word file", "is no PDF"),
        (b"%PDF-1.7\n and then nothing of the kind", "cannot be read"),
    ],
)
def test_what_is_no_document_says_what_to_do(data, why):
    assert why in why_refused(data)


def test_one_that_did_not_arrive_whole_is_refused_or_shows_only_what_came():
    half = printed()[:700]
    assert "cannot be read" in why_refused(half)


def test_more_pages_than_anybody_reads_are_refused():
    assert f"more than {reprint.MOST_PAGES} pages" in why_refused(printed(reprint.MOST_PAGES + 1))


def test_more_bytes_than_may_be_sent_are_refused_before_they_are_read():
    class Large:
        size = bounded.MOST_BYTES + 1

        def read(self, size: int = -1, /) -> bytes:
            raise AssertionError("it was read")

        def seek(self, offset: int, whence: int = 0, /) -> int:
            return offset

    with pytest.raises(Refused, match="larger than 15 MB"):
        evidence.reprinted(Large())


def test_a_bomb_costs_the_child_and_not_us():
    with pikepdf.open(io.BytesIO(printed(1))) as pdf:
        packed = zlib.compress(bytes(60_000_000), 9)
        packed = zlib.compress(packed, 9)
        bomb = pdf.make_stream(packed)
        bomb.Filter = pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode])
        pdf.pages[0].obj.Contents = bomb
        out = io.BytesIO()
        pdf.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    assert len(out.getvalue()) < 100_000
    try:
        made = evidence.reprinted(upload(out.getvalue()))
    except Refused:
        return
    assert len(made.content) < 1_000_000


def test_by_its_first_bytes_it_is_a_photo_or_a_document():
    photo = picture(noisy(), "JPEG")
    assert isinstance(evidence.made_anew(upload(photo, "report.pdf")), evidence.Photo)
    assert isinstance(evidence.made_anew(upload(printed(), "photo.jpg")), evidence.Paper)


@pytest.mark.django_db
def test_it_is_kept_under_a_name_of_ours():
    made = evidence.reprinted(upload(printed(), "../../../secret name.pdf"))
    row = evidence.keep(made, owner="plan:1", by="clock", town_code="1")
    again = evidence.keep(made, owner="plan:1", by="clock", town_code="1")
    assert (row.pk, Evidence.objects.count()) == (again.pk, 1)
    assert row.file.name.endswith(".pdf")
    assert "secret" not in row.file.name
    with row.file.open("rb") as file:
        assert file.read() == made.content
    assert (row.size, row.digest) == (len(made.content), made.digest)


def test_a_child_that_cannot_start_refuses_and_says_so_in_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(papers, "PROGRAM", (*papers.PROGRAM[:-1], "/nowhere.py"))
    assert "cannot be read" in why_refused(printed())
    assert "ended with 1" in caplog.text


def test_one_that_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(papers, "PROGRAM", ("sleep", "5"))
    monkeypatch.setattr(papers, "SECONDS", 0.2)
    assert "cannot be read" in why_refused(printed())
