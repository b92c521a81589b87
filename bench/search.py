"""How long searching takes: `DATABASE_URL=… python bench/search.py 1000000` on an empty database.

The texts are made of word lists like orders at a hotline; prints one JSON line. Times are in
milliseconds, the median and the 95th percentile of `ROUNDS` searches of one page each.
"""

import json
import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial

import django
from django.core.management import call_command
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from touyan.kernel import search

ROUNDS = 40
PUTS = 400
PUT = 50_000
ROADS = [
    a + b + c
    for a in "永和建设人民中山幸福解放东湖南"
    for b in "兴平安康宁华盛丰"
    for c in ("路", "街", "巷")
]
ESTATES = [a + b for a in ("翠湖", "金桂", "望江", "锦绣", "阳光", "书香", "梧桐", "城南") for b in ("花园", "小区", "新村", "家园", "公寓")]  # fmt: skip
THINGS = ["路灯", "下水道", "窨井盖", "电梯", "消防栓", "楼道灯", "垃圾桶", "自来水管", "健身器材", "行道树", "监控探头", "门禁", "公厕", "围墙", "排水沟"]  # fmt: skip
FAULTS = ["不亮", "堵塞", "破损", "漏水", "停运", "歪斜", "渗水", "满溢", "倒伏", "丢失", "松动", "有异味", "老化", "失灵", "坍塌"]  # fmt: skip
PLEAS = ["请尽快安排人员维修", "希望有关部门核实处理", "居民出行不便", "已经反映过多次没有结果", "家中老人行动不便需要上门", "晚上存在安全隐患", "孩子上学经过不安全", "请工作人员回电告知"]  # fmt: skip
OTHER = ["咨询医保报销需要什么材料", "申请居家养老助餐服务", "楼上半夜噪音扰民", "违章停车占用消防通道", "流浪狗没有人管", "工地扬尘严重", "想参加书法班报名", "低保复核进度查询"]  # fmt: skip
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉力健世广志义兴良海山仁波宁贵福生龙元全国胜学祥才发武新利清飞彬富顺信子"
RARE = "龙卷风"
"""In one text of twenty thousand."""

CASES = {
    "rare 2": "卷风",
    "rare 3": "龙卷风",
    "name 3": "沈桂兰",
    "estate 4": "翠湖花园",
    "common 2": "维修",
    "middling 2": "漏水",
    "common 4": "尽快安排",
    "phrase 4": "路灯不亮",
    "phrase across 4": "灯漏水请",
    "two common": "漏水 老人",
    "road and number": "永兴路88号",
    "flat": "3-2-501",
    "sentence": "电梯停运已经反映过多次没有结果家中老人行动不便需要上门",
    "lone": "沈 漏水",
    "absent 4": "路灯花园",
    "absent 2": "鲸鱼",
}


def text(chance: random.Random) -> str:
    where = f"{chance.choice(ROADS)}{chance.randint(1, 300)}号{chance.choice(ESTATES)}"
    flat = f"{chance.randint(1, 30)}-{chance.randint(1, 4)}-{chance.randint(1, 18)}0{chance.randint(1, 4)}"
    who = chance.choice(SURNAMES) + chance.choice(GIVEN) + chance.choice(GIVEN)
    what = f"{chance.choice(THINGS)}{chance.choice(FAULTS)}" if chance.random() < 0.7 else chance.choice(OTHER)  # fmt: skip
    more = "，".join(chance.sample(PLEAS, chance.randint(1, 3)))
    odd = RARE if chance.random() < 1 / 20_000 else ""
    return f"{where}{flat}，{who}来电：{what}，{more}。{odd}"


def marks(chance: random.Random) -> list[str]:
    """A town of three (one small), one of twenty departments, one of two hundred branches."""
    town = chance.choices((1, 2, 3), (60, 38, 2))[0]
    department = min(int(chance.expovariate(0.3)), 19)
    return [f"t{town}", f"d{department}", f"b{min(int(chance.expovariate(0.03)), 199)}"]


