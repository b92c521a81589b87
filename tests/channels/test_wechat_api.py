"""WeChat's API: one token for everybody, fetched once; what is wrong is told in plain words; photos that people sent."""

import logging
from collections.abc import Callable
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
import time_machine
from django.db import connection

from tests.channels.moments import MORNING
from tests.channels.wechat_stand_in import SECRET, StandIn
from tests.kernel.pictures import noisy, saved
from tests.orders.stages import do
from tests.writing import Phone, account, link_in
from touyan.channels.models import AccessToken, Draft, Photo
from touyan.channels.states import NotSent, Unwanted
from touyan.channels.tasks import fetch_photos
from touyan.channels.wechat import api
from touyan.channels.wechat.errors import MEANINGS, REFUSES, Refusal, refusal
from touyan.kernel import evidence
from touyan.kernel.models import Entry
from touyan.orders.models import Order, Requester
from touyan.town.models import Organisation, Person

pytestmark = pytest.mark.django_db

ADDRESSES = "/cgi-bin/getcallbackip"


def test_the_token_is_fetched_once_and_kept_for_all(stand_in: StandIn) -> None:
    for _time in range(3):
        assert api.read(ADDRESSES)["ip_list"] == ["127.0.0.1", "127.0.0.2"]
    assert stand_in.fetched == 1
    (asked,) = stand_in.to("/cgi-bin/stable_token")
    assert asked.said["force_refresh"] is False
    row = AccessToken.objects.get()
    assert row.value == stand_in.tokens[0]
    assert row.fetching_until is None


def test_it_is_sealed_at_rest(stand_in: StandIn) -> None:
    api.read(ADDRESSES)
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM channels_accesstoken")
        assert stand_in.tokens[0] not in cursor.fetchone()[0]


def test_it_is_renewed_some_minutes_before_it_ends(stand_in: StandIn) -> None:
    api.read(ADDRESSES)
    with time_machine.travel(MORNING + timedelta(minutes=114)):
        api.read(ADDRESSES)
    assert stand_in.fetched == 1
    with time_machine.travel(MORNING + timedelta(minutes=116)):
        api.read(ADDRESSES)
    assert stand_in.fetched == 2


@pytest.mark.parametrize("code", [40001, 40014, 42001])
def test_a_token_that_is_not_taken_any_more_is_replaced_and_it_is_tried_again(
    stand_in: StandIn, code: int
) -> None:
    api.read(ADDRESSES)
    stand_in.answers = [code]
    assert api.read(ADDRESSES)["ip_list"]
    assert (stand_in.fetched, stand_in.forced) == (2, 1)


def test_another_programs_new_token_is_only_fetched(stand_in: StandIn) -> None:
    api.read(ADDRESSES)
    stand_in.forget_tokens()
    assert api.read(ADDRESSES)["ip_list"]
    assert stand_in.fetched == 2


def test_a_token_that_is_never_taken_is_given_up_after_one_more(stand_in: StandIn) -> None:
    stand_in.answers = [40001, 40001]
    with pytest.raises(Refusal, match=r"Does another program use this AppSecret\? \(40001\)") as no:
        api.read(ADDRESSES)
    assert (no.value.rest, no.value.for_good, stand_in.fetched) == (True, False, 2)


