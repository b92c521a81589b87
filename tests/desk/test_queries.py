"""Six statements a page at most, whatever the rows: the session and the person are two of them."""

import pytest

from touyan.orders import acts
from touyan.orders.models import Order

pytestmark = pytest.mark.django_db

MOST = 6


@pytest.mark.parametrize("count", [3, 60])
def test_a_page_costs_six_statements_whatever_the_rows(  # noqa: PLR0917 - the whole cast
    as_, placed, moved, secretary, dispatcher, officer, admin, escalated, delivering, delivered,
    street_light, lead, baihua, queries, count,
):  # fmt: skip
    for number in range(count):
        placed(f"第{number}件：村口的路灯坏了。", category=street_light)
    up, work, done = escalated(category=street_light), delivering(), delivered()
    for number in range(count // 3):
        acts.join(order=work, by=acts.VISITOR, leaves=acts.Leaves(phone=f"1390000{number:04d}"))
        moved(work, ("note", officer, {"text": f"第{number}次去看。"}))
        delivered(f"又一件{number}。")
        acts.follow(by=dispatcher, order=Order.objects.order_by("id")[number])
    acts.draw(by=dispatcher, town=up.town, size=5)
    pages = {
        secretary: [
            "", "notices/", "orders/", "orders/?queue=all&sort=due", "orders/?q=路灯", "orders/new/",
            f"orders/{done.ref}/", f"orders/{done.ref}/?show=similar",
        ],
        dispatcher: [
            "", "orders/?queue=call_back", "orders/?queue=extensions", "orders/?queue=following",
            "call-backs/", "call-backs/?show=sample", f"orders/{up.ref}/", f"orders/{work.ref}/",
            f"orders/{up.ref}/?move=dispatch", f"orders/{up.ref}/?move=transfer",
            f"orders/{up.ref}/?move=sort", f"orders/{done.ref}/?move=confirm",
        ],
        officer: [
            "", "orders/", f"orders/{work.ref}/", f"orders/{work.ref}/?move=deliver",
            f"orders/{work.ref}/?move=return", f"orders/{work.ref}/?show=similar",
        ],
        admin: [
            "town/", "town/organisations/", f"town/organisations/{baihua.code}/", "town/people/",
            f"town/people/{lead.pk}/", "town/calendar/", "town/places/",
            f"town/places/{baihua.code}/poster/", "town/categories/", "town/clocks/",
        ],
    }  # fmt: skip
    costs = {
        f"{person.login} /desk/{page}": queries(as_(person), f"/desk/{page}")
        for person, addresses in pages.items()
        for page in addresses
    }
    assert {page: cost for page, cost in costs.items() if cost > MOST} == {}
