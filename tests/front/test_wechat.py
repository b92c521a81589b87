"""From the WeChat account to an order: the link, the form, whose it is; and whose WeChat it is."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.channels.moments import MORNING, NIGHT
from tests.channels.wechat_stand_in import APP, StandIn
from tests.fixtures import PASSWORD
from tests.kernel.pictures import noisy, saved, sent
from tests.writing import WANG, ZHOU, Phone, link_in
from touyan.channels.models import Choice, Delivery, Draft, Follower
from touyan.channels.tasks import fetch_photos
from touyan.channels.wechat.acts import bind_wechat, choose_wechat
from touyan.channels.wechat.links import bind_token, draft_token, state_fits, state_of
from touyan.kernel import evidence, held
from touyan.kernel.acts import batch
from touyan.kernel.clock import CLOCK
from touyan.kernel.coordinates import Point, to_gcj02
from touyan.kernel.models import Entry
from touyan.orders.acts import VISITOR
from touyan.orders.models import Category, Order, Requester
from touyan.town.models import Organisation, Person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def signed_in() -> Callable[[Person], Client]:
    def make(person: Person) -> Client:
        browser = Client()
        browser.force_login(person)
        return browser

    return make


def filled(page: str, **more: object) -> dict[str, object]:
    """What a browser would send: what the page has filled in, and what is chosen."""
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key is not None
    words = re.search(r'<textarea[^>]*name="words"[^>]*>\s*([^<]*)</textarea>', page)
    assert words is not None
    return {"key": key[1], "words": words[1], "village": "340121103003", "where": "", **more}


def seen(page: str) -> str:
    found = re.search(r'name="seen" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def test_the_link_opens_the_form_with_what_was_written(
    phone: Phone, baihua: Organisation, street_light: Category, client: Client
) -> None:
    link = link_in(phone.write("东门的路灯不亮。"))
    page = client.get(link).content.decode()
    assert "This is what you wrote in WeChat." in page
    assert "东门的路灯不亮。" in page
    assert f'action="{urlsplit(link).path}'.partition(":")[0] in page
    assert "data-outbox" not in page
    assert "Street light" in page


def test_sent_from_the_link_it_is_an_order_like_any_other(
    phone: Phone, baihua: Organisation, street_light: Category, client: Client
) -> None:
    here = Point(32.1031, 117.1025)
    phone.place(*to_gcj02(here), label="东门")
    link = link_in(phone.write("东门的路灯不亮。"))
    page = client.get(link).content.decode()
    assert "The place that you sent is kept with it." in page
    response = client.post(
        link, filled(page, category="street_light", where="东门", phone="13900001234")
    )
    order, requester = Order.objects.get(), Requester.objects.get()
    assert (response.status_code, response["Location"]) == (
        303,
        f"/orders/r/{requester.receipt}/?new=1",
    )
    assert (order.words, order.village, order.category, order.channel, order.where) == (
        "东门的路灯不亮。", baihua, street_light, "wechat", "东门",
    )  # fmt: skip
    assert (round(order.latitude or 0, 6), round(order.longitude or 0, 6)) == here
    entry = Entry.objects.get(name="orders.place")
    assert entry.by == "visitor"
    draft = Draft.objects.get()
    assert (draft.requester, draft.words, draft.where, draft.latitude) == (requester, "", "", None)
    assert order.ref in phone.write("我的")


def test_the_link_works_once(phone: Phone, baihua: Organisation, client: Client) -> None:
    link = link_in(phone.write("东门的路灯不亮。"))
    form = filled(client.get(link).content.decode())
    first = client.post(link, form)
    assert client.get(link).status_code == 404
    assert client.post(link, {**form, "words": "别的事。"}).status_code == 404
    # A second tap on the same button finds the receipt of the first.
    again = client.post(link, form)
    assert (again.status_code, again["Location"]) == (303, first["Location"])
    assert Order.objects.count() == 1


def test_after_it_was_sent_more_words_are_another_matter(
    phone: Phone, baihua: Organisation, client: Client
) -> None:
    link = link_in(phone.write("东门的路灯不亮。"))
    client.post(link, filled(client.get(link).content.decode()))
    assert phone.write("还有井盖。").startswith("Noted as a draft")
    assert Draft.objects.filter(placed_at=None).get().words == "还有井盖。"


def test_whoever_stays_anonymous_leaves_no_trace_that_leads_to_their_wechat(
    phone: Phone, baihua: Organisation, resident: Person, client: Client
) -> None:
    bind_wechat(by=resident, openid=ZHOU)
    link = link_in(phone.write("东门的路灯不亮。"))
    form = filled(client.get(link).content.decode(), anonymous="on")
    response = client.post(link, form)
    requester = Requester.objects.get()
    assert (requester.anonymous, requester.person, requester.name) == (True, None, "")
    assert Draft.objects.count() == 0
    assert requester.order.ref not in phone.write("我的")
    assert client.post(link, form)["Location"] == response["Location"]


def test_nor_do_the_photos_of_whoever_stays_anonymous(
    stand_in: StandIn, baihua: Organisation, client: Client
) -> None:
    phone, stand_in.photos["m1"] = Phone(), saved(noisy(), "JPEG")
    phone.photo("m1")
    link = link_in(phone.write("东门的路灯不亮。"))
    assert fetch_photos() == 1
    client.post(link, filled(client.get(link).content.decode(), anonymous="on"))
    photo = evidence.of(f"order:{Order.objects.get().pk}").get()
    follower = Follower.objects.get()
    assert photo.by == VISITOR.signed
    assert [one for one in Entry.objects.filter(about=photo.owner) if str(follower) in repr(vars(one))] == []  # fmt: skip


def test_words_can_be_changed_before_they_are_sent(
    phone: Phone, baihua: Organisation, client: Client
) -> None:
    link = link_in(phone.write("东门的路灯不亮。"))
    client.post(link, filled(client.get(link).content.decode(), words="东门的两盏路灯不亮。"))
    assert Order.objects.get().words == "东门的两盏路灯不亮。"


def test_what_was_written_after_the_page_was_opened_is_not_lost(
    phone: Phone, baihua: Organisation, client: Client
) -> None:
    link = link_in(phone.write("东门的路灯不亮。"))
    page = client.get(link).content.decode()
    phone.write("灯杆也歪了。")
    response = client.post(link, filled(page, words="东门的两盏路灯不亮。", seen=seen(page)))
    page = response.content.decode()
    assert (response.status_code, Order.objects.count()) == (422, 0)
    assert "You wrote more in WeChat since this page was opened." in page
    form = filled(page, seen=seen(page))
    assert form["words"] == "东门的两盏路灯不亮。\n灯杆也歪了。"
    assert client.post(link, form).status_code == 303
    assert Order.objects.get().words.split() == ["东门的两盏路灯不亮。", "灯杆也歪了。"]


@pytest.mark.parametrize("told", ["", "-1", "9999999", "٣", "x", "100"])
def test_a_page_that_says_nonsense_of_what_it_knows_is_sent_as_it_is(
    phone: Phone, baihua: Organisation, client: Client, told: str
) -> None:
    link = link_in(phone.write("东门的路灯不亮。"))
    form = filled(client.get(link).content.decode(), seen=told)
    assert client.post(link, form).status_code == 303
    assert Order.objects.get().words == "东门的路灯不亮。"


def test_what_is_missing_is_said_and_what_was_typed_stays(
    phone: Phone, baihua: Organisation, client: Client
) -> None:
    link = link_in(phone.write("东门的路灯不亮。"))
    form = filled(client.get(link).content.decode(), village="", where="三号楼旁")
    response = client.post(link, form)
    assert response.status_code == 422
    page = response.content.decode()
    assert "Choose the village or community that it is in." in page
    assert "三号楼旁" in page
    assert Order.objects.count() == 0
    assert Draft.objects.get().placed_at is None


def test_whether_it_is_the_same_matter_is_asked_first(
    phone: Phone, placed: Any, baihua: Organisation, client: Client
) -> None:
    placed("东门的路灯不亮，晚上看不见路。")
    link = link_in(phone.write("东门的路灯不亮，晚上看不见路。"))
    form = filled(client.get(link).content.decode())
    response = client.post(link, form)
    assert response.status_code == 200
    assert "No, mine is another: send" in response.content.decode()
    assert client.post(link, {**form, "similar_seen": "1"}).status_code == 303


def test_a_link_that_was_changed_opens_nothing(
    phone: Phone, baihua: Organisation, client: Client
) -> None:
    link = link_in(phone.write("东门的路灯不亮。"))
    token = link.rstrip("/").rpartition("/")[2]
    for other in (
        token[:-1] + ("a" if token[-1] != "a" else "b"),
        token.partition(":")[0],
        "1",
        "x" * 300,
    ):
        assert client.get(f"/wechat/drafts/{other}/").status_code == 404
        assert client.post(f"/wechat/drafts/{other}/", {"words": "x"}).status_code == 404
    bound = bind_token(ZHOU)
    assert client.get(f"/wechat/drafts/{bound}/").status_code == 404


def test_a_link_is_too_old_after_a_day(phone: Phone, baihua: Organisation, client: Client) -> None:
    link = link_in(phone.write("东门的路灯不亮。"))
    form = filled(client.get(link).content.decode())
    with time_machine.travel(MORNING + timedelta(hours=24, minutes=1)):
        response = client.get(link)
        assert response.status_code == 404
        assert "This link opens nothing any more" in response.content.decode()
        assert client.post(link, form).status_code == 404
    assert Order.objects.count() == 0


def test_what_was_typed_before_the_link_was_over_stands_in_the_form_of_any_order(
    phone: Phone, baihua: Organisation, client: Client
) -> None:
    link = link_in(phone.write("东门的路灯不亮。"))
    form = filled(client.get(link).content.decode(), words="东门的路灯不亮，已经三天了。")
    with time_machine.travel(MORNING + timedelta(hours=24, minutes=1)):
        lamp = SimpleUploadedFile("lamp.jpg", saved(noisy(), "JPEG"), "image/jpeg")
        late = client.post(link, {**form, "photos": lamp})
        page = late.content.decode()
        assert (late.status_code, Order.objects.count()) == (404, 0)
        assert "What you typed stands here still." in page
        assert 'action="/orders/new/"' in page
        again = filled(page)
        assert again["words"] == "东门的路灯不亮，已经三天了。"
        assert again["key"] != form["key"]
        assert client.post("/orders/new/", again).status_code == 303
    order = Order.objects.get()
    assert (order.words, order.channel) == ("东门的路灯不亮，已经三天了。", "web")
    assert evidence.of(f"order:{order.pk}").count() == 1


def test_a_form_by_anothers_link_shows_nothing_of_what_lies_there(
    phone: Phone, baihua: Organisation, resident: Person, lead: Person,
    signed_in: Callable[[Person], Client],
) -> None:  # fmt: skip
    bind_wechat(by=resident, openid=ZHOU)
    link = link_in(phone.write("我家的水管漏了。"))
    draft = Draft.objects.get()
    owner = evidence.draft(str(draft.key))
    evidence.keep(sent(saved(noisy(), "JPEG")), owner=owner, by=VISITOR.signed, town_code="x")
    page = signed_in(lead).post(link, {"words": "路不平。", "key": str(draft.key)}).content.decode()
    assert "路不平。" in page
    assert "水管" not in page
    assert str(draft.key) not in page
    assert "photo kept" not in page


def test_a_new_link_to_an_old_draft_holds_no_longer_than_the_draft(
    phone: Phone, baihua: Organisation, client: Client
) -> None:
    phone.write("东门的路灯不亮。")
    draft = Draft.objects.get()
    with time_machine.travel(MORNING + timedelta(hours=24, minutes=1)):
        assert client.get(f"/wechat/drafts/{draft_token(draft)}/").status_code == 404


def test_whoever_is_signed_in_opens_no_draft_of_somebody_elses_wechat(
    phone: Phone, baihua: Organisation, resident: Person, lead: Person,
    signed_in: Callable[[Person], Client],
) -> None:  # fmt: skip
    bind_wechat(by=resident, openid=ZHOU)
    link = link_in(phone.write("我家没水。"))
    theirs = signed_in(lead)
    assert theirs.get(link).status_code == 404
    assert "我家没水" not in theirs.get(link).content.decode()
    assert theirs.post(link, {"words": "我家没水。", "village": "340121103003"}).status_code == 404
    assert signed_in(resident).get(link).status_code == 200


def test_the_order_is_the_joined_accounts_though_the_browser_is_nobodys(
    phone: Phone, baihua: Organisation, resident: Person, client: Client
) -> None:
    """WeChat's browser is not signed in; it was they who wrote."""
    bind_wechat(by=resident, openid=ZHOU)
    link = link_in(phone.write("我家没水。"))
    client.post(link, filled(client.get(link).content.decode()))
    requester = Requester.objects.get()
    assert (requester.person, requester.name) == (resident, "居民小周")
    assert Entry.objects.get(name="orders.place").by == "visitor"


