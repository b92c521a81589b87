"""Where files lie, and whose they are."""

import hashlib
import os
import stat
import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from PIL import Image
from pytest_django import Settings

from tests.kernel.pictures import BLUE, RED, saved
from touyan.kernel import clock, evidence
from touyan.kernel.models import Evidence
from touyan.kernel.refused import Refused

TOO_MANY_PHOTOS = "At most 6 photos can be sent at once. Leave some out."


@pytest.fixture(autouse=True)
def _english_and_a_store_of_its_own(settings: Settings, tmp_path: Path) -> None:
    settings.LANGUAGE_CODE = "en"
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def store(tmp_path: Path) -> evidence.DurableStorage:
    return evidence.DurableStorage(tmp_path / "media")


# Where files lie


def test_a_file_lies_under_a_random_name_that_nobody_may_run(
    store: evidence.DurableStorage,
) -> None:
    before = os.umask(0)
    try:
        names = [store.save("evidence/张三的病历.JPG", ContentFile(b"same")) for _ in range(2)]
    finally:
        os.umask(before)
    assert len(set(names)) == 2
    for name in names:
        path = Path(store.path(name))
        assert path.parent == Path(store.location) / "evidence"
        assert (path.suffix, len(path.stem)) == (".jpg", 32)
        assert path.read_bytes() == b"same"
        assert stat.S_IMODE(path.stat().st_mode) == 0o640
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o750


@pytest.mark.parametrize("name", ["page.html", "run.sh", "photo.jpg.php", "drawing.svg", "none"])
def test_an_ending_that_a_browser_or_a_shell_might_act_on_is_dropped(
    store: evidence.DurableStorage, name: str
) -> None:
    assert Path(store.save(name, ContentFile(b"x"))).suffix == ""


def test_the_file_then_its_name_are_on_the_disk_before_save_returns(
    store: evidence.DurableStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    did: list[str] = []
    fsync, rename = os.fsync, Path.rename

    def watched_fsync(descriptor: int) -> None:
        target = Path(f"/proc/self/fd/{descriptor}").readlink()
        did.append(f"sync {target.name if target.is_dir() else 'the file'}")
        fsync(descriptor)

    def watched_rename(self: Path, target: Path) -> Path:
        did.append("rename")
        return rename(self, target)

    store.save("a/b/first.jpg", ContentFile(b"first"))
    monkeypatch.setattr(os, "fsync", watched_fsync)
    monkeypatch.setattr(Path, "rename", watched_rename)
    store.save("a/b/second.jpg", ContentFile(b"second"))
    assert did == ["sync the file", "rename", "sync b", "sync a", "sync media"]

    did.clear()
    store.save("a/new/third.jpg", ContentFile(b"third"))
    assert did == ["sync a", "sync the file", "rename", "sync new", "sync a", "sync media"]


def test_a_file_that_breaks_off_leaves_nothing_behind(store: evidence.DurableStorage) -> None:
    class Broken(ContentFile):
        def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
            yield b"half"
            raise OSError("the line went dead")

    with pytest.raises(OSError, match="the line went dead"):
        store.save("evidence/a.jpg", Broken(b"half and half"))
    assert list((Path(store.location) / "evidence").iterdir()) == []


# Whose they are


def a_photo(colour: tuple[int, int, int] = RED) -> evidence.Photo:
    """As `reencoded` gives it, without a child for each."""
    jpeg = saved(Image.new("RGB", (32, 16), colour), "JPEG")
    return evidence.Photo(jpeg, 32, 16, hashlib.sha256(jpeg).hexdigest())


def kept(owner: str, colour: tuple[int, int, int] = RED) -> Evidence:
    return evidence.keep(a_photo(colour), owner=owner, by="requester:7", town_code="520324")


@pytest.mark.django_db
def test_a_kept_photo_is_on_record_with_its_digest_and_whoever_sent_it() -> None:
    with clock.at(moment := clock.now()):
        row = Evidence.objects.get(pk=kept("order:69").pk)
    assert (row.owner, row.by, row.town_code, row.at) == (
        "order:69",
        "requester:7",
        "520324",
        moment,
    )
    assert (row.width, row.height, row.size) == (32, 16, len(a_photo().content))
    assert row.file.read() == a_photo().content
    assert row.digest == a_photo().digest
    row.file.close()


@pytest.mark.django_db
def test_the_same_photo_sent_twice_is_kept_once() -> None:
    assert kept("draft:1").pk == kept("draft:1").pk
    assert kept("draft:2").pk != kept("draft:1").pk


@pytest.mark.django_db
def test_sending_a_draft_gives_its_photos_and_no_others_to_the_order() -> None:
    key, other = str(uuid.uuid4()), str(uuid.uuid4())
    first, second = kept(evidence.draft(key), RED), kept(evidence.draft(key), BLUE)
    kept(evidence.draft(other), RED)

    with transaction.atomic():
        claimed = evidence.claim(key, "order:69")

    assert claimed == [first, second] == list(evidence.of("order:69"))
    assert [photo.owner for photo in claimed] == ["order:69", "order:69"]
    assert evidence.of(evidence.draft(other)).count() == 1
    with transaction.atomic():
        assert evidence.claim(key, "order:70") == []


@pytest.mark.django_db
def test_a_refused_act_leaves_the_photos_with_the_draft() -> None:
    row = kept("draft:1")

    def refused_act() -> None:
        with transaction.atomic():
            evidence.claim("1", "order:69")
            raise Refused("no")

    with pytest.raises(Refused, match="no"):
        refused_act()
    assert list(evidence.of("draft:1")) == [row]


@pytest.mark.django_db
def test_a_seventh_photo_is_refused_and_leaves_no_file(tmp_path: Path) -> None:
    for shade in range(6):
        kept("draft:1", (40 * shade, 0, 0))
    with pytest.raises(Refused, match=TOO_MANY_PHOTOS):
        kept("draft:1", BLUE)
    assert len([path for path in (tmp_path / "media").rglob("*") if path.is_file()]) == 6


@pytest.mark.django_db
def test_seven_photos_that_slipped_into_a_draft_are_not_claimed() -> None:
    for shade in range(7):
        row = kept(f"order:{shade}", (30 * shade, 0, 0))
        Evidence.objects.filter(pk=row.pk).update(owner="draft:1")
    with pytest.raises(Refused, match=TOO_MANY_PHOTOS), transaction.atomic():
        evidence.claim("1", "order:69")
    assert evidence.of("draft:1").count() == 7


@pytest.mark.django_db
def test_a_photo_that_arrived_twice_at_the_same_moment_is_the_orders_once() -> None:
    for number in range(2):
        row = kept(f"order:{number}")
        Evidence.objects.filter(pk=row.pk).update(owner="draft:1")
    with transaction.atomic():
        assert len(evidence.claim("1", "order:69")) == 1
    assert (evidence.of("order:69").count(), evidence.of("draft:1").count()) == (1, 0)


@pytest.mark.django_db
def test_a_row_that_the_database_refuses_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="kernel_evidence_owned"), transaction.atomic():
        kept("")
    assert [path for path in (tmp_path / "media").rglob("*") if path.is_file()] == []


