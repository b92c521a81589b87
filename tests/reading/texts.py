"""Messages of our own making, alike and different as people's are."""

import random
from datetime import datetime, timedelta

from touyan.reading.hot import Message

SUBJECTS = {
    "lights": ["路灯不亮", "路灯坏了几天", "灯泡一闪一闪", "晚上没有路灯", "灯杆歪了灯也灭了"],
    "water": ["自来水发黄", "停水没有通知", "水压太低上不了楼", "水表转得太快", "水管漏水"],
    "waste": ["垃圾桶满了", "垃圾没人清运", "有人焚烧垃圾", "垃圾堆臭气熏天", "建筑垃圾乱倒"],
}
PLACES = ["东河村", "西岗村", "北湾村", "南塘村", "柳树村", "石桥村", "大庙村", "新庄村"]
PLEAS = ["请尽快处理", "希望派人看看", "已经反映过了", "老人孩子都不方便", "谢谢你们"]


def labelled(each: int = 40, seed: int = 3) -> tuple[list[str], list[str]]:
    chance = random.Random(seed)  # noqa: S311 (the same texts every time)
    pairs = [
        (f"{chance.choice(PLACES)}{chance.choice(words)} {chance.choice(PLEAS)}第{n}次", label)
        for label, words in SUBJECTS.items()
        for n in range(each)
    ]
    chance.shuffle(pairs)
    return [text for text, _ in pairs], [label for _, label in pairs]


def month() -> list[Message]:
    """Twelve people about one kiln, and one village about everything, among many single things."""
    chance = random.Random(4)  # noqa: S311 (the same texts every time)
    start = datetime(2026, 3, 1, 9)  # noqa: DTZ001 (as a file says it)
    smoke = ["冒黑烟呛人", "黑烟熏得睡不着", "夜里偷排黑烟", "黑烟飘进家里"]
    kiln = [
        Message(f"k{n}", f"w{n}", start + timedelta(days=n), f"红星砖瓦窑{chance.choice(smoke)}", chance.choice(PLEAS))
        for n in range(12)
    ]  # fmt: skip
    bag = [
        Message(f"b{n}", f"v{n}", start + timedelta(days=n), f"白鹭洲{what}", chance.choice(PLEAS))
        for n, what in enumerate(("公交改线", "幼儿园学费", "菜价太贵", "电梯停运", "狗叫", "宽带掉线", "楼顶开裂", "绿化枯死"))
    ]  # fmt: skip
    others = [
        Message(f"o{n}", f"x{n}", start + timedelta(days=n % 30), f"{''.join(chr(0x4E00 + chance.randrange(6000)) for _ in range(8))}", chance.choice(PLEAS))
        for n in range(150)
    ]  # fmt: skip
    return [*kiln, *bag, *others]
