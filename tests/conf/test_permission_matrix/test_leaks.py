"""Who may read which word: unique words in every field, every page fetched as everybody."""

import io
import logging
from collections.abc import Iterator
from typing import Any
from zipfile import ZipFile

import pytest
from django.http import QueryDict
from django.test import Client
from openpyxl import load_workbook

from tests.conf.test_permission_matrix.cast import WHO, World, content
from tests.conf.test_permission_matrix.test_addresses import GETS
from tests.once import ONE_DATABASE_IS_ENOUGH
from tests.orders.stages import Loop, do
from touyan.conf.logs import Masked
from touyan.orders import acts
from touyan.orders.acts import VISITOR, Leaves
from touyan.orders.models import Order, Requester
from touyan.orders.reads import QUEUES
from touyan.orders.states import State
from touyan.town.models import Organisation

pytestmark = [pytest.mark.django_db, ONE_DATABASE_IS_ENOUGH]

HANDLING = "secretary dispatcher roads leader"
TABLE = {
    # Of an order of 百花社区 that the roads office delivered; published, and somebody joined it.
    "原话甲一": f"{HANDLING} first",  # what was said
    "何处甲二": HANDLING,
    "姓名甲三": HANDLING,
    "13911110001": "",  # the whole number: on no page, only where somebody asked to see it
    "姓名甲四": HANDLING,  # who joined
    "13911110002": "",
    "内部甲五": HANDLING,  # a note for colleagues
    "上报甲六": HANDLING,  # why the branch sent it up
    "延期甲七": HANDLING,  # why more time was asked for
    "督办甲八": HANDLING,
    "答复甲九": f"{HANDLING} first joiner",
    "送单甲十": f"{HANDLING} first joiner",
    "补充甲百": f"{HANDLING} first",
    "补充甲千": f"{HANDLING} joiner",
    "公开甲万": "everybody",
    # Of an anonymous one of 百花社区, which somebody with an account asked for.
    "原话乙一": "secretary dispatcher leader anonymous",
    "姓名乙二": "",
    "13922220001": "",
    # Of one of 牌碑社区 that was published, and then hidden by whoever asked.
    "原话丙一": "paibei dispatcher leader hidden",
    "公开丙二": "",  # nobody can publish it anew either
    # Of one that a lead was sent to.
    "原话丁一": "secretary dispatcher lead mate leader",
    # Of the next town's.
    "原话戊一": "gangji",
    # Of an elder who is brought lunch: the kitchen counts plates, and names nobody.
    "王秀英": "",
    "秀英阿婆": "",
    "百花小区3栋": "",
    "不放花生": "clerk",
}
RECEIPTS = ("first", "joiner", "anonymous", "hidden")


@pytest.fixture
def matters(
    world: World, called: None, loop: Loop, roads: Organisation, paibei: Organisation,
    gangji: Organisation,
) -> dict[str, tuple[Order, Requester]]:  # fmt: skip
    secretary, dispatcher, officer, resident = (
        world.people[who] for who in ("secretary", "dispatcher", "roads", "resident")
    )
    order, first = loop.placed(
        "原话甲一：路坏了。", where="何处甲二", name="姓名甲三", phone="13911110001"
    )
    leaves = Leaves(name="姓名甲四", phone="13911110002")
    joiner = acts.join(by=VISITOR, order=order, leaves=leaves).made
    do("note", secretary, order, text="内部甲五")
    do("accept", secretary, order)
    do("publish", secretary, order, words="公开甲万")
    do("escalate", secretary, order, reason="上报甲六")
    do("dispatch", dispatcher, order, unit=roads)
    do("take", officer, order)
    do("ask_extension", officer, order, days=3, reason="延期甲七")
    do("supervise", dispatcher, order, text="督办甲八")
    do("answer", officer, order, reply="答复甲九")
    do("add", first, order, words="补充甲百")
    do("add", joiner, order, words="补充甲千")
    order = do("deliver", officer, order, reply="送单甲十")
    leaves = Leaves(name="姓名乙二", phone="13922220001", anonymous=True, person=resident)
    asked = acts.place(
        by=resident, village=order.village, words="原话乙一：噪声太大。", leaves=leaves
    )
    hidden, hider = loop.placed("原话丙一：灯坏了。", village=paibei)
    do("publish", other(world), hidden, words="公开丙二")
    hidden = do("hide", hider, hidden)
    return {
        "first": (order, first),
        "joiner": (order, joiner),
        "anonymous": (asked.about, asked.made),
        "hidden": (hidden, hider),
        "lead": loop.delivering_by_lead(words="原话丁一：树倒了。"),
        "gangji": loop.placed("原话戊一：桥坏了。", village=gangji.children.get()),
    }


def other(world: World) -> Any:
    return world.people["paibei"]


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the town's own handler writes, through its own filter."""
    handler = next(
        h for h in logging.getLogger().handlers if any(isinstance(f, Masked) for f in h.filters)
    )
    before = handler.setStream(io.StringIO())
    yield handler.stream
    handler.setStream(before)