@pytest.mark.django_db
def test_a_photo_taken_out_of_a_draft_is_neither_sent_nor_kept() -> None:
    row, other = kept("draft:1", RED), kept("draft:1", BLUE)
    evidence.discard("2", row.pk)  # somebody else's draft: nothing happens
    evidence.discard("1", row.pk)
    assert list(evidence.of("draft:1")) == [other]
    assert evidence.sweep_drafts() == 1
    assert not Path(row.file.path).exists()
    assert Path(other.file.path).exists()


@pytest.mark.django_db
def test_a_draft_is_swept_after_a_day_and_what_was_sent_stays() -> None:
    with clock.at(clock.now() - timedelta(hours=25)):
        old, sent_then = kept("draft:1", RED), kept("order:69", RED)
    with clock.at(clock.now() - timedelta(hours=23)):
        young = kept("draft:2", RED)

    assert evidence.sweep_drafts() == 1

    assert list(Evidence.objects.order_by("pk")) == [sent_then, young]
    assert [Path(row.file.path).exists() for row in (old, sent_then, young)] == [False, True, True]
    assert evidence.sweep_drafts() == 0


@pytest.mark.django_db
def test_a_sweep_that_was_cut_off_is_finished_by_the_next() -> None:
    row = kept("draft:1")
    Evidence.objects.update(owner="gone")
    Path(row.file.path).unlink()
    assert list(evidence.missing_files()) == []
    assert evidence.sweep_drafts() == 1
    assert Evidence.objects.count() == 0


@pytest.mark.django_db
def test_a_missing_file_and_an_altered_one_are_named() -> None:
    whole, missing, altered = (kept(f"order:{number}") for number in (1, 2, 3))
    assert list(evidence.missing_files()) == []
    Path(missing.file.path).unlink()
    Path(altered.file.path).write_bytes(a_photo(BLUE).content)
    assert list(evidence.missing_files()) == [
        f"order:2: file {missing.file.name} is missing",
        f"order:3: file {altered.file.name} is not what was kept",
    ]
    assert Path(whole.file.path).exists()
