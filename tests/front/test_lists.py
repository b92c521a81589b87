"""The public list and page: the redacted copy and nothing else; and a resident's own list."""

import pytest

from touyan.orders.acts import ACTS

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def published(placed, secretary):
    def make(words="一盏路灯不亮。", **more):
        order, requester = placed(**more)
        return ACTS["publish"](by=secretary, order=order, words=words).about, requester

    return make


def test_the_list_shows_the_redacted_copy_and_nothing_private(client, published, placed):
    order, requester = published()
    placed("没有公开的一件。")
    page = client.get("/orders/").content.decode()
    assert f'data-ref="{order.ref}"' in page
    assert page.count("data-ref=") == 1
    for words in (order.words, "没有公开的一件。", "周桂英", "13900001234", requester.receipt):
        assert words not in page


def test_the_page_shows_dates_and_copy_but_no_reply(client, published, secretary):
    order, requester = published()
    ACTS["accept"](by=secretary, order=order)
    ACTS["deliver"](by=secretary, order=order, reply="周大姐，修好了。")
    page = client.get(f"/orders/{order.ref}/").content.decode()
    assert "一盏路灯不亮。" in page
    for words in ("周大姐，修好了。", order.words, "周桂英", requester.receipt):
        assert words not in page


@pytest.mark.parametrize("ref", ["000000", "123456", "abc", "999999999999999999999", "1"])
def test_a_number_that_is_not_public_is_not_found(client, placed, ref):
    placed()
    assert client.get(f"/orders/{ref}/").status_code == 404


def test_an_order_that_the_office_has_not_checked_is_not_found(client, placed):
    order, _requester = placed()
    assert client.get(f"/orders/{order.ref}/").status_code == 404


def test_the_list_is_filtered_by_village_and_state(client, published, baihua, paibei, secretary):
    published("百花的一件。")
    done, _requester = published("已接的一件。")
    ACTS["accept"](by=secretary, order=done)
    found = {
        query: client.get(f"/orders/?{query}").content.decode().count("data-ref=")
        for query in (
            f"village={baihua.code}",
            f"village={paibei.code}",
            "state=placed",
            "state=accepted",
            "state=made-up",
        )
    }
    assert list(found.values()) == [2, 0, 1, 1, 2]


def test_pages_follow_one_another_without_gap_or_repetition(client, published):
    refs = [published(f"第 {n} 件。")[0].ref for n in range(23)]
    seen, address = [], "/orders/?state=placed"
    while address:
        page = client.get(address).content.decode()
        seen += [part.split('"')[0] for part in page.split('data-ref="')[1:]]
        more = page.split('rel="next" href="')
        address = "/orders/" + more[1].split('"')[0].replace("&amp;", "&") if len(more) > 1 else ""
    assert seen == refs[::-1]


@pytest.mark.parametrize("before", ["x", "-1", "9" * 40, "٣"])
def test_a_page_that_begins_nowhere_begins_at_the_top_or_is_empty(client, published, before):
    published()
    assert client.get("/orders/", {"before": before}).status_code == 200


@pytest.mark.parametrize("rows", [1, 25])
def test_the_list_costs_at_most_six_queries(client, published, rows, django_assert_max_num_queries):
    for n in range(rows):
        published(f"第 {n} 件。")
    client.get("/orders/")
    with django_assert_max_num_queries(6):
        client.get("/orders/")


def test_ones_own_list_needs_a_sign_in(client, town):
    response = client.get("/orders/mine/")
    assert (response.status_code, response["Location"]) == (302, "/sign-in/?next=/orders/mine/")


def test_ones_own_list_holds_what_one_asked_and_nothing_else(client, placed, resident):
    _mine, requester = placed("我家门前的路灯。", person=resident)
    placed("别人的事。")
    client.force_login(resident)
    page = client.get("/orders/mine/").content.decode()
    assert page.count("data-ref=") == 1
    assert f"/orders/r/{requester.receipt}/" in page
    assert "别人的事。" not in page


def test_ones_own_list_tells_how_the_one_stands_with_which_it_goes_on(
    client, placed, resident, secretary
):
    lead, _first = placed("村口路灯坏了，找李四。")
    order, _requester = placed("门口的灯不亮。", person=resident)
    ACTS["merge"](by=secretary, order=order, into=lead)
    ACTS["accept"](by=secretary, order=lead)
    client.force_login(resident)
    page = client.get("/orders/mine/").content.decode()
    for said in (f"与单号 {lead.ref} 一起办理", "支部已接单", "百花社区党支部"):
        assert said in page
    assert "已并单" not in page
    assert "李四" not in page


@pytest.mark.parametrize("rows", [1, 22])
def test_ones_own_list_costs_at_most_six_queries(
    client, placed, resident, rows, django_assert_max_num_queries
):
    for n in range(rows):
        placed(f"第 {n} 件事。", person=resident)
    client.force_login(resident)
    client.get("/orders/mine/")
    with django_assert_max_num_queries(6):
        client.get("/orders/mine/")


def test_a_public_order_that_was_merged_leads_to_the_one_with_which_it_goes_on(
    client, published, placed, secretary
):
    order, lead, other = (published(words)[0] for words in ("门口的灯。", "村口的灯。", "水管。"))
    hidden, _requester = placed("水管漏水，找李四。")
    ACTS["merge"](by=secretary, order=order, into=lead)
    ACTS["merge"](by=secretary, order=other, into=hidden)
    page = client.get(f"/orders/{order.ref}/").content.decode()
    assert f'href="/orders/{lead.ref}/">与单号 {lead.ref} 一起办理' in page
    page = client.get(f"/orders/{other.ref}/").content.decode()
    assert f"与单号 {hidden.ref} 一起办理" in page
    assert f"/orders/{hidden.ref}/" not in page