@pytest.mark.django_db(transaction=True)
def test_two_workers_do_not_fetch_it_twice(stand_in: StandIn) -> None:
    stand_in.slow = 0.4
    found: list[Any] = []

    def work() -> None:
        try:
            found.append(api.read(ADDRESSES))
        finally:
            connection.close()

    workers = [Thread(target=work) for _number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(found) == 4
    assert stand_in.fetched == 1


def test_a_worker_that_was_killed_while_fetching_does_not_stop_the_others(
    stand_in: StandIn, settings: Any
) -> None:
    AccessToken.objects.create(
        app=settings.WECHAT.app, until=MORNING, fetching_until=MORNING - timedelta(seconds=1)
    )
    assert api.read(ADDRESSES)["ip_list"]


def test_whoever_waits_too_long_for_anothers_token_says_so(
    stand_in: StandIn, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "FETCHING", timedelta(seconds=0.3))
    AccessToken.objects.create(
        app=settings.WECHAT.app, until=MORNING, fetching_until=MORNING + timedelta(minutes=1)
    )
    with pytest.raises(NotSent, match="could not be fetched in time") as no:
        api.read(ADDRESSES)
    assert no.value.rest


@pytest.mark.parametrize(
    ("code", "said"), [(40164, "IP 白名单"), (40125, "AppID or AppSecret"), (-1, "busy")]
)
def test_a_token_that_is_not_given_is_told_plainly_and_can_be_asked_for_again(
    stand_in: StandIn, code: int, said: str
) -> None:
    stand_in.answers = [code]
    with pytest.raises(Refusal, match=said):
        api.read(ADDRESSES)
    assert api.read(ADDRESSES)["ip_list"]


def test_a_wrong_secret_is_told_plainly_and_never_repeated(
    stand_in: StandIn, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.WECHAT = account(api=stand_in.url, secret=SECRET[::-1])
    with caplog.at_level(logging.DEBUG), pytest.raises(Refusal) as no:
        api.read(ADDRESSES)
    assert SECRET[::-1] not in str(no.value) + caplog.text
    assert SECRET[::-1] not in repr(settings.WECHAT)


@pytest.mark.parametrize("raw", [b"", b"<html>", b"[]", b"null", b"7"])
def test_an_answer_that_is_none_is_told_plainly(stand_in: StandIn, raw: bytes) -> None:
    stand_in.raw = raw
    with pytest.raises(NotSent, match="cannot be read"):
        api.read(ADDRESSES)


@pytest.mark.parametrize(
    "raw", [b'{"access_token": "x"}', b'{"access_token": "x", "expires_in": "y"}']
)
def test_half_a_token_is_none(stand_in: StandIn, raw: bytes) -> None:
    stand_in.raw = raw
    with pytest.raises(NotSent, match="cannot be read"):
        api.read(ADDRESSES)
    assert AccessToken.objects.get().fetching_until is None


def test_an_answer_without_end_is_not_read_to_its_end(stand_in: StandIn) -> None:
    stand_in.raw = b" " * (api.MOST_ANSWER + 1)
    with pytest.raises(NotSent, match="too long"):
        api.read(ADDRESSES)


@pytest.mark.parametrize(("status", "rests"), [(502, True), (404, False)])
def test_another_status_is_a_failure(stand_in: StandIn, status: int, rests: bool) -> None:
    stand_in.status = status
    with pytest.raises(NotSent, match="does not answer as it should") as no:
        api.read(ADDRESSES)
    assert no.value.rest is rests


def test_where_nobody_answers_it_is_left_alone_for_a_while(wechat: Any) -> None:
    with pytest.raises(NotSent, match="cannot be reached") as no:
        api.read(ADDRESSES)
    assert no.value.rest


def test_each_number_is_final_or_not_and_never_both() -> None:
    both = [code for code, one in MEANINGS.items() if one.for_good and one.rest]
    assert both == []
    assert {code for code in (40003, 40007, 47001) if not refusal(code).for_good} == set()
    assert {code for code in (-1, 45009, 45011, 40164) if refusal(code).for_good} == set()
    assert all(isinstance(refusal(code), Unwanted) for code in REFUSES)
    assert str(refusal(99999)) == "WeChat refused it. (99999)"


# Photos -------------------------------------------------------------------------------------------


@pytest.fixture
def photo_of(town: Organisation, stand_in: StandIn) -> Callable[[str, bytes], Draft]:
    """Somebody sends a photo to the account."""

    def make(media: str, picture: bytes) -> Draft:
        stand_in.photos[media] = picture
        Phone().photo(media)
        return Draft.objects.get()

    return make


def kept(draft: Draft) -> int:
    return evidence.of(evidence.draft(str(draft.key))).count()


def test_a_photo_is_fetched_and_made_anew(photo_of: Any, stand_in: StandIn) -> None:
    picture = saved(noisy(), "JPEG", comment=b"where it was taken")
    draft = photo_of("m1", picture)
    assert fetch_photos() == 1
    (row,) = evidence.of(evidence.draft(str(draft.key)))
    with row.file.open("rb") as file:
        assert b"where it was taken" not in file.read()
    assert (row.by, row.town_code) == ("visitor", "340121103")
    assert Photo.objects.get().done_at is not None
    assert fetch_photos() == 0
    assert len(stand_in.to("/cgi-bin/media/get")) == 1


def test_a_photo_that_lies_there_no_more_is_given_up(photo_of: Any, stand_in: StandIn) -> None:
    draft = photo_of("m1", b"")
    stand_in.photos.clear()
    assert fetch_photos() == 0
    photo = Photo.objects.get()
    assert (photo.done_at is not None, photo.error) == (
        True, "What was sent to WeChat, or from there, lies there no more. (40007)",
    )  # fmt: skip
    assert kept(draft) == 0


def test_what_is_no_picture_is_not_kept(photo_of: Any) -> None:
    draft = photo_of("m1", b"<html><script>alert(1)</script></html>")
    assert fetch_photos() == 0
    assert Photo.objects.get().error.startswith("This file is not a picture that can be read here.")
    assert kept(draft) == 0


def test_a_photo_is_tried_again_while_wechat_is_busy(photo_of: Any, stand_in: StandIn) -> None:
    draft = photo_of("m1", saved(noisy(), "JPEG"))
    stand_in.answers = [0, -1]
    api.read(ADDRESSES)
    assert fetch_photos() == 0
    photo = Photo.objects.get()
    assert (photo.done_at, photo.error) == (None, "WeChat is busy. (-1)")
    with time_machine.travel(photo.next_at):
        assert fetch_photos() == 1
    assert kept(draft) == 1


def test_a_photo_that_never_comes_is_given_up(photo_of: Any, stand_in: StandIn) -> None:
    photo_of("m1", saved(noisy(), "JPEG"))
    stand_in.status = 500
    for _time in range(6):
        Photo.objects.update(next_at=MORNING)
        fetch_photos()
    photo = Photo.objects.get()
    assert (photo.attempts, photo.done_at is not None) == (6, True)


def test_a_killed_workers_photo_is_fetched_by_the_next(photo_of: Any) -> None:
    photo_of("m1", saved(noisy(), "JPEG"))
    Photo.objects.update(attempts=1, next_at=MORNING + timedelta(minutes=2))
    assert fetch_photos() == 0
    with time_machine.travel(MORNING + timedelta(minutes=2, seconds=1)):
        assert fetch_photos() == 1


def test_a_photo_that_comes_after_the_order_was_sent_is_added_to_it(
    photo_of: Any, baihua: Organisation, client: Any
) -> None:
    photo_of("m1", saved(noisy(), "JPEG"))
    link = link_in(Phone().write("东门的路灯不亮。"))
    form = {
        "key": str(Draft.objects.get().key),
        "words": "东门的路灯不亮。",
        "village": baihua.code,
    }
    assert client.post(link, form).status_code == 303
    order = Order.objects.get()
    assert evidence.of(f"order:{order.pk}").count() == 0
    assert fetch_photos() == 1
    assert evidence.of(f"order:{order.pk}").count() == 1
    entry = Entry.objects.get(name="orders.add")
    assert entry.by == f"requester:{Requester.objects.get().pk}"


def test_no_late_photo_is_added_to_an_order_that_was_erased(
    photo_of: Any, placed: Any, dispatcher: Person
) -> None:
    draft = photo_of("m1", saved(noisy(), "JPEG"))
    order, requester = placed()
    draft.placed_at, draft.requester = MORNING, requester
    draft.save()
    do("redact", dispatcher, order)
    assert (Draft.objects.count(), Photo.objects.count()) == (0, 0)
    assert fetch_photos() == 0
    assert evidence.of(f"order:{order.pk}").count() == 0


def test_a_photo_whose_draft_was_forgotten_while_it_was_fetched_is_kept_nowhere(
    photo_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = photo_of("m1", saved(noisy(), "JPEG"))
    fetch = api.photo

    def fetch_and_forget(media: str) -> bytes:
        Draft.objects.all().delete()
        return fetch(media)

    monkeypatch.setattr(api, "photo", fetch_and_forget)
    assert fetch_photos() == 0
    assert kept(draft) == 0


def test_without_an_account_no_photo_is_fetched(photo_of: Any, settings: Any) -> None:
    photo_of("m1", saved(noisy(), "JPEG"))
    settings.WECHAT = type(settings.WECHAT)()
    assert fetch_photos() == 0
    assert Photo.objects.get().attempts == 0