def pages(world: World, matters: dict[str, tuple[Order, Requester]]) -> Iterator[str]:
    """Every address that a GET reaches, for every one of these orders."""
    yield from (world.address(address) for address in GETS if "{receipt}" not in address)
    yield from (f"/desk/orders/?queue={queue}" for queue in QUEUES)
    yield from (f"/desk/orders/export/?queue={queue}" for queue in QUEUES)
    yield from (f"/orders/?state={state}" for state in State)
    yield "/orders/similar/?village=340121103003&words=路坏了树倒了噪声太大"
    yield "/orders/similar/?village=340121103008&words=灯坏了"
    for order in {order for order, _requester in matters.values()}:
        yield f"/orders/{order.ref}/"
        yield f"/desk/orders/{order.ref}/"
        yield f"/desk/orders/{order.ref}/?show=similar"
        yield from (f"/desk/orders/{order.ref}/?move={move}" for move in acts.ACTS)


TAKEN = ("/export/", "/ledgers/people/", "/excel/tasks/", "/roster.pdf", "/settlement/sheet/")
"""Files, which leave by a POST."""


def read(browser: Client, address: str) -> str:
    """Everything that came back: the page, a worksheet's cells or all parts of a Word file, headers and cookies."""
    path, _, typed = address.partition("?")
    if path == "/orders/similar/":
        response = browser.post(path, QueryDict(typed))
    else:
        ask = browser.post if path.endswith(TAKEN) else browser.get
        response = ask(address)
    body = content(response)
    if response["Content-Type"].endswith("wordprocessingml.document"):
        with ZipFile(io.BytesIO(body)) as parts:
            text = "\n".join(parts.read(name).decode(errors="replace") for name in parts.namelist())
    elif response["Content-Type"].startswith("application/vnd.openxml"):
        sheet = load_workbook(io.BytesIO(body)).active
        text = "\n".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row)
    else:
        text = body.decode(errors="replace")  # a photo
    return f"{text}\n{response.headers}\n{response.cookies}"


def seen_in(text: str) -> set[str]:
    return {word for word in TABLE if word in text}


def test_everybody_reads_what_the_table_says_on_all_pages_together(
    world: World, matters: dict[str, tuple[Order, Requester]], log: io.StringIO
):
    found: dict[str, set[str]] = {}
    addresses = list(pages(world, matters))
    for who in WHO:
        browser = world.browser(who)
        found[who] = seen_in("\n".join(read(browser, address) for address in addresses))
    for receipt in RECEIPTS:
        page = f"/orders/r/{matters[receipt][1].receipt}/"
        addresses = [page, f"{page}?new=1", f"{page}slip/", f"{page}qr.svg"]
        found[receipt] = seen_in("\n".join(read(Client(), address) for address in addresses))
    everybody = [*WHO, "joiner"]  # who asked reads their own words instead
    expected: dict[str, set[str]] = {who: set() for who in found}
    for word, readers in TABLE.items():
        for who in everybody if readers == "everybody" else readers.split():
            expected[who].add(word)
    assert found == expected
    written = log.getvalue()
    assert (written != "", seen_in(written)) == (True, set())
    assert [r for _order, r in matters.values() if r.receipt in written] == []


def test_a_whole_number_is_shown_only_to_who_asks_and_may(
    world: World, matters: dict[str, tuple[Order, Requester]]
):
    shown = {
        (who, matter): seen_in(
            world.browser(who)
            .post(f"/desk/orders/{matters[matter][0].ref}/reveal/")
            .content.decode()
        )
        & {"13911110001", "13911110002", "13922220001", "姓名乙二"}
        for who in WHO
        for matter in ("first", "anonymous")
    }
    numbers = {"13911110001", "13911110002"}
    expected = {(who, matter): set() for who, matter in shown} | {
        ("secretary", "first"): numbers,
        ("dispatcher", "first"): numbers,
        ("roads", "first"): numbers,
        ("dispatcher", "anonymous"): {"13922220001"},
    }
    assert shown == expected


def test_nobody_finds_by_searching_what_they_may_not_see(
    world: World, matters: dict[str, tuple[Order, Requester]]
):
    words = {
        "first": "原话甲一",
        "anonymous": "原话乙一",
        "hidden": "原话丙一",
        "lead": "原话丁一",
        "gangji": "原话戊一",
    }
    found = {
        who: {
            matter
            for matter, word in words.items()
            if f'data-ref="{matters[matter][0].ref}"'
            in world.browser(who).get("/desk/orders/", {"q": word}).content.decode()
        }
        for who in WHO
    }
    nobody: dict[str, set[str]] = {who: set() for who in WHO}
    assert found == nobody | {
        "secretary": {"first", "anonymous", "lead"},
        "paibei": {"hidden"},
        "dispatcher": {"first", "anonymous", "hidden", "lead"},
        "leader": {"first", "anonymous", "hidden", "lead"},
        "gangji": {"gangji"},
        "roads": {"first"},
        "lead": {"lead"},
        "mate": {"lead"},
    }


def test_what_was_erased_is_nowhere_any_more(
    world: World, matters: dict[str, tuple[Order, Requester]]
):
    order, first = matters["first"]
    do("redact", world.people["dispatcher"], order)
    browser = world.browser("dispatcher")
    addresses = [*pages(world, matters), f"/orders/r/{first.receipt}/"]
    text = "\n".join(read(browser, address) for address in addresses)
    assert {word for word in seen_in(text) if "甲" in word or word.startswith("1391")} == set()