def test_photos_that_came_are_shown_and_go_with_the_order(
    phone: Phone, baihua: Organisation, client: Client
) -> None:
    link = link_in(phone.write("东门的路灯不亮。"))
    draft = Draft.objects.get()
    photo = sent(saved(noisy(), "JPEG"))
    evidence.keep(photo, owner=evidence.draft(str(draft.key)), by=VISITOR.signed, town_code="x")
    page = client.get(link).content.decode()
    assert "1 photo kept" in page
    client.post(link, filled(page))
    assert evidence.of(f"order:{Order.objects.get().pk}").count() == 1


def test_a_kept_photo_can_be_left_out_again(
    phone: Phone, baihua: Organisation, client: Client
) -> None:
    link = link_in(phone.write("东门的路灯不亮。"))
    draft = Draft.objects.get()
    owner = evidence.draft(str(draft.key))
    row = evidence.keep(sent(saved(noisy(), "JPEG")), owner=owner, by=VISITOR.signed, town_code="x")
    form = filled(client.get(link).content.decode(), drop=row.pk)
    assert client.post(link, form).status_code == 200
    assert evidence.of(owner).count() == 0
    assert Order.objects.count() == 0


def test_a_photo_still_on_its_way_is_told(
    phone: Phone, baihua: Organisation, client: Client
) -> None:
    phone.photo("m1")
    link = link_in(phone.write("东门的路灯不亮。"))
    assert "A photo is still on its way." in client.get(link).content.decode()


