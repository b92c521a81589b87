"""What the account answers, and what becomes of what somebody writes."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from tests.channels.moments import MORNING
from tests.orders.stages import do
from tests.writing import Phone, link_in
from touyan.channels.models import Draft, Follower, Heard, Photo
from touyan.channels.tasks import sweep_wechat
from touyan.channels.wechat import conversation
from touyan.channels.wechat.acts import bind_wechat
from touyan.kernel import clock
from touyan.kernel.acts import about
from touyan.kernel.coordinates import Point, to_gcj02
from touyan.kernel.models import Entry
from touyan.orders.models import Order
from touyan.orders.states import WORDS_MOST
from touyan.town.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]


@pytest.fixture(autouse=True)
def _in_english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


def test_words_become_a_draft_with_a_link_and_no_order(phone: Phone) -> None:
    answer = phone.write("东门的路灯不亮，晚上看不见。")
    lines = answer.splitlines()
    assert lines[0] == "Noted as a draft; nothing has been sent yet."
    assert lines[-1] == "In danger do not wait for us: call 110, 119 or 120."
    assert link_in(answer).startswith("/wechat/drafts/")
    draft = Draft.objects.get()
    assert draft.words == "东门的路灯不亮，晚上看不见。"
    assert draft.expires_at - draft.begun_at == timedelta(hours=24)
    assert Order.objects.count() == 0


def test_what_comes_soon_after_belongs_to_it(phone: Phone) -> None:
    phone.write("东门的路灯不亮。")
    assert phone.write("已经一周了。").startswith("Added to your draft.")
    assert Draft.objects.get().words == "东门的路灯不亮。\n已经一周了。"


def test_what_comes_later_is_another_matter(phone: Phone) -> None:
    with clock.at(MORNING - timedelta(minutes=4)):
        first = phone.write("东门的路灯不亮。")
    draft = Draft.objects.get()
    draft.heard_at -= conversation.TOGETHER
    draft.save()
    second = phone.write("西门的井盖松了。")
    assert link_in(first) != link_in(second)
    assert sorted(one.words for one in Draft.objects.all()) == [
        "东门的路灯不亮。",
        "西门的井盖松了。",
    ]


@pytest.mark.parametrize("word", ["新的", "new", " 新的。", "另一件"])
def test_another_matter_can_be_begun_by_a_word(phone: Phone, word: str) -> None:
    phone.write("东门的路灯不亮。")
    assert phone.write(word) == "Good. What is needed?"
    phone.write("西门的井盖松了。")
    assert Draft.objects.count() == 2


def test_what_is_too_long_for_an_order_is_said_so_and_changes_nothing(phone: Phone) -> None:
    phone.write("路" * (WORDS_MOST - 10))
    answer = phone.write("灯" * 20)
    assert (
        answer
        == "This is too long for one order: 2000 characters at most. Please say it in fewer words."
    )
    assert Draft.objects.get().words == "路" * (WORDS_MOST - 10)


def test_a_place_is_kept_where_our_maps_have_it(phone: Phone) -> None:
    """WeChat's are shifted by some hundred metres."""
    here = Point(32.1031, 117.1025)
    shown = to_gcj02(here)
    answer = phone.place(*shown, label="吴山镇百花社区东门")
    assert "Please also write what is needed." in answer
    draft = Draft.objects.get()
    assert (round(draft.latitude or 0, 6), round(draft.longitude or 0, 6)) == here
    assert draft.where == "吴山镇百花社区东门"


@pytest.mark.parametrize(
    "place", [("north", "east"), (91, 10), (10, 181), ("nan", "10"), ("inf", "1")]
)
def test_a_place_that_is_none_is_not_kept(phone: Phone, place: Any) -> None:
    assert phone.place(*place).startswith("This cannot be read here.")
    assert Draft.objects.count() == 0


def test_photos_words_and_place_are_one_draft(phone: Phone) -> None:
    phone.photo("media-1")
    phone.place(32.1, 117.1)
    phone.write("东门的路灯不亮。")
    draft = Draft.objects.get()
    assert [photo.media for photo in draft.photos.all()] == ["media-1"]
    assert draft.words == "东门的路灯不亮。"


def test_more_photos_than_an_order_takes_are_refused(phone: Phone) -> None:
    for number in range(6):
        assert phone.photo(f"m{number}").startswith("Your photo is put")
    assert phone.photo("m7") == "There are 6 photos with your draft already; more cannot be kept."
    assert Photo.objects.count() == 6


@pytest.mark.parametrize("media", ["", "m" * 201])
def test_a_photo_without_a_name_that_can_be_is_not_kept(phone: Phone, media: str) -> None:
    assert phone.photo(media).startswith("This cannot be read here.")
    assert (Draft.objects.count(), Photo.objects.count()) == (0, 0)


@pytest.mark.parametrize("kind", ["voice", "video", "shortvideo", "link", "file", "unheard_of"])
def test_other_kinds_are_answered_with_what_can_be_read(phone: Phone, kind: str) -> None:
    assert phone.send(kind, MediaId="x").startswith("This cannot be read here.")
    assert Draft.objects.count() == 0


@pytest.mark.parametrize("word", ["帮助", "help", "HELP", "?", "你好", "您好！", "在吗"])
def test_help_is_given_and_a_greeting_is_no_order(phone: Phone, word: str) -> None:
    assert "You get a link" in phone.write(word)
    assert Draft.objects.count() == 0


def test_who_follows_is_welcomed(phone: Phone) -> None:
    assert phone.event("subscribe").startswith("Welcome.")
    assert Follower.objects.get().followed


