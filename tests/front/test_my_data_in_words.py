"""What is held about me is told in words, and a copy says what is missing from it."""

import io
import json
from zipfile import ZipFile

import pytest
from PIL import Image

from tests.fixtures import PASSWORD
from tests.kernel.pictures import RED, saved
from touyan.front import data_copy
from touyan.kernel import evidence
from touyan.orders.models import Requester
from touyan.town.acts import correct_person
from touyan.town.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client, resident):
    client.force_login(resident)
    client.cookies["django_language"] = "en"
    return client


def test_who_did_something_is_told_in_words_and_names_nobody_else(signed_in, resident):
    correct_person(by=resident, person=resident, name="居民大周", phone="", village=None)
    page = signed_in.get("/account/data/journal/").content.decode()
    assert "You yourself" in page
    assert "The town by itself" in page
    assert [code for code in ("person:", "founder") if code in page] == []


def test_what_a_guardian_did_is_somebody_elses_deed_in_the_childs_journal(client, guardian, child):
    client.force_login(guardian)
    client.cookies["django_language"] = "en"
    page = client.get(f"/account/data/journal/?child={child.pk}").content.decode()
    assert "Somebody else" in page
    assert f"person:{guardian.pk}" not in page


def test_a_notice_says_the_number_as_people_say_it(signed_in, resident, baihua):
    Notice.objects.create(
        town=baihua.town, person=resident, about="attendance:3351", number="四点半课堂",
        event="programmes.release", at="2026-11-25T02:00Z", not_before="2026-11-25T02:00Z",
    )  # fmt: skip
    page = signed_in.get("/account/data/notices/").content.decode()
    assert ("四点半课堂" in page, "attendance:3351" in page) == (True, False)


def test_a_notice_of_a_child_says_so_and_days_are_written_as_people_write_them(
    signed_in, resident, baihua
):
    Notice.objects.create(
        town=baihua.town, person=resident, about="attendance:3351", number="937",
        event="programmes.release", at="2026-11-25T02:00Z", not_before="2026-11-25T02:00Z",
    )  # fmt: skip
    signed_in.cookies["django_language"] = "zh-hans"
    page = signed_in.get("/account/data/notices/").content.decode()
    found = [words in page for words in ("您的孩子", "2026年11月25日 10:00", "937", "2026-11-25")]
    assert found == [True, True, False, False]


def test_a_guardian_is_never_told_that_they_themselves_are_erased(client, guardian, child):
    client.force_login(guardian)
    client.cookies["django_language"] = "en"
    asked = client.post(f"/account/data/erase/?child={child.pk}", {"go-password": PASSWORD})
    page = client.get(asked["Location"]).content.decode()
    assert "Below, “you” is the child." in page
    assert "We have noted that it is to be erased." in page
    assert [words for words in ("erase me", "you want to be") if words in page] == []


@pytest.mark.parametrize("limit", ["MOST_PHOTOS", "MOST_BYTES"])
def test_photos_that_do_not_fit_are_counted_in_the_copy(
    signed_in, resident, placed, monkeypatch, limit
):
    order = placed("井盖", by=resident, person=resident)[0]
    sender = Requester.objects.get(order=order).signed
    rows = []
    for size in (8, 9, 10):
        photo = evidence.reencoded(io.BytesIO(saved(Image.new("RGB", (size, 6), RED), "JPEG")))
        owner = f"order:{order.pk}"
        rows.append(evidence.keep(photo, owner=owner, by=sender, town_code=""))
    assert left_out_of(signed_in) == (0, False, 3)
    room = rows[2].size if limit == "MOST_BYTES" else 1
    monkeypatch.setattr(data_copy, limit, room)
    assert left_out_of(signed_in) == (2, True, 1)


def left_out_of(client) -> tuple[int, bool, int]:
    """How many are missing for machines, whether the page says so, and how many photos there are."""
    response = client.post("/account/data/copy/", {"take-password": PASSWORD})
    packed = ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    page = packed.read("data.html").decode()
    told = json.loads(packed.read("data.json"))["photos_left_out"]
    names = [name for name in packed.namelist() if name.startswith("photos/")]
    return told, "2 photos are not in it" in page, len(names)