# Whose WeChat it is -------------------------------------------------------------------------------


def test_from_the_conversation_a_wechat_is_joined_after_signing_in(
    phone: Phone, resident: Person, client: Client
) -> None:
    link = link_in(phone.write("绑定"))
    to_sign_in = client.get(link)
    assert (to_sign_in.status_code, to_sign_in["Location"].partition("?")[0]) == (302, "/sign-in/")
    client.post(to_sign_in["Location"], {"login": "resident", "password": PASSWORD, "next": link})
    page = client.get(link)
    assert "Joined to the account of 居民小周" in page.content.decode()
    assert Follower.objects.get().person is None
    response = client.post(link)
    assert (response.status_code, response["Location"]) == (303, "/account/wechat/?done=1")
    follower = Follower.objects.get()
    assert (follower.person, follower.bound_at is not None) == (resident, True)
    assert "Joined on" in client.get("/account/wechat/").content.decode()
    entry = Entry.objects.get(name="channels.bind_wechat")
    assert ZHOU not in repr(entry.data)


def test_the_link_to_join_is_too_old_after_half_an_hour(
    phone: Phone, resident: Person, signed_in: Callable[[Person], Client]
) -> None:
    link = link_in(phone.write("绑定"))
    with time_machine.travel(MORNING + timedelta(minutes=31)):
        browser = signed_in(resident)
        assert browser.get(link).status_code == 404
        assert browser.post(link).status_code == 404
    assert Follower.objects.get().person is None


