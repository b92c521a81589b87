"""A published piece goes into the drafts of the town's WeChat account; nothing is published there from here."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from PIL import Image

from tests.channels.moments import MORNING, SOON
from tests.channels.wechat_stand_in import OURS, StandIn
from tests.kernel.pictures import BLUE, RED, saved
from touyan.channels.acts import resend
from touyan.channels.models import Delivery
from touyan.channels.reads import stuck
from touyan.channels.states import LEASE, State
from touyan.channels.tasks import send_due, sending
from touyan.channels.wechat import api
from touyan.kernel import clock
from touyan.kernel.models import Entry
from touyan.kernel.refused import Refused
from touyan.newsroom import acts
from touyan.newsroom.models import Picture, Published
from touyan.town.models import Organisation, Person

pytestmark = pytest.mark.django_db

ADD, COVER, PICTURE = (
    "/cgi-bin/draft/add",
    "/cgi-bin/material/add_material",
    "/cgi-bin/media/uploadimg",
)


@pytest.fixture(autouse=True)
def _nothing_rests() -> None:
    sending.resting.clear()


def picture(editor: Person, colour: tuple[int, int, int]) -> Picture:
    made = saved(Image.new("RGB", (800, 400), colour), "JPEG")
    return Picture.objects.create(  # type: ignore[no-any-return]
        title="图", file=ContentFile(made, "p.jpg"), width=800, height=400, uploaded_by_user=editor
    )


@pytest.fixture
def piece(published: Callable[..., Published], editor: Person) -> Published:
    """Two pictures, one of them twice."""
    one, two = picture(editor, RED), picture(editor, BLUE)
    shown = "".join(
        f'<embed embedtype="image" id="{n}" format="fullwidth" alt="图"/><p>一荤两素。</p>'
        for n in (one.pk, two.pk, one.pk)
    )
    return published("社区食堂换了菜单", f'<h2>菜单</h2>{shown}<p><a href="https://example.cn/">看这里</a></p>', summary="每天一荤两素。")  # fmt: skip


def states() -> list[tuple[str, str]]:
    return list(Delivery.objects.order_by("id").values_list("state", "error"))


def test_the_piece_and_its_pictures_lie_in_the_accounts_drafts(
    piece: Published, editor: Person, stand_in: StandIn
) -> None:
    acts.hand_to_wechat(by=editor, published=piece)
    assert stand_in.calls == [], "nothing leaves before it is committed"
    assert send_due() == 1
    (draft,) = stand_in.drafts
    assert (draft["title"], draft["digest"], draft["author"]) == (
        "社区食堂换了菜单",
        "每天一荤两素。",
        "冯晓",
    )
    assert draft["content_source_url"].startswith(f"http://127.0.0.1:8000/news/{piece.pk}/?wechat=")
    assert draft["content"].count(OURS) == 3
    assert "/media/" not in draft["content"]
    assert "style=" in draft["content"]
    assert "<script" not in draft["content"]
    assert (len(stand_in.to(COVER)), len(stand_in.to(PICTURE))) == (1, 2)
    assert states() == [("sent", "")]


def test_nothing_is_published_there(piece: Published, editor: Person, stand_in: StandIn) -> None:
    acts.hand_to_wechat(by=editor, published=piece)
    send_due()
    asked = {call.path for call in stand_in.calls}
    assert not any("freepublish" in path or "mass" in path for path in asked)


def test_the_journal_says_who_handed_it_over(
    piece: Published, editor: Person, stand_in: StandIn
) -> None:
    acts.hand_to_wechat(by=editor, published=piece)
    entry = Entry.objects.get(name="newsroom.hand_to_wechat")
    assert (entry.about, entry.data) == (f"published:{piece.pk}", {"to": "wechat"})
    assert entry.by.startswith(f"person:{editor.pk}")


def test_a_worker_that_was_killed_uploads_no_picture_twice_and_leaves_one_draft(
    piece: Published, editor: Person, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    acts.hand_to_wechat(by=editor, published=piece)
    upload = api.upload

    def die_at_the_second(path: str, *more: Any) -> Any:
        if len(stand_in.to(PICTURE)) == 1:
            raise KeyboardInterrupt
        return upload(path, *more)

    monkeypatch.setattr(api, "upload", die_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        send_due()
    monkeypatch.setattr(api, "upload", upload)
    with time_machine.travel(MORNING + LEASE + SOON):
        assert send_due() == 1
    assert (len(stand_in.to(COVER)), len(stand_in.to(PICTURE)), len(stand_in.drafts)) == (1, 2, 1)


def test_killed_between_sending_and_noting_there_is_one_draft(
    piece: Published, editor: Person, stand_in: StandIn
) -> None:
    acts.hand_to_wechat(by=editor, published=piece)
    send_due()
    Delivery.objects.update(state=State.SENDING, ended_at=None, lease_until=MORNING + LEASE)
    with time_machine.travel(MORNING + LEASE + SOON):
        assert send_due() == 1
    assert len(stand_in.drafts) == 1
    assert states() == [("sent", "")]


def test_handed_over_on_purpose_again_it_is_another_draft(
    piece: Published, editor: Person, stand_in: StandIn
) -> None:
    for _time in range(2):
        acts.hand_to_wechat(by=editor, published=piece)
        send_due()
    assert len(stand_in.drafts) == 2


def test_what_wechat_refuses_is_shown_to_an_administrator(
    piece: Published, editor: Person, stand_in: StandIn, town: Organisation
) -> None:
    acts.hand_to_wechat(by=editor, published=piece)
    stand_in.answers = [0, 0, 0, 45166]
    send_due()
    (row,) = stuck(town)
    assert (row.state, row.error) == ("dead", "WeChat does not take the text's content. (45166)")


def test_a_picture_that_is_gone_ends_it_with_a_sentence(
    piece: Published, editor: Person, stand_in: StandIn
) -> None:
    acts.hand_to_wechat(by=editor, published=piece)
    row = Delivery.objects.get()
    row.told["cover"] = "/media/images/gone.jpg"
    row.save()
    send_due()
    assert states() == [("dead", "A picture of the piece is not there any more.")]


def test_without_a_picture_or_with_a_title_too_long_it_is_refused(
    published: Callable[..., Published], editor: Person, stand_in: StandIn
) -> None:
    with pytest.raises(Refused, match="put a picture into the piece first"):
        acts.hand_to_wechat(by=editor, published=published())
    one = picture(editor, RED)
    body = f'<embed embedtype="image" id="{one.pk}" format="fullwidth" alt="图"/>'
    with pytest.raises(Refused, match="titles of 64 characters at most"):
        acts.hand_to_wechat(by=editor, published=published("长" * 65, body))
    with pytest.raises(Refused, match="too long for one piece"):
        acts.hand_to_wechat(by=editor, published=published("短", body + f"<p>{'字' * 20_000}</p>"))
    assert Delivery.objects.count() == 0


def test_what_was_taken_down_is_not_handed_over(
    piece: Published, editor: Person, stand_in: StandIn
) -> None:
    acts.withdraw(by=editor, published=piece, note="有误。")
    with pytest.raises(Refused, match="Only what readers can see"):
        acts.hand_to_wechat(by=editor, published=piece)


def test_who_is_no_editor_hands_nothing_over(
    piece: Published, secretary: Person, as_: Callable[..., Any], stand_in: StandIn
) -> None:
    with pytest.raises(Refused, match="Only the newsroom's editors"):
        acts.hand_to_wechat(by=secretary, published=piece)
    assert as_(secretary).post(f"/desk/newsroom/pieces/{piece.pk}/wechat/").status_code == 404
    assert Delivery.objects.count() == 0


def test_at_the_desk_it_is_one_button(
    piece: Published, editor: Person, as_: Callable[..., Any], stand_in: StandIn, settings: Any
) -> None:
    browser, address = as_(editor), f"/desk/newsroom/pieces/{piece.pk}/"
    assert "Hand it to WeChat as a draft" in browser.get(address).content.decode()
    response = browser.post(f"{address}wechat/")
    assert (response.status_code, response["Location"]) == (303, address)
    assert "in the account&#39;s drafts within a minute" in browser.get(address).content.decode()
    assert json.dumps(Delivery.objects.get().told).count("/media/images/") > 0
    settings.WECHAT = type(settings.WECHAT)()
    assert "Hand it to WeChat" not in browser.get(address).content.decode()
    assert browser.post(f"{address}wechat/").status_code == 404


def test_a_refusal_is_told_at_the_desk(
    published: Callable[..., Published], editor: Person, as_: Callable[..., Any], stand_in: StandIn
) -> None:
    row = published()
    address = f"/desk/newsroom/pieces/{row.pk}/"
    assert as_(editor).post(f"{address}wechat/").status_code == 303
    browser = as_(editor)
    browser.post(f"{address}wechat/")
    assert "put a picture into the piece first" in browser.get(address).content.decode()


def test_after_the_withdrawal_what_is_just_being_sent_is_not_tried_again(
    piece: Published, editor: Person, stand_in: StandIn
) -> None:
    acts.hand_to_wechat(by=editor, published=piece)
    row = Delivery.objects.get()
    row.state, row.attempts, row.lease_until = State.SENDING, 1, clock.now() + LEASE
    row.save()
    acts.withdraw(by=editor, published=piece, note="有误。")
    with time_machine.travel(MORNING + timedelta(hours=1)):
        assert send_due() == 0
    assert (states(), stand_in.drafts) == ([("dropped", "")], [])


def test_given_up_after_it_had_got_there_and_sent_once_more_it_lies_there_once(
    piece: Published, editor: Person, admin: Person, stand_in: StandIn
) -> None:
    acts.hand_to_wechat(by=editor, published=piece)
    send_due()
    Delivery.objects.update(state=State.DEAD)
    resend(by=admin, delivery=Delivery.objects.get())
    with time_machine.travel(MORNING + timedelta(minutes=1)):
        assert send_due() == 1
    assert len(stand_in.drafts) == 1


def test_after_the_withdrawal_what_still_waits_is_not_handed_over(
    piece: Published, editor: Person, stand_in: StandIn
) -> None:
    """What was taken down must not appear elsewhere."""
    acts.hand_to_wechat(by=editor, published=piece)
    acts.withdraw(by=editor, published=piece, note="有误。")
    with time_machine.travel(MORNING + timedelta(minutes=1)):
        assert send_due() == 0
    assert (states(), stand_in.drafts) == ([("dropped", "")], [])
