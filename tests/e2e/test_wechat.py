"""From WeChat's browser to an order, and the pages of whose WeChat it is, open to everybody."""

from collections.abc import Callable

import pytest

from tests.e2e.access import VIEWS
from tests.e2e.people import Somebody
from tests.e2e.test_access import looked_at
from tests.writing import ZHOU, Phone, link_in
from touyan.channels.models import Follower
from touyan.channels.wechat.acts import bind_wechat
from touyan.channels.wechat.links import bind_token
from touyan.orders.models import Category, Order
from touyan.town.models import Organisation, Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

SomebodyAt = Callable[..., Somebody]


@pytest.mark.parametrize(("language", "elder"), VIEWS)
def test_the_pages_of_a_wechat_are_open_to_everybody(
    somebody_at: SomebodyAt, phone: Phone, resident: Person, baihua: Organisation,
    street_light: Category, language: str, elder: bool,
) -> None:  # fmt: skip
    phone.place(32.1, 117.1, label="东门")
    phone.photo("m1")
    link = link_in(phone.write("东门的路灯不亮，晚上看不见路。"))
    visitor = somebody_at(360, language, elder=elder)
    assert looked_at(visitor, [link, "/wechat/drafts/guessed/"], elder) == {}
    visitor.signs_in(resident.login or "")
    token = bind_token("oyORnuKK3mWaNgSomebodyElse1")
    assert looked_at(visitor, ["/account/wechat/", f"/account/wechat/bind/{token}/", "/account/wechat/bind/x/"], elder) == {}  # fmt: skip
    bind_wechat(by=resident, openid=ZHOU)
    Follower.objects.update(followed=False)
    assert looked_at(visitor, ["/account/wechat/", "/account/"], elder) == {}


def test_they_are_open_at_1280(
    somebody_at: SomebodyAt, phone: Phone, resident: Person, baihua: Organisation
) -> None:
    link = link_in(phone.write("东门的路灯不亮。"))
    visitor = somebody_at(1280, "en")
    visitor.signs_in(resident.login or "")
    assert looked_at(visitor, [link, "/account/wechat/"], elder=False) == {}


@pytest.mark.parametrize("javascript", [True, False])
def test_from_the_link_to_the_receipt_it_is_a_choice_and_a_tap(
    somebody_at: SomebodyAt, phone: Phone, baihua: Organisation, javascript: bool
) -> None:
    link = link_in(phone.write("东门的路灯不亮。"))
    visitor = somebody_at(360, "zh-hans", javascript=javascript)
    visitor.opens(link)
    visitor.picks("Village or community", baihua.name)
    visitor.sends("Send")
    visitor.page.wait_for_url("**/orders/r/**")
    order = Order.objects.get()
    assert (order.words, order.channel) == ("东门的路灯不亮。", "wechat")
    visitor.opens(link)
    assert visitor.said("This link opens nothing any more") in visitor.reads()