def test_who_leaves_is_forgotten_with_their_drafts(phone: Phone) -> None:
    phone.write("东门的路灯不亮。")
    assert phone.event("unsubscribe") == ""
    assert (Follower.objects.count(), Draft.objects.count()) == (0, 0)


def test_who_leaves_without_having_written_leaves_nothing(phone: Phone) -> None:
    phone.event("unsubscribe")
    assert Follower.objects.count() == 0


def test_who_leaves_and_has_an_account_here_keeps_it_joined(phone: Phone, resident: Person) -> None:
    bind_wechat(by=resident, openid=phone.openid)
    phone.write("东门的路灯不亮。")
    phone.event("unsubscribe")
    follower = Follower.objects.get()
    assert (follower.person, follower.followed, Draft.objects.count()) == (resident, False, 0)
    phone.event("subscribe")
    follower.refresh_from_db()
    assert follower.followed


def test_the_menus_buttons_say_what_the_words_say(phone: Phone) -> None:
    assert phone.event("CLICK", "help") == phone.write("帮助")
    assert phone.event("CLICK", "mine") == phone.write("我的")
    assert phone.event("CLICK", "nothing known") == ""


def test_without_orders_mine_says_so(phone: Phone) -> None:
    assert phone.write("我的").startswith("You have no open orders.")


def test_mine_shows_open_orders_of_the_joined_account_and_of_nobody_else(
    phone: Phone, another: Phone, placed: Callable[..., Any], resident: Person, secretary: Person
) -> None:
    order, requester = placed("我家门口的路灯。", person=resident, by=resident)
    closed, theirs = placed("已经撤了的事。", person=resident, by=resident)
    do("withdraw", theirs, closed)
    foreign, _ = placed("别人的事。")
    bind_wechat(by=resident, openid=phone.openid)
    answer = phone.write("我的")
    assert answer.splitlines()[0] == "Your open order:"
    assert f"{order.ref} Placed" in answer
    assert f"/orders/r/{requester.receipt}/" in answer
    assert closed.ref not in answer
    assert foreign.ref not in answer
    assert another.write("我的").startswith("You have no open orders.")


def test_mine_shows_what_goes_on_together_with_another_until_that_is_over(
    phone: Phone, placed: Callable[..., Any], resident: Person, secretary: Person
) -> None:
    order, _requester = placed("我家门口的路灯。", person=resident, by=resident)
    lead, first = placed("东门的路灯。")
    bind_wechat(by=resident, openid=phone.openid)
    do("merge", secretary, order, into=lead)
    do("accept", secretary, lead)
    assert f"{order.ref} Accepted by the branch" in phone.write("我的")
    do("deliver", secretary, lead, reply="好了。")
    do("confirm", first, lead, outcome="solved")
    assert phone.write("我的").startswith("You have no open orders.")


def test_more_than_six_are_said_to_be_more(
    phone: Phone, placed: Callable[..., Any], resident: Person
) -> None:
    for number in range(8):
        placed(f"第{number}件事", person=resident, by=resident)
    bind_wechat(by=resident, openid=phone.openid)
    answer = phone.write("我的")
    assert answer.count("/orders/r/") == 6
    assert answer.splitlines()[-1] == "There are more; sign in on the town's page to see all."


def test_to_be_joined_a_link_is_given_once_it_is_asked_for(phone: Phone, resident: Person) -> None:
    assert "/account/wechat/bind/" in phone.write("绑定")
    bind_wechat(by=resident, openid=phone.openid)
    assert phone.write("绑定").startswith("This WeChat is joined to an account already.")


def test_whoever_writes_without_end_is_told_to_telephone(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversation, "MOST_A_DAY", 2)
    phone.write("一。")
    phone.write("二。")
    assert (
        phone.write("三。")
        == "These are more messages than we can read in a day. Please telephone the town."
    )
    assert Draft.objects.get().words == "一。\n二。"


def test_drafts_of_others_are_not_added_to(phone: Phone, another: Phone) -> None:
    phone.write("东门的路灯不亮。")
    another.write("我家没水。")
    assert sorted(one.words for one in Draft.objects.all()) == ["东门的路灯不亮。", "我家没水。"]


def test_what_is_never_sent_is_forgotten_after_a_day(phone: Phone) -> None:
    phone.write("东门的路灯不亮。")
    phone.photo("m1")
    assert sweep_wechat() == 0
    with time_machine.travel(MORNING + timedelta(hours=25)):
        sweep_wechat()
    assert (Draft.objects.count(), Photo.objects.count(), Heard.objects.count()) == (0, 0, 0)


def test_old_orders_leave_the_list_of_mine_only_once_they_have_ended(
    phone: Phone, placed: Callable[..., Any]
) -> None:
    phone.write("东门的路灯不亮。")
    order, requester = placed()
    Draft.objects.update(placed_at=MORNING - timedelta(days=90), requester=requester, words="")
    sweep_wechat()
    assert order.ref in phone.write("我的")
    do("withdraw", requester, order)
    sweep_wechat()
    assert Draft.objects.count() == 0


def test_each_answer_is_one_entry_without_words(phone: Phone) -> None:
    phone.write("东门的路灯不亮。")
    heard = Heard.objects.get()
    entry = Entry.objects.get(about=about(heard))
    assert (entry.name, entry.by, entry.data) == ("channels.hear", "wechat", {"kind": "text"})


def test_in_chinese_it_speaks_chinese(phone: Phone, settings: Any) -> None:
    settings.LANGUAGE_CODE = "zh-hans"
    assert "还没有发出" in phone.write("东门的路灯不亮。")


def test_words_that_would_end_the_form_they_come_in_are_words(phone: Phone) -> None:
    assert "/wechat/drafts/" in phone.write("]]></Content><Content>x")
    assert Draft.objects.get().words == "]]></Content><Content>x"