def test_a_wechat_is_in_one_account_and_an_account_has_one(
    phone: Phone, another: Phone, resident: Person, lead: Person,
    signed_in: Callable[[Person], Client],
) -> None:  # fmt: skip
    mine, other = link_in(phone.write("绑定")), link_in(another.write("绑定"))
    signed_in(resident).post(mine)
    taken = signed_in(lead).post(mine)
    assert taken.status_code == 409
    assert "This WeChat is joined to another account." in taken.content.decode()
    second = signed_in(resident).post(other)
    assert second.status_code == 409
    assert "Separate that one first." in second.content.decode()
    assert signed_in(resident).post(mine).status_code == 303
    assert list(Follower.objects.exclude(person=None).values_list("person", flat=True)) == [
        resident.pk
    ]


def test_separated_it_is_nobodys_and_nothing_is_sent_there(
    phone: Phone, resident: Person, signed_in: Callable[[Person], Client], wishes: dict[str, Any]
) -> None:
    phone.write("绑定")
    bind_wechat(by=resident, openid=ZHOU)
    choose_wechat(by=resident, **wishes)
    assert signed_in(resident).post("/account/wechat/unbind/").status_code == 303
    follower = Follower.objects.get()
    assert (follower.person, follower.bound_at, Choice.objects.count()) == (None, None, 0)
    assert signed_in(resident).post("/account/wechat/unbind/").status_code == 303


