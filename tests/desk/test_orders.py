"""Lists: scoped, filtered, searched, turned over, taken out."""

from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.http import HttpResponse
from django.utils.timezone import localtime

from tests.desk.reading import link, refs, said, sheet
from touyan.desk.told import tell, told
from touyan.kernel import clock
from touyan.orders import acts
from touyan.orders.models import Order

pytestmark = pytest.mark.django_db


@pytest.fixture
def many(placed, moved, secretary):
    """Sixty orders: some late, some over, several due at the very same moment."""

    def make(count=60):
        start = clock.now() - timedelta(days=20)
        for number in range(count):
            with clock.at(start + timedelta(hours=number // 3)):
                order, requester = placed(f"第{number}件：村口的路灯坏了。")
                if number % 7 == 0:
                    moved(order, ("withdraw", requester))

    return make


def every_page(browser, address):
    """The numbers of all pages forwards, and of all pages back again."""
    forwards, pages = [], []
    while address:
        response = browser.get(address)
        forwards.append(refs(response))
        pages.append(response)
        address = link(response, "next")
    backwards, address = [forwards[-1]], link(pages[-1], "prev")
    while address:
        response = browser.get(address)
        backwards.insert(0, refs(response))
        address = link(response, "prev")
    return forwards, backwards


def test_the_pages_hold_every_row_once_there_and_back(as_, many, secretary):
    many()
    browser, twentieth = as_(secretary), Order.objects.order_by("id")[20].pk
    for order in Order.objects.filter(id__gt=twentieth):
        acts.follow(by=secretary, order=order)
    rows = {order.ref: order for order in Order.objects.all()}
    fresh = {ref for ref, order in rows.items() if order.state == "placed"}
    queues = {
        "waiting": fresh,
        "open": fresh,
        "overdue": {ref for ref in fresh if rows[ref].is_overdue},
        "all": set(rows),
        "following": {ref for ref, order in rows.items() if order.pk > twentieth},
    }
    last = clock.now() + timedelta(days=1000)
    sorts = {
        "due": lambda ref: (rows[ref].due_at or last, rows[ref].pk),
        "newest": lambda ref: -rows[ref].pk,
        "oldest": lambda ref: rows[ref].pk,
    }
    for queue, expected in queues.items():
        for sort, key in sorts.items():
            forwards, backwards = every_page(browser, f"/desk/orders/?queue={queue}&sort={sort}")
            assert [ref for page in forwards for ref in page] == sorted(expected, key=key), (
                queue,
                sort,
            )
            assert (len(forwards) > 1, backwards) == (True, forwards), (queue, sort)


@pytest.mark.parametrize(
    "mark",
    ["x", "1_", "-_5", "2021-01-01_5", "-_99999999999999999999", "2021-13-01T00:00:00+00:00_5"],
)
def test_a_mark_that_cannot_be_read_is_the_first_page(as_, placed, secretary, mark):
    order, _r = placed()
    assert refs(as_(secretary).get("/desk/orders/", {"queue": "open", "after": mark})) == [
        order.ref
    ]


def test_only_the_orders_of_ones_own_village_are_listed(
    as_, placed, paibei, secretary, other_secretary, dispatcher
):
    here, _r = placed("百花的路灯坏了。")
    there, _r = placed("牌碑的路灯坏了。", village=paibei)
    found = [
        refs(as_(who).get("/desk/orders/?queue=all"))
        for who in (secretary, other_secretary, dispatcher)
    ]
    assert found == [[here.ref], [there.ref], [there.ref, here.ref]]


def test_a_department_lists_what_is_its_work(as_, placed, delivering, officer):
    placed()
    order = delivering()
    assert refs(as_(officer).get("/desk/orders/?queue=all")) == [order.ref]


def test_filters_stand_in_the_address_and_all_hold(
    as_, placed, moved, secretary, dispatcher, paibei, baihua, street_light
):
    one, _r = placed(category=street_light, channel="phone", urgency="urgent")
    other, _r = placed(village=paibei)
    moved(one, ("accept", secretary))
    browser = as_(dispatcher)

    def found(**wishes):
        return refs(browser.get("/desk/orders/", {"queue": "all", **wishes}))

    here_and_now = localtime(clock.now())
    today, tomorrow = (f"{here_and_now + timedelta(days=n):%Y-%m-%d}" for n in (0, 1))
    assert found(state="accepted") == [one.ref]
    assert found(village=paibei.pk) == [other.ref]
    assert found(category=street_light.pk) == [one.ref]
    assert found(urgency="urgent") == [one.ref]
    assert found(channel="phone") == [one.ref]
    assert found(agency=one.branch_id) == [one.ref]
    assert found(since=today, until=today) == [other.ref, one.ref]
    assert found(since=tomorrow) == []
    assert found(overdue="on") == []
    assert found(state="accepted", village=paibei.pk) == []


def test_a_secretary_cannot_filter_by_what_is_not_theirs(as_, secretary, paibei):
    response = as_(secretary).get("/desk/orders/", {"village": paibei.pk})
    assert response.status_code == 422


@pytest.mark.parametrize(
    "wishes",
    [{"state": "lost"}, {"queue": "secret"}, {"sort": "phone"}, {"q": "灯"}, {"since": "yesterday"},
     {"since": "2021-02-01", "until": "2021-01-01"}],
)  # fmt: skip
def test_a_wish_that_cannot_be_granted_is_said_and_kept(as_, placed, secretary, wishes):
    placed()
    response = as_(secretary).get("/desk/orders/", wishes)
    assert (response.status_code, refs(response)) == (422, [])
    typed = wishes.get("q") or wishes.get("since")
    if typed:
        assert f'value="{typed}"' in response.content.decode()


def test_words_are_found_within_ones_scope(as_, placed, paibei, secretary, dispatcher):
    here, _r = placed("东头的水管漏了一夜。")
    there, _r = placed("西头的水管漏了两天。", village=paibei)
    placed("路灯坏了。")
    assert refs(as_(secretary).get("/desk/orders/?q=水管")) == [here.ref]
    assert refs(as_(dispatcher).get("/desk/orders/?q=水管&queue=all")) == [there.ref, here.ref]
    assert refs(as_(secretary).get("/desk/orders/?q=西头")) == []


def test_a_spoken_number_goes_straight_to_its_order(as_, placed, paibei, secretary):
    here, _r = placed()
    there, _r = placed(village=paibei)
    browser = as_(secretary)
    response = browser.get("/desk/orders/", {"q": f"{here.ref[:3]} {here.ref[3:]}"})
    assert (response.status_code, response["Location"]) == (303, f"/desk/orders/{here.ref}/")
    assert (browser.get("/desk/orders/", {"q": there.ref}).status_code) == 200


def test_after_a_transfer_the_words_are_found_by_the_new_village_only(
    as_, placed, moved, paibei, secretary, other_secretary
):
    order, _r = placed("东头的水管漏了一夜。")
    moved(order, ("transfer", secretary, {"to": paibei, "reason": "在牌碑。"}))
    assert refs(as_(secretary).get("/desk/orders/?q=水管")) == []
    assert refs(as_(other_secretary).get("/desk/orders/?q=水管")) == [order.ref]


# Excel -----------------------------------------------------------------------------------------


def test_excel_holds_what_the_list_shows_on_all_its_pages(as_, many, secretary):
    many()
    browser = as_(secretary)
    for wishes in (
        "queue=open&sort=due",
        "queue=all&sort=newest",
        "queue=all&state=withdrawn",
        "q=第3件",
    ):
        forwards, _backwards = every_page(browser, f"/desk/orders/?{wishes}")
        rows = sheet(browser.post(f"/desk/orders/export/?{wishes}"))
        assert [row[0] for row in rows[1:]] == [ref for page in forwards for ref in page]


def test_excel_tells_nobodys_name_or_number(as_, placed, secretary):
    placed(name="周桂英", phone="13900001234", anonymous=False)
    placed("另一件。", name="李大明", phone="13900005678", anonymous=True)
    cells = [
        str(cell)
        for row in sheet(as_(secretary).post("/desk/orders/export/?queue=all"))
        for cell in row
    ]
    assert [
        c for c in cells if any(s in c for s in ("周桂英", "李大明", "1390000", "1234", "5678"))
    ] == []


def test_a_cell_that_looks_like_a_formula_stays_text(as_, placed, secretary):
    words = '=HYPERLINK("http://elsewhere.example","点我")'
    placed(words, where="+86 村口")
    row = sheet(as_(secretary).post("/desk/orders/export/?queue=all"))[1]
    assert (row[2], row[4]) == (words, "+86 村口")


def test_a_formula_is_not_even_one_in_the_file(as_, placed, secretary):
    placed("=1+1")
    response = as_(secretary).post("/desk/orders/export/?queue=all")
    with ZipFile(BytesIO(b"".join(response.streaming_content))) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_excel_of_nothing_is_its_headings(as_, secretary):
    rows = sheet(as_(secretary).post("/desk/orders/export/"))
    assert (len(rows), rows[0][:3]) == (1, ["Number", "State", "What was said"])


@pytest.mark.parametrize("wish", ["state=lost", "until=9999-12-31"])
def test_excel_refuses_the_wishes_that_the_list_refuses(as_, secretary, wish):
    assert as_(secretary).post(f"/desk/orders/export/?{wish}").status_code == 422


# In bulk ---------------------------------------------------------------------------------------


def test_many_are_accepted_at_once_and_each_answer_is_told(as_, placed, moved, paibei, secretary):
    fresh = [placed(f"第{n}件事。")[0] for n in range(3)]
    already = moved(placed("早就接了。")[0], ("accept", secretary))
    elsewhere, _r = placed("牌碑的。", village=paibei)
    browser = as_(secretary)
    ticked = [order.ref for order in (*fresh, already, elsewhere)]
    response = browser.post(
        "/desk/orders/bulk/", {"move": "accept", "order": ticked, "next": "/desk/orders/?queue=all"}
    )
    assert (response.status_code, response["Location"]) == (303, "/desk/orders/?queue=all")
    text = said(browser.get("/desk/orders/?queue=all"))
    assert "“Accept”: 3 orders done." in text
    assert f"{already.ref}: “Accept” is not possible now: this is “Accepted by the branch”." in text
    assert f"{elsewhere.ref}: There is no such order that you can see." in text
    states = dict(Order.objects.values_list("pk", "state"))
    assert [states[order.pk] for order in (*fresh, already, elsewhere)] == [
        *["accepted"] * 4,
        "placed",
    ]


def test_done_twice_the_second_time_refuses_each(as_, placed, secretary):
    order, _r = placed()
    browser = as_(secretary)
    for _time in range(2):
        browser.post("/desk/orders/bulk/", {"move": "accept", "order": [order.ref, order.ref]})
    assert order.custody.count() == 2
    assert "not possible now" in said(browser.get("/desk/orders/"))


def test_follow_and_urge_in_bulk(as_, placed, dispatcher):
    one, two = placed("一件。")[0], placed("两件。")[0]
    browser = as_(dispatcher)
    for move in ("follow", "urge"):
        browser.post("/desk/orders/bulk/", {"move": move, "order": [one.ref, two.ref]})
    assert sorted(refs(browser.get("/desk/orders/?queue=following"))) == sorted([one.ref, two.ref])
    assert Order.objects.filter(urged_at__isnull=False).count() == 2


def test_nothing_ticked_is_said(as_, secretary):
    browser = as_(secretary)
    browser.post("/desk/orders/bulk/", {"move": "accept"})
    assert "Tick the orders first." in said(browser.get("/desk/orders/"))


@pytest.mark.parametrize("move", ["deliver", "decline", "redact", "", "no-such"])
def test_only_moves_that_ask_nothing_are_made_in_bulk(as_, placed, secretary, move):
    order, _r = placed()
    assert (
        as_(secretary).post("/desk/orders/bulk/", {"move": move, "order": [order.ref]}).status_code
        == 404
    )


@pytest.mark.parametrize(
    "elsewhere", ["https://elsewhere.example/", "//elsewhere.example", "/desk\\..", "/sign-out/"]
)
def test_the_way_back_stays_at_the_desk(as_, secretary, elsewhere):
    response = as_(secretary).post("/desk/orders/bulk/", {"move": "follow", "next": elsewhere})
    assert response["Location"] == "/desk/orders/"


def test_the_answers_to_a_hundred_orders_fit(as_, secretary):
    browser = as_(secretary)
    numbers = [sha256(str(n).encode()).hexdigest()[:20] for n in range(100)]
    response = browser.post("/desk/orders/bulk/", {"move": "follow", "order": numbers})
    assert len(response.cookies["told"].value) < 4000
    assert f"{numbers[99]}: There is no such order that you can see." in said(
        browser.get("/desk/orders/")
    )


def test_more_answers_than_fit_are_cut_short_and_that_is_said(rf):
    digests = [sha256(str(n).encode()).hexdigest() for n in range(200)]
    response = tell(HttpResponse(), *(("wait", digest) for digest in digests))
    request = rf.get("/desk/")
    request.COOKIES = {name: morsel.value for name, morsel in response.cookies.items()}
    sentences = [words for _tone, words in told(request)]
    assert len(response.cookies["told"].value) < 4000
    assert (sentences[:5], len(sentences)) == (digests[:5], 6)
    assert sentences[5].startswith("There were more answers than fit here")