def rows(count: int) -> Iterator[tuple[int, str, list[str]]]:
    chance = random.Random(7)  # noqa: S311 (the same texts every time)
    for number in range(1, count + 1):
        yield number, text(chance), marks(chance)


def timed(call: Callable[[], object], rounds: int = ROUNDS) -> list[float]:
    call()
    took = []
    for _ in range(rounds):
        begun = time.perf_counter()
        call()
        took.append((time.perf_counter() - begun) * 1000)
    return [round(statistics.median(took), 2), round(statistics.quantiles(took, n=20)[-1], 2)]


def searches(count: int) -> dict[str, object]:
    scopes = {"all": None, "town": ["t1"], "small town": ["t3"], "branch": ["b150"], "5 branches": [f"b{n}" for n in range(5)]}  # fmt: skip
    measured: dict[str, object] = {}
    for case, typed in CASES.items():
        measured[case] = {
            scope: timed(partial(search.ids, "order", typed, any_mark=given))
            for scope, given in scopes.items()
        }
        measured[f"{case}: deep page"] = timed(
            partial(search.ids, "order", typed, before=count // 2)
        )
    return measured


def writes(count: int) -> dict[str, object]:
    """A put inside a transaction of its own, against the same transaction without it."""
    chance = random.Random(8)  # noqa: S311
    bodies = [(count + n, text(chance), marks(chance)) for n in range(1, PUTS + 2)]

    def one(with_search: bool, row: tuple[int, str, list[str]]) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO bench_orders (words) VALUES (%s)", [row[1]])
            if with_search:
                search.put("order", *row)

    again, first = iter(bodies), iter(bodies)
    return {
        "without": timed(lambda: one(False, bodies[0]), PUTS),
        "with put": timed(lambda: one(True, next(first)), PUTS),
        "with put again": timed(lambda: one(True, next(again)), PUTS),
    }


def load(count: int) -> float:
    """Put up to `PUT` texts, then let the database repeat them; how many puts a second that was."""
    first = min(count, PUT)
    begun = time.perf_counter()
    with transaction.atomic():
        search.put_many("order", rows(first))
    rate = first / (time.perf_counter() - begun)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _repeat_on_postgresql(cursor, first, count)
        else:
            for start in range(first, count, first):
                cursor.execute(
                    "INSERT INTO kernel_words (rowid, words) SELECT rowid + %s, words"
                    " FROM kernel_words WHERE rowid & %s <= %s",
                    [start, (1 << 44) - 1, first],
                )
    return rate


def _repeat_on_postgresql(cursor: CursorWrapper, first: int, count: int) -> None:
    """As a restore does it: the rows first, then the index over them."""
    cursor.execute("SELECT pg_get_indexdef('kernel_words_words'::regclass)")
    (index,) = cursor.fetchone() or ("",)
    cursor.execute("DROP INDEX kernel_words_words")
    cursor.execute(
        "INSERT INTO kernel_words (kind, thing, spelled, words)"
        " SELECT kind, thing + start, spelled, words FROM kernel_words,"
        " generate_series(%s::bigint, %s::bigint, %s::bigint) AS start ORDER BY 2",
        [first, count - 1, first],
    )
    cursor.execute(index)
    cursor.execute("VACUUM ANALYZE kernel_words")


def size() -> float:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_total_relation_size('kernel_words')")
        else:
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
        (octets,) = cursor.fetchone() or (0,)
        return round(int(octets) / 1e6, 1)


def main(count: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "touyan.conf.settings")
    django.setup()
    call_command("migrate", "kernel", verbosity=0)
    rate = load(count)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_orders (words text)")
    report = {
        "database": connection.vendor, "things": count, "puts per second in one load": round(rate),
        "megabytes": size(), "searches": searches(count), "writes": writes(count),
    }  # fmt: skip
    print(json.dumps(report, ensure_ascii=False))


if __name__ == "__main__":
    main(int(sys.argv[1]))