def test_an_account_that_is_deleted_takes_its_wechat_along(phone: Phone, somebody: Any) -> None:
    phone.write("东门的路灯不亮。")
    person = somebody("gone")
    bind_wechat(by=person, openid=ZHOU)
    person.delete()
    assert (Follower.objects.count(), Draft.objects.count()) == (0, 0)


def test_whoever_asks_to_be_erased_is_erased_with_their_wechat(
    phone: Phone, another: Phone, resident: Person
) -> None:
    phone.write("东门的路灯不亮。")
    another.write("我家没水。")
    bind_wechat(by=resident, openid=ZHOU)
    found = {one.holding.key: one.count for one in held.found(resident)}
    assert (found["wechat"], found["drafts"]) == (1, 1)
    with batch():
        held.erase(CLOCK, resident)
    assert [one.openid for one in Follower.objects.all()] == [WANG]
    assert [one.words for one in Draft.objects.all()] == ["我家没水。"]
    assert ZHOU not in repr(list(Entry.objects.values()))


def test_what_is_held_of_a_wechat_is_shown_to_its_owner(
    phone: Phone, another: Phone, resident: Person, signed_in: Callable[[Person], Client]
) -> None:
    phone.write("东门的路灯不亮。")
    another.write("我家没水。")
    bind_wechat(by=resident, openid=ZHOU)
    browser = signed_in(resident)
    assert ZHOU in browser.get("/account/data/wechat/").content.decode()
    page = browser.get("/account/data/drafts/").content.decode()
    assert ("东门的路灯不亮" in page, "我家没水" in page) == (True, False)


@pytest.fixture
def wishes() -> dict[str, Any]:
    return {"on": True, "grouped": False, **NIGHT}


def test_who_is_told_in_wechat_says_so_on_their_page(
    phone: Phone, resident: Person, signed_in: Callable[[Person], Client]
) -> None:
    browser = signed_in(resident)
    form = {"on": "on", "quiet_from": "22:00", "quiet_until": "06:30", "grouped": "on"}
    refused = browser.post("/account/wechat/", form)
    assert refused.status_code == 409
    assert "Join your WeChat to this account first." in refused.content.decode()
    bind_wechat(by=resident, openid=ZHOU)
    assert browser.post("/account/wechat/", {**form, "quiet_from": "soon"}).status_code == 422
    assert browser.post("/account/wechat/", form).status_code == 303
    choice = Choice.objects.get()
    assert (choice.person, choice.channel, choice.on, choice.grouped, str(choice.quiet_from)) == (
        resident, "wechat", True, True, "22:00:00",
    )  # fmt: skip
    assert Delivery.objects.count() == 0


# By way of WeChat's own page ----------------------------------------------------------------------


def gone_to_wechat(browser: Client) -> dict[str, str]:
    response = browser.get("/account/wechat/go/")
    assert response.status_code == 302
    parts = urlsplit(response["Location"])
    assert (
        f"{parts.scheme}://{parts.netloc}{parts.path}"
        == "https://open.weixin.qq.com/connect/oauth2/authorize"
    )
    assert parts.fragment == "wechat_redirect"
    return {name: values[0] for name, values in parse_qs(parts.query).items()}


def test_wechat_is_asked_for_nothing_but_who_it_is(
    stand_in: StandIn, resident: Person, signed_in: Callable[[Person], Client]
) -> None:
    asked = gone_to_wechat(signed_in(resident))
    assert list(asked) == ["appid", "response_type", "scope", "redirect_uri", "state"]
    assert (asked["appid"], asked["scope"], asked["response_type"]) == (APP, "snsapi_base", "code")
    assert asked["redirect_uri"].endswith("/account/wechat/back/")
    assert re.fullmatch(r"[A-Za-z0-9]{1,128}", asked["state"])


