"""Pictures in the story of somebody who was honoured: shown with it, and erased when taken down."""

from io import BytesIO
from uuid import uuid4

import pytest
from django.test import Client
from PIL import Image

from tests.kernel.pictures import RED, saved
from tests.selections.conftest import moment
from touyan.kernel import clock, evidence
from touyan.kernel.models import Entry, Evidence
from touyan.kernel.refused import Refused
from touyan.selections import acts
from touyan.selections.models import StoryPicture
from touyan.selections.reads.faults import faults
from touyan.town.acts import give_consent, withdraw_consent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _after_the_notice():
    with clock.at(moment("2021-09-27 09:00")):
        yield


@pytest.fixture
def honoured(on_notice):
    with clock.at(moment("2021-09-16 09:00")):
        office = on_notice()
    candidate = acts.honour(by=office.leader, candidate=office.fresh()).about
    return office, candidate


def chosen(by, *colours):
    """The key of a form in which photos of these colours wait."""
    key = uuid4()
    for colour in colours or (RED,):
        photo = evidence.reencoded(BytesIO(saved(Image.new("RGB", (64, 48), colour), "JPEG")))
        evidence.keep(photo, owner=evidence.draft(str(key)), by=by.signed, town_code="")
    return key


def shown(office, candidate, words="在堤上"):
    acts.add_picture(
        by=office.dispatcher, candidate=candidate, words=words, photos=chosen(office.dispatcher)
    )
    return candidate.pictures.get()


def test_everybody_sees_it_with_the_words_that_say_what_it_shows(honoured):
    picture = shown(*honoured)
    story = f"/honours/stories/{honoured[1].pk}/"
    page = Client().get(story).content.decode()
    address = f"{story}pictures/{picture.pk}/"
    assert (f'src="{address}"' in page, 'alt="在堤上"' in page) == (True, True)
    sent = Client().get(address)
    assert (sent["Content-Type"], sent["Cache-Control"]) == ("image/jpeg", "public, max-age=300")
    assert b"".join(sent.streaming_content)[:2] == b"\xff\xd8"
    assert list(faults()) == []


def test_taken_down_it_is_gone_from_the_page_the_table_and_the_disk(honoured):
    office, candidate = honoured
    picture = shown(office, candidate)
    file, storage = picture.evidence.file.name, picture.evidence.file.storage
    acts.take_picture_down(by=office.dispatcher, picture=picture)
    assert acts.take_picture_down(by=office.dispatcher, picture=picture).repeated
    evidence.sweep_drafts()
    assert (
        Client().get(f"/honours/stories/{candidate.pk}/pictures/{picture.pk}/").status_code == 404
    )
    assert (StoryPicture.objects.count(), Evidence.objects.count(), storage.exists(file)) == (
        0,
        0,
        False,
    )


def test_with_an_honour_that_was_taken_back_its_pictures_are_erased(honoured):
    office, candidate = honoured
    picture = shown(office, candidate)
    acts.revoke(by=office.leader, candidate=candidate, reason="材料不实。")
    story = f"/honours/stories/{candidate.pk}/"
    assert "pictures/" not in Client().get(story).content.decode()
    assert Client().get(f"{story}pictures/{picture.pk}/").status_code == 404
    evidence.sweep_drafts()
    assert (StoryPicture.objects.count(), Evidence.objects.count()) == (0, 0)


def test_only_the_office_that_runs_it_shows_and_takes_down(honoured):
    office, candidate = honoured
    picture = shown(office, candidate)
    with pytest.raises(Refused, match="is not yours to do here"):
        acts.add_picture(
            by=office.secretary, candidate=candidate, words="x", photos=chosen(office.secretary)
        )
    with pytest.raises(Refused, match="Only the office that runs it"):
        acts.take_picture_down(by=office.secretary, picture=picture)


def test_it_needs_a_photo_and_words_and_there_are_six_at_most(honoured):
    office, candidate = honoured
    with pytest.raises(Refused, match="Choose a photo"):
        acts.add_picture(by=office.dispatcher, candidate=candidate, words="堤", photos=None)
    with pytest.raises(Refused, match="Say what is to be seen"):
        acts.add_picture(by=office.dispatcher, candidate=candidate, words=" ", photos=uuid4())
    five = chosen(office.dispatcher, *[(40 * n, 0, 0) for n in range(1, 6)])
    acts.add_picture(by=office.dispatcher, candidate=candidate, words="堤", photos=five)
    with pytest.raises(Refused, match="6 pictures at most"):
        acts.add_picture(
            by=office.dispatcher, candidate=candidate, words="堤",
            photos=chosen(office.dispatcher, (0, 90, 0), (0, 180, 0)),
        )  # fmt: skip
    assert candidate.pictures.count() == 5


def test_the_desk_adds_one_and_takes_it_down(honoured):
    office, candidate = honoured
    desk, here = Client(), f"/desk/selections/candidates/{candidate.pk}/"
    desk.force_login(office.dispatcher)
    desk.cookies["django_language"] = "en"
    photo = BytesIO(saved(Image.new("RGB", (64, 48), RED), "JPEG"))
    photo.name = "a.jpg"
    wrong = desk.post(f"{here}pictures/", {"words": "", "photos": photo})
    page = wrong.content.decode()
    assert (wrong.status_code, "1 photo is kept." in page) == (422, True)
    draft = page.partition('name="draft" value="')[2].partition('"')[0]
    assert desk.post(f"{here}pictures/", {"words": "在堤上", "draft": draft}).status_code == 303
    picture = candidate.pictures.get()
    assert "在堤上" in desk.get(here).content.decode()
    assert desk.post(f"{here}pictures/{picture.pk}/down/").status_code == 303
    assert candidate.pictures.count() == 0
    assert Entry.objects.filter(name="selections.take_picture_down").count() == 1


def test_who_takes_back_that_their_photo_is_shown_is_in_no_storys_pictures(honoured):
    office, candidate = honoured
    picture = shown(office, candidate)
    person, story = candidate.person, f"/honours/stories/{candidate.pk}/"
    acts.tell_story(by=office.dispatcher, candidate=candidate, story="守了三天堤。")
    agreed = give_consent(by=person, subject=person, purpose="diet").about
    withdraw_consent(by=person, consent=agreed)
    assert candidate.pictures.count() == 1
    agreed = give_consent(by=person, subject=person, purpose="photo").about
    withdraw_consent(by=person, consent=agreed)
    page = Client().get(story).content.decode()
    assert ("守了三天堤。" in page, "pictures/" in page) == (True, False)
    assert Client().get(f"{story}pictures/{picture.pk}/").status_code == 404
    evidence.sweep_drafts()
    assert Evidence.objects.count() == 0
    last = Entry.objects.get(name="selections.shed_pictures")
    assert (last.by, last.data["photos"]) == (person.signed, [picture.evidence_id])
    assert list(faults()) == []
