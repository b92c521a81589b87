"""Files in an object store: private, under names nobody guesses, and an outage where it does not answer."""

import hashlib
import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.test import Client
from PIL import Image
from pytest_django import Settings

from tests.kernel.pictures import BLUE, RED, saved
from tests.objects import Bucket
from touyan.conf import stores
from touyan.kernel import clock, evidence
from touyan.kernel.models import Evidence

TOWN = "of/wushan/"


@pytest.fixture(autouse=True)
def _in_the_bucket(
    files_in_a_bucket: Callable[[], None], settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path / "var" / "media"
    files_in_a_bucket()


def a_photo(colour: tuple[int, int, int] = RED) -> evidence.Photo:
    jpeg = saved(Image.new("RGB", (32, 16), colour), "JPEG")
    return evidence.Photo(jpeg, 32, 16, hashlib.sha256(jpeg).hexdigest())


def kept(owner: str, colour: tuple[int, int, int] = RED) -> Evidence:
    return evidence.keep(a_photo(colour), owner=owner, by="visitor", town_code="340121103")


def broken_off(bucket: Bucket) -> None:
    bucket.store.stop()


# Where they lie


def test_a_file_lies_in_the_towns_folder_under_a_random_name_with_nothing_typed_in_it(
    bucket: Bucket,
) -> None:
    names = [default_storage.save("evidence/张三的病历.JPG", ContentFile(b"same")) for _ in "ab"]
    assert len(set(names)) == 2
    assert bucket.holds() == {f"{TOWN}{name}": b"same" for name in names}
    for name in names:
        assert (name[:9], len(name), name[-4:]) == ("evidence/", 9 + 32 + 4, ".jpg")


@pytest.mark.parametrize("name", ["page.html", "run.sh", "photo.jpg.php", "none"])
def test_an_ending_that_a_browser_might_act_on_is_dropped_here_too(name: str) -> None:
    assert "." not in default_storage.save(name, ContentFile(b"x"))


def test_nobody_reads_a_file_past_our_pages_and_its_link_is_one_of_ours(bucket: Bucket) -> None:
    name = default_storage.save("evidence/a.jpg", ContentFile(b"private"))
    key = f"{TOWN}{name}"
    assert default_storage.url(name) == f"/media/{name}"
    everybody = [
        grant
        for grant in bucket.client.get_object_acl(Bucket=bucket.name, Key=key)["Grants"]
        if grant["Grantee"].get("URI")
    ]
    assert everybody == []
    with pytest.raises(HTTPError) as refused:
        urlopen(f"{bucket.client.meta.endpoint_url}/{bucket.name}/{key}")  # noqa: S310 - our own address
    assert refused.value.code == 403
    refused.value.close()


def test_what_others_keep_in_the_same_bucket_is_not_seen(bucket: Bucket) -> None:
    for key in ("of/wushan-next/evidence/a.jpg", "other.txt"):
        bucket.client.put_object(Bucket=bucket.name, Key=key, Body=b"somebody's")
    name = default_storage.save("jobs/a.pdf", ContentFile(b"four"))
    assert list(evidence.files.names()) == [name]
    assert list(evidence.files.names("jobs")) == [name]
    assert list(evidence.files.names("job")) == []
    assert evidence.files.weighs() == 4


def test_more_files_than_one_answer_lists_are_all_seen(
    bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTO_S3_DEFAULT_MAX_KEYS", "2")
    for number in range(5):
        bucket.client.put_object(Bucket=bucket.name, Key=f"{TOWN}jobs/{number}", Body=b"12")
    assert len(list(evidence.files.names())) == 5
    assert evidence.files.weighs() == 10


# Whose they are


@pytest.mark.django_db
def test_a_photo_is_kept_read_erased_and_its_file_is_gone_after_the_next_sweep(
    bucket: Bucket,
) -> None:
    row = kept("order:69")
    with row.file.open("rb") as file:
        assert file.read() == a_photo().content
    row.file.close()
    assert list(evidence.missing_files()) == []
    assert evidence.erase("order:69") == 1
    assert evidence.sweep_drafts() == 1
    assert bucket.holds() == {}


@pytest.mark.django_db
def test_a_draft_that_was_never_sent_is_swept_after_a_day_and_what_was_sent_stays(
    bucket: Bucket,
) -> None:
    kept(evidence.draft("one"))
    sent = kept("order:1", BLUE)
    with clock.at(clock.now() + timedelta(hours=25)):
        assert evidence.sweep_drafts() == 1
    assert list(bucket.holds()) == [f"{TOWN}{sent.file.name}"]


@pytest.mark.django_db
def test_check_names_a_file_that_is_gone_and_one_that_is_another(bucket: Bucket) -> None:
    gone, changed = kept("order:1"), kept("order:2", BLUE)
    bucket.client.delete_object(Bucket=bucket.name, Key=f"{TOWN}{gone.file.name}")
    bucket.client.put_object(Bucket=bucket.name, Key=f"{TOWN}{changed.file.name}", Body=b"another")
    assert list(evidence.missing_files()) == [
        f"order:1: file {gone.file.name} is missing",
        f"order:2: file {changed.file.name} is not what was kept",
    ]


# Seen through our own pages


@pytest.fixture
def shown(placed: Callable[..., Any]) -> tuple[str, Evidence]:
    """A receipt, and the photo that was sent with its order."""
    kept(evidence.draft("one"))
    order, requester = placed("路灯不亮", photos="one")
    return requester.receipt, evidence.of(f"order:{order.pk}").get()


@pytest.mark.django_db
def test_a_requesters_photo_comes_through_their_own_page_and_no_other(
    shown: tuple[str, Evidence], placed: Callable[..., Any], client: Client
) -> None:
    receipt, row = shown
    _other, stranger = placed("水管漏了")
    mine = client.get(f"/orders/r/{receipt}/photos/{row.pk}/")
    assert (mine.status_code, mine["Content-Type"]) == (200, "image/jpeg")
    assert b"".join(mine.streaming_content) == a_photo().content  # type: ignore[attr-defined]
    assert client.get(f"/orders/r/{stranger.receipt}/photos/{row.pk}/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_store_that_does_not_answer_is_said_plainly_and_no_row_tells_of_what_was_not_kept(
    shown: tuple[str, Evidence], client: Client, bucket: Bucket
) -> None:
    receipt, row = shown
    broken_off(bucket)
    answer = client.get(f"/orders/r/{receipt}/photos/{row.pk}/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    with pytest.raises(evidence.Unreachable):
        kept("order:70", BLUE)
    assert Evidence.objects.count() == 1


# Taken away and put back


@pytest.mark.django_db(transaction=True)
def test_a_backup_holds_what_lies_in_the_bucket_and_a_restore_puts_it_back_byte_for_byte(
    placed: Callable[..., Any], bucket: Bucket, tmp_path: Path
) -> None:
    order, _requester = placed("路灯不亮")
    row = kept(f"order:{order.pk}")
    before = bucket.holds()
    call_command("backup", tmp_path / "town.touyan", stdout=io.StringIO())
    kept("order:999", BLUE)
    bucket.client.put_object(
        Bucket=bucket.name, Key=f"{TOWN}{row.file.name}", Body=b"damaged later"
    )
    bucket.client.put_object(Bucket=bucket.name, Key="of/other", Body=b"another town's")
    said = io.StringIO()
    call_command("restore", tmp_path / "town.touyan", replace=True, stdout=said)
    assert "删除了1个无人引用的文件。" in said.getvalue()
    assert bucket.holds() == {**before, "of/other": b"another town's"}
    assert list((tmp_path / "var").glob("*-*")) == []


@pytest.mark.django_db(transaction=True)
def test_a_town_moves_from_a_disk_into_a_bucket_by_a_backup(
    placed: Callable[..., Any], bucket: Bucket, settings: Settings, tmp_path: Path,
    files_in_a_bucket: Callable[[], None], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.delenv("TOUYAN_MEDIA_URL")
    settings.STORAGES = {**settings.STORAGES, "default": stores.media()}
    order, _requester = placed("路灯不亮")
    row = kept(f"order:{order.pk}")
    call_command("backup", tmp_path / "town.touyan", stdout=io.StringIO())
    assert bucket.holds() == {}
    files_in_a_bucket()
    call_command("restore", tmp_path / "town.touyan", replace=True, stdout=io.StringIO())
    assert bucket.holds() == {f"{TOWN}{row.file.name}": a_photo().content}


@pytest.mark.django_db(transaction=True)
def test_a_backup_without_the_store_is_refused_and_leaves_no_half_archive(
    placed: Callable[..., Any], bucket: Bucket, tmp_path: Path
) -> None:
    order, _requester = placed("路灯不亮")
    kept(f"order:{order.pk}")
    call_command("backup", tmp_path / "town.touyan", stdout=io.StringIO())
    broken_off(bucket)
    with pytest.raises(CommandError, match="the store of files does not answer"):
        call_command("backup", tmp_path / "second.touyan", stdout=io.StringIO())
    with pytest.raises(CommandError, match=r"s3://town-\w+: the store of files .+未作任何更改"):
        call_command("restore", tmp_path / "town.touyan", replace=True, stdout=io.StringIO())
    assert [path.name for path in tmp_path.glob("*touyan*")] == ["town.touyan"]


# As it is said


def test_the_setting_names_the_store_its_bucket_and_the_towns_folder(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(
        "TOUYAN_MEDIA_URL",
        "s3://k%2B:s%40@store.example.cn:9000/town/a/b?region=cn-1&addressing=virtual",
    )
    assert stores.media()["OPTIONS"] == {
        "access_key": "k+", "secret_key": "s@", "endpoint_url": "https://store.example.cn:9000",
        "bucket_name": "town", "location": "a/b", "region_name": "cn-1", "addressing": "virtual",
    }  # fmt: skip


def test_a_folder_of_the_disk_may_be_named_and_var_is_it_without_a_word(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TOUYAN_MEDIA_URL", "file:///srv/the%20town/media")
    assert stores.media() == {"BACKEND": "touyan.kernel.evidence.DurableStorage"}
    assert stores.media_root() == Path("/srv/the town/media")
    monkeypatch.delenv("TOUYAN_MEDIA_URL")
    assert stores.media_root() == stores.VAR / "media"


WRONG = [
    "s3://store.example.cn/town", "s3://k:s@store.example.cn", "s3://k@store.example.cn/town",
    "s3://k:s@store.example.cn/town?tls=off", "s3:", "file://host/folder", "file:///", "file:",
    "https://store.example.cn/town", "/srv/media",
]  # fmt: skip


@pytest.mark.parametrize("told", WRONG)
def test_half_a_setting_is_refused_at_the_start_and_its_secret_is_not_repeated(
    monkeypatch: pytest.MonkeyPatch, told: str
) -> None:
    monkeypatch.setenv("TOUYAN_MEDIA_URL", told)
    with pytest.raises(stores.Unsafe, match=r"^TOUYAN_MEDIA_URL") as refused:
        stores.media()
    assert "k:s" not in str(refused.value)


def test_without_the_library_it_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOUYAN_MEDIA_URL", "s3://k:s@store.example.cn/town")
    monkeypatch.setattr(stores, "find_spec", lambda _name: None)
    with pytest.raises(stores.Unsafe, match=r"tools/install\.py s3"):
        stores.media()


def test_a_file_that_is_erased_while_a_backup_takes_it_is_passed_over(
    bucket: Bucket, tmp_path: Path
) -> None:
    name = default_storage.save("evidence/a.jpg", ContentFile(b"same"))

    def erase(**_call: Any) -> None:
        """After the store was asked whether it is there, before it is asked for it."""
        bucket.client.delete_object(Bucket=bucket.name, Key=f"{TOWN}{name}")

    events = default_storage.connection.meta.client.meta.events  # type: ignore[attr-defined]
    events.register("before-call.s3.GetObject", erase)
    try:
        evidence.files.set_aside(name, tmp_path / "aside.jpg")
    finally:
        events.unregister("before-call.s3.GetObject", erase)
    assert bucket.holds() == {}
    assert not (tmp_path / "aside.jpg").exists()