def test_back_from_wechat_it_is_joined_once_they_say_so(
    stand_in: StandIn, resident: Person, signed_in: Callable[[Person], Client]
) -> None:
    stand_in.codes["code-1"] = WANG
    browser = signed_in(resident)
    state = gone_to_wechat(browser)["state"]
    response = browser.get("/account/wechat/back/", {"code": "code-1", "state": state})
    assert response.status_code == 303
    assert WANG not in response["Location"]
    assert Follower.objects.count() == 0
    assert browser.get(response["Location"]).status_code == 200
    assert browser.post(response["Location"]).status_code == 303
    assert Follower.objects.get(person=resident).openid == WANG
    (call,) = stand_in.calls
    assert call.path == "/sns/oauth2/access_token"


def test_a_code_that_another_session_asked_for_is_not_taken(
    stand_in: StandIn, resident: Person, lead: Person, signed_in: Callable[[Person], Client]
) -> None:
    """Else somebody could join their own WeChat to another's account."""
    stand_in.codes["code-1"] = WANG
    asked, another, again = signed_in(lead), signed_in(resident), signed_in(lead)
    state = gone_to_wechat(asked)["state"]
    for browser in (another, again):
        response = browser.get("/account/wechat/back/", {"code": "code-1", "state": state})
        assert response.status_code == 422
    assert stand_in.calls == []


def test_whoever_is_at_wechat_while_a_secret_is_changed_comes_back(
    resident: Person, change_secret: Callable[[], None]
) -> None:
    state = state_of(resident, "session")
    change_secret()
    assert state_fits(state, resident, "session")
    assert not state_fits(state, resident, "another session")


@pytest.mark.parametrize("state", ["", "x", "zzxabc", "0x0", "1" * 500])
def test_without_a_state_of_ours_no_code_is_looked_at(
    stand_in: StandIn, resident: Person, signed_in: Callable[[Person], Client], state: str
) -> None:
    response = signed_in(resident).get("/account/wechat/back/", {"code": "x", "state": state})
    assert response.status_code == 422
    assert stand_in.calls == []


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("unknown", "WeChat&#39;s code does not fit. Begin again. (40029)"),
        ("used", "WeChat&#39;s code was used already. Begin again. (40163)"),
    ],
)
def test_a_code_that_wechat_does_not_take_is_told_plainly(
    stand_in: StandIn, resident: Person, signed_in: Callable[[Person], Client], code: str, said: str
) -> None:
    stand_in.codes["used"] = ""
    browser = signed_in(resident)
    state = gone_to_wechat(browser)["state"]
    response = browser.get("/account/wechat/back/", {"code": code, "state": state})
    assert response.status_code == 422
    assert said in response.content.decode()


def test_where_wechat_is_not_there_it_is_told_plainly(
    wechat: Any, resident: Person, signed_in: Callable[[Person], Client]
) -> None:
    browser = signed_in(resident)
    state = gone_to_wechat(browser)["state"]
    response = browser.get("/account/wechat/back/", {"code": "x", "state": state})
    assert response.status_code == 422
    assert "cannot be reached" in response.content.decode()


def test_what_was_brought_back_is_for_nobody_else(
    wechat: Any, resident: Person, lead: Person, signed_in: Callable[[Person], Client]
) -> None:
    link = f"/account/wechat/bind/{bind_token(ZHOU, resident)}/"
    assert signed_in(lead).get(link).status_code == 404
    assert signed_in(lead).post(link).status_code == 404
    assert signed_in(resident).get(link).status_code == 200


def test_a_state_holds_for_ten_minutes(resident: Person) -> None:
    state = state_of(resident, "session")
    assert state_fits(state, resident, "session")
    assert not state_fits(state, resident, "another")
    with time_machine.travel(MORNING + timedelta(minutes=11)):
        assert not state_fits(state, resident, "session")


def test_without_an_account_of_the_towns_there_are_no_such_pages(
    resident: Person, signed_in: Callable[[Person], Client]
) -> None:
    browser = signed_in(resident)
    for page in ("", "go/", "back/", f"bind/{bind_token(ZHOU)}/"):
        assert browser.get(f"/account/wechat/{page}").status_code == 404
    assert browser.post("/account/wechat/unbind/").status_code == 404
    assert "WeChat" not in browser.get("/account/").content.decode()
