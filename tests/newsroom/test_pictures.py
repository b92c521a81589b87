"""A picture that readers see is the one that was approved: nobody changes it, or takes it away, behind the reviewer."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.images import ImageFile
from PIL import Image

from tests.kernel.pictures import BLUE, RED, saved
from touyan.kernel import clock
from touyan.newsroom import acts
from touyan.newsroom.models import Picture

pytestmark = pytest.mark.django_db(transaction=True)


def jpeg(colour) -> BytesIO:
    file = BytesIO(saved(Image.new("RGB", (640, 480), colour), "JPEG"))
    file.name = "a.jpg"
    return file


@pytest.fixture
def picture(newsroom, editor):
    file = ImageFile(jpeg(RED), name="a.jpg")
    return Picture.objects.create(
        title="图", uploaded_by_user=editor, file=file, width=640, height=480
    )


@pytest.fixture
def body(picture):
    return f'<p>话</p><embed embedtype="image" id="{picture.pk}" format="fullwidth" alt="图"/>'


def seen(client, row) -> bytes:
    response = client.get(row.image)
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def replace(browser, picture):
    said = {"title": "图", "description": "", "file": jpeg(BLUE), "collection": 1}
    return browser.post(f"/cms/images/{picture.pk}/", said)


def test_a_picture_in_a_published_piece_is_not_replaced(
    as_, client, published, picture, body, editor, admin
):
    row = published(body=body)
    before = seen(client, row)
    for person in (editor, admin):
        page = replace(as_(person), picture).content.decode()
        assert "Add the other one as a new picture." in page
    assert seen(client, row) == before


@pytest.mark.parametrize("door", ["", "multiple/"])
def test_a_picture_in_a_published_piece_is_not_deleted(
    as_, client, published, picture, body, editor, admin, door
):
    row = published(body=body)
    before = seen(client, row)
    address = f"/cms/images/{door}{picture.pk}/delete/"
    for person in (editor, admin):
        as_(person).post(address, headers={"X-Requested-With": "XMLHttpRequest"})
    assert Picture.objects.count() == 1
    assert seen(client, row) == before


def test_a_picture_approved_for_a_moment_to_come_stays_as_well(
    as_, asked, approve, picture, body, editor
):
    approve(asked(body=body, planned_for=clock.now() + timedelta(days=1)))
    replace(as_(editor), picture)
    as_(editor).post(f"/cms/images/{picture.pk}/delete/")
    kept = Picture.objects.get()
    assert kept.file_hash == picture.file_hash


def test_a_picture_that_stands_nowhere_is_replaced_and_deleted(as_, picture, editor):
    assert replace(as_(editor), picture).status_code == 302
    assert as_(editor).post(f"/cms/images/{picture.pk}/delete/").status_code == 302
    assert Picture.objects.count() == 0


def test_what_was_withdrawn_holds_its_pictures_no_longer(as_, published, picture, body, editor):
    acts.withdraw(by=editor, published=published(body=body), note="错。")
    assert as_(editor).post(f"/cms/images/{picture.pk}/delete/").status_code == 302
    assert Picture.objects.count() == 0
