"""A town is taken away while people write to it, and comes back whole or not at all."""

import io
import json
import os
import tarfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import psycopg
import pyrage
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from PIL import Image
from pytest_django import Settings

from tests.kernel.pictures import BLUE, RED, saved
from touyan.conf.management.commands import restore
from touyan.kernel import backups, clock, evidence, runs
from touyan.kernel.backups import archive, databases, packing
from touyan.kernel.models import Entry, Evidence
from touyan.orders.models import Order

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("english")]
WORDS = "村口的路灯坏了，晚上看不见路。"


@pytest.fixture(autouse=True)
def _places_of_their_own(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "var" / "media"


@pytest.fixture
def taken(placed: Callable[..., Any], tmp_path: Path) -> Path:
    """An archive of a town with an order and a photo of it."""
    order, _requester = placed(WORDS)
    _photo(RED, f"order:{order.pk}")
    call_command("backup", tmp_path / "town.touyan", stdout=io.StringIO())
    return tmp_path / "town.touyan"


def _taken_of(colour: Any) -> evidence.Photo:
    return evidence.reencoded(io.BytesIO(saved(Image.new("RGB", (60, 40), colour), "JPEG")))


def _photo(colour: Any, owner: str) -> Evidence:
    return evidence.keep(_taken_of(colour), owner=owner, by="visitor", town_code="340121103")


def _restored(path: Path, **how: Any) -> str:
    out, err = io.StringIO(), io.StringIO()
    call_command("restore", path, stdout=out, stderr=err, **how)
    return out.getvalue() + err.getvalue()


def _files(settings: Settings) -> dict[str, bytes]:
    media = Path(settings.MEDIA_ROOT)
    return {p.name: p.read_bytes() for p in media.rglob("*") if p.is_file()}


def test_what_was_acknowledged_before_a_backup_began_is_in_it_and_check_is_clean(
    placed: Callable[..., Any], tmp_path: Path
) -> None:
    photo = _taken_of(BLUE)
    acknowledged: list[int] = []
    stop = Event()

    def write() -> None:
        while not stop.is_set():
            order, _ = placed(WORDS)
            evidence.keep(photo, owner=f"order:{order.pk}", by="visitor", town_code="340121103")
            acknowledged.append(order.pk)
        connection.close()

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        try:
            while len(acknowledged) < 3 and not writing.done():
                stop.wait(0.01)
            for attempt in range(20):
                before, path = list(acknowledged), tmp_path / f"{attempt}.touyan"
                backups.take(path)
                if len(acknowledged) > len(before):
                    break
        finally:  # or it would write for ever
            stop.set()
        writing.result()
    assert len(acknowledged) > len(before)
    assert "entries and the tables agree" in _restored(path, replace=True)
    there = set(Order.objects.values_list("pk", flat=True))
    assert set(before) - there == set()
    assert list(evidence.missing_files()) == []


def test_photos_come_back_byte_for_byte_and_what_came_later_is_gone(
    taken: Path, settings: Settings
) -> None:
    before = _files(settings)
    _photo(BLUE, "order:999")
    for name in before:
        next(Path(settings.MEDIA_ROOT).rglob(name)).write_bytes(b"damaged later")
    said = _restored(taken, replace=True)
    assert "1 file that nothing names was deleted." in said
    assert _files(settings) == before
    assert Evidence.objects.count() == 1


def test_a_town_is_not_replaced_unless_somebody_says_so(taken: Path) -> None:
    entries = Entry.objects.count()
    with pytest.raises(CommandError, match=r"There is a town already\. --replace"):
        _restored(taken)
    assert Entry.objects.count() == entries


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_byte_changed_anywhere_is_noticed_and_nothing_changes(
    taken: Path, settings: Settings, share: float
) -> None:
    data = bytearray(taken.read_bytes())
    head = data.index(b"\n") + 1
    data[head + int((len(data) - head) * share)] ^= 1
    _refuses(taken, bytes(data), settings)


@pytest.mark.parametrize("left_out", [1, 20, 5000])
def test_an_archive_that_did_not_arrive_whole_is_refused(
    taken: Path, settings: Settings, left_out: int
) -> None:
    _refuses(taken, taken.read_bytes()[:-left_out], settings)


def _refuses(path: Path, data: bytes, settings: Settings) -> None:
    path.write_bytes(data)
    entries, files = Entry.objects.count(), _files(settings)
    with pytest.raises(CommandError, match=r"damaged or did not arrive whole.+Nothing was changed"):
        _restored(path, replace=True)
    assert (Entry.objects.count(), _files(settings)) == (entries, files)
    assert [p.name for p in Path(settings.MEDIA_ROOT).parent.glob("restore-*")] == []


@pytest.mark.parametrize("what", [b"", b"PK\x03\x04", b"{}\n", b'{"touyan": "backup"}\n', b"[]\n"])
def test_what_is_no_backup_is_called_so(what: bytes, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(what)
    with pytest.raises(CommandError, match="not a backup of a town"):
        _restored(tmp_path / "x")


def test_another_key_opens_nothing_and_the_one_that_is_needed_is_named(
    taken: Path, settings: Settings
) -> None:
    needed = json.loads(taken.read_bytes().partition(b"\n")[0])["keys"][0]
    own = settings.SECRET_KEY
    settings.SECRET_KEY = "another key, also of more than fifty characters, you see"
    with pytest.raises(CommandError, match=f"made with the key {needed}; TOUYAN_SECRET_KEY holds"):
        _restored(taken, replace=True)
    settings.SECRET_KEY_FALLBACKS = [own]
    assert "agree" in _restored(taken, replace=True)


def test_neither_the_secret_nor_anybodys_words_can_be_read_from_an_archive(
    taken: Path, settings: Settings
) -> None:
    data = taken.read_bytes()
    assert settings.SECRET_KEY.encode() not in data
    assert WORDS.encode() not in data
    assert b"SQLite" not in data
    assert taken.stat().st_mode & 0o077 == 0


def test_somebody_elses_tool_opens_it_with_the_archives_own_key(taken: Path) -> None:
    with taken.open("rb") as file:
        identity = archive.key_of(archive.read_head(file))
        content = io.BytesIO(pyrage.decrypt(file.read(), [identity]))
    with tarfile.open(fileobj=content) as tar:
        assert tar.getnames()[0] == "database"
        assert tar.getnames()[-1] == "manifest.jsonl"


def test_an_end_that_is_missing_behind_all_the_files_is_noticed_too(taken: Path) -> None:
    """Then nothing is wrong but the seal itself."""
    with taken.open("rb") as file:
        identity, begins = archive.key_of(archive.read_head(file)), file.tell()
        content = pyrage.decrypt(file.read(), [identity]) + b"\0" * 200_000
    sealed = pyrage.encrypt(content, [identity.to_public()])
    taken.write_bytes(taken.read_bytes()[:begins] + sealed[:-1])
    with pytest.raises(CommandError, match=r"damaged or did not arrive whole.+Nothing was changed"):
        _restored(taken, replace=True)


EVIL = [
    "media/../../evil",
    "/etc/evil",
    "../evil",
    "media/.hidden",
    "media//x",
    "evil",
    "media/a\nb",
]


@pytest.mark.parametrize("name", EVIL)
def test_no_name_leads_out_of_the_folder(name: str, tmp_path: Path) -> None:
    path = _packed(tmp_path, [("database", b"x"), (name, b"evil")])
    with pytest.raises(CommandError, match="a name that no backup has"):
        _restored(path, replace=True)
    assert list(tmp_path.rglob("*evil*")) == []


def test_neither_a_link_nor_a_device_comes_in(tmp_path: Path) -> None:
    def link(tar: tarfile.TarFile) -> None:
        info = tarfile.TarInfo("media/link")
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(info)

    with pytest.raises(CommandError, match="a name that no backup has"):
        _restored(_sealed(tmp_path, link), replace=True)


def test_more_than_an_archive_says_is_not_unpacked(tmp_path: Path) -> None:
    path = _packed(tmp_path, [("database", b"\0" * 5_000_000)], says=1000)
    with pytest.raises(CommandError, match="more than it says"):
        _restored(path, replace=True)


def test_an_archive_that_says_more_than_the_disk_has_is_refused_at_once(tmp_path: Path) -> None:
    path = _packed(tmp_path, [("database", b"x")], says=10**15)
    with pytest.raises(CommandError, match="There is no room"):
        _restored(path, replace=True)


def test_a_head_that_would_fill_the_memory_is_not_read(tmp_path: Path) -> None:
    def long_name(tar: tarfile.TarFile) -> None:
        info = tarfile.TarInfo("x")
        info.type, info.size = tarfile.GNUTYPE_LONGNAME, 50_000_000
        tar.addfile(info, io.BytesIO(b"a" * info.size))

    with pytest.raises(CommandError, match="A name in it is too long"):
        _restored(_sealed(tmp_path, long_name, says=10**8), replace=True)


def test_what_a_newer_touyan_wrote_is_not_taken(tmp_path: Path) -> None:
    path = _packed(tmp_path, [("database", b"x")], migrations=[["kernel", "9999_later"]])
    with pytest.raises(CommandError, match="made by another, newer Touyan"):
        _restored(path, replace=True)


def test_the_other_database_is_not_taken_either(tmp_path: Path) -> None:
    path = _packed(tmp_path, [("database", b"x")], engine="oracle")
    with pytest.raises(CommandError, match="It holds a database of oracle"):
        _restored(path, replace=True)


def test_a_database_that_cannot_be_loaded_leaves_the_one_that_is_there(
    placed: Callable[..., Any], tmp_path: Path
) -> None:
    placed(WORDS)
    entries = Entry.objects.count()
    path = _packed(tmp_path, [("database", b"this is no database" * 1000)])
    with pytest.raises(CommandError, match=r"(not sound|pg_restore failed).+Nothing was changed"):
        _restored(path, replace=True)
    assert Entry.objects.count() == entries


@pytest.fixture
def somebody_else_is_connected(taken: Path, postgresql: bool) -> Iterator[None]:
    if postgresql:
        with psycopg.connect(**connection.get_connection_params()):
            yield
        return
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM kernel_entry")
        yield
    other.close()


@pytest.mark.usefixtures("somebody_else_is_connected")
def test_a_running_town_is_not_pulled_from_under_its_people(taken: Path) -> None:
    with pytest.raises(CommandError, match="The town is running"):
        _restored(taken, replace=True)


def test_two_backups_at_once_are_one_too_many(taken: Path, tmp_path: Path) -> None:
    with backups.taking.staging("backup-"), pytest.raises(CommandError, match="Another backup"):
        call_command("backup", tmp_path / "second.touyan")
    assert not (tmp_path / "second.touyan").exists()


def test_a_backup_goes_over_nothing_and_into_no_folder_that_is_not_there(
    taken: Path, tmp_path: Path
) -> None:
    with pytest.raises(CommandError, match="is there already"):
        call_command("backup", taken)
    with pytest.raises(CommandError, match="There is no folder"):
        call_command("backup", tmp_path / "nowhere" / "x.touyan")


def test_in_a_folder_it_is_called_by_its_day_and_old_ones_go(town: Any, tmp_path: Path) -> None:
    old, other = tmp_path / "20260101-023000.touyan", tmp_path / "letters.txt"
    for path in (old, other):
        path.write_text("")
        os.utime(path, (1, 1))
    call_command("backup", tmp_path, keep_days=30, stdout=io.StringIO())
    (made,) = tmp_path.glob("*.touyan")
    assert made.name.startswith("20261125-103")
    assert other.exists()


def test_what_a_killed_backup_left_goes_with_the_next(town: Any, tmp_path: Path) -> None:
    left, other = tmp_path / ".20260101-023000.touyan.part", tmp_path / ".letters.part"
    for path in (left, other):
        path.write_text("")
    call_command("backup", tmp_path, stdout=io.StringIO())
    assert (left.exists(), other.exists(), len([*tmp_path.glob("*.touyan")])) == (False, True, 1)


def test_a_backup_that_is_broken_off_leaves_nothing(town: Any, tmp_path: Path) -> None:
    def stop(_seconds: float) -> None:
        if [*tmp_path.glob(".*.part")]:  # it is packing
            raise KeyboardInterrupt

    seconds = iter(range(10**6))
    with pytest.raises(KeyboardInterrupt):
        backups.take(
            tmp_path / "x.touyan", backups.Pace(0.25, clock=lambda: next(seconds), sleep=stop)
        )
    assert not [*tmp_path.glob("*x.touyan*")]


def test_it_rests_while_the_database_is_copied_and_while_it_is_packed(
    placed: Callable[..., Any], tmp_path: Path
) -> None:
    """Every look at the clock finds a second gone: so every look is followed by a rest."""
    placed(WORDS)
    seconds, rests = iter(range(10**6)), list[float]()
    pace = backups.Pace(0.25, clock=lambda: next(seconds), sleep=rests.append)
    head = backups.take(tmp_path / "rested.touyan", pace)
    packed_in_pieces = head.bytes // (16 * 1024)  # what tarfile reads at a time
    assert set(rests) == {3.0}
    assert len(rests) > packed_in_pieces + 1


def test_who_is_in_a_hurry_takes_no_rests(placed: Callable[..., Any], tmp_path: Path) -> None:
    placed(WORDS)
    call_command("backup", tmp_path / "a.touyan", hurry=True, stdout=io.StringIO())
    rests = list[float]()
    backups.take(tmp_path / "b.touyan", backups.Pace(1, sleep=rests.append))
    assert set(rests) <= {0.0}


def test_how_a_backup_ended_can_be_read_afterwards(taken: Path) -> None:
    noted = runs.last("backup")
    assert noted is not None
    assert noted.good_at is not None
    assert (clock.now() - noted.good_at).total_seconds() < 60
    with pytest.raises(CommandError):
        call_command("backup", taken)
    noted = runs.last("backup")
    assert noted is not None
    assert (noted.failures, noted.said) == (1, "Unable")


def test_a_program_of_postgresql_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(databases.Unable, match=r"pg_undo is not here\. On Debian: apt install"):
        databases.client("pg_undo")


def test_an_empty_database_takes_an_archive_without_asking(
    taken: Path, settings: Settings, postgresql: bool
) -> None:
    _empty(postgresql)
    assert "agree" in _restored(taken)
    assert Order.objects.count() == 1


def _empty(postgresql: bool) -> None:
    if postgresql:
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
        return
    connection.close()
    Path(str(connection.settings_dict["NAME"])).unlink()


def test_tables_that_are_not_a_towns_are_never_replaced(taken: Path, postgresql: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE kernel_entry RENAME TO somebody_elses")
    try:
        with pytest.raises(CommandError, match="tables that are not a town's"):
            _restored(taken, replace=True)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE somebody_elses RENAME TO kernel_entry")


def _packed(folder: Path, members: list[tuple[str, bytes]], says: int = 0, engine: str = "",
            migrations: list[list[str]] | None = None) -> Path:  # fmt: skip
    """An archive with a good seal and these members."""
    there = []
    for number, (name, content) in enumerate(members):
        (folder / f"member{number}").write_bytes(content)
        there.append((name, folder / f"member{number}"))
    sealed_key, recipient = archive.new_key()
    head = _head(sealed_key, says or sum(len(content) for _, content in members), engine)
    with (folder / "made.touyan").open("wb") as out:
        packing.pack(
            out, head, recipient, there, archive.Manifest(migrations or [], 0), backups.Pace(1)
        )
    return folder / "made.touyan"


def _sealed(folder: Path, fill: Callable[[tarfile.TarFile], None], says: int = 1000) -> Path:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w|gz", format=tarfile.GNU_FORMAT) as tar:
        fill(tar)
    sealed_key, recipient = archive.new_key()
    with (folder / "made.touyan").open("wb") as out:
        archive.write_head(out, _head(sealed_key, says))
        out.write(pyrage.encrypt(content.getvalue(), [recipient]))
    return folder / "made.touyan"


def _head(sealed_key: str, says: int, engine: str = "") -> archive.Head:
    return archive.Head(
        version="0", engine=engine or connection.vendor, made_at="", sealed=sealed_key, bytes=says, files=1,
        keys=archive.sealed.fingerprints(),
    )  # fmt: skip


def test_the_help_says_what_replace_does() -> None:
    assert "whole or not at all" in restore.Command.help
