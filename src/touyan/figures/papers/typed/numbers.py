"""Numbers as Chinese texts write them: 69, 1,200, 二十三, 600余, 1.2万."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
UNITS = {"十": 10, "百": 100, "千": 1000}
MYRIADS = {"万": 10_000, "亿": 100_000_000}
FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")

MEASURES = (
    "场次", "人次", "个", "项", "件", "次", "场", "名", "人", "位", "份", "条", "类", "处", "家", "户", "期",
    "支", "篇", "所", "座", "批", "幅", "张", "台", "辆", "组", "节", "堂", "起", "宗", "单", "点",
)  # fmt: skip

NUMBER = re.compile(
    r"(?P<before>不少于|不低于|至少|超过|多达|将近|接近|大约|近|约|超|逾)?\s?"
    r"(?P<figures>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?[十百千万亿]*|[零〇一二两三四五六七八九十百千万亿]+)\s?"
    r"(?P<about>余|多|来)?\s?"
    rf"(?P<measure>{'|'.join(MEASURES)})(?P<after>以上|左右)?"
)
NOT_A_COUNT = re.compile(r"(?:第|分之|[A-Za-z]|[\d零一二两三四五六七八九十]\s?[.,\-—~～至到/])\s?$")
"""What stands before a number that counts nothing: 第3次, 2至3项, 三分之一."""
LEAST = frozenset({"不少于", "不低于", "至少", "超过", "多达", "超", "逾"})
ABOUT = frozenset({"近", "约", "将近", "接近", "大约"})


@dataclass(frozen=True)
class Typed:
    """One number of a text, with its measure word."""

    start: int
    end: int
    text: str
    value: int
    bound: str
    """`least`: so many or more; `over`: a little more; `about`; or empty: exactly."""

    def agrees_with(self, value: int) -> bool:
        match self.bound:
            case "least":
                return value >= self.value
            case "over":
                return self.value <= value < self.value + _magnitude(self.value)
            case "about":
                return abs(value - self.value) * 10 <= self.value
        return value == self.value


def typed_in(clause: str) -> Iterator[Typed]:
    """The whole numbers that count something, in their order."""
    for found in NUMBER.finditer(clause):
        if NOT_A_COUNT.search(clause[: found.start()]):
            continue
        value = whole(found["figures"])
        # 一 is an article more often than a number: 一批, 一次.
        if value is not None and found["figures"] != "一":
            yield Typed(found.start(), found.end(), found[0].strip(), value, _bound(found))


def _bound(found: re.Match[str]) -> str:
    if found["before"] in LEAST or found["after"] == "以上":
        return "least"
    if found["about"]:
        return "over"
    if found["before"] in ABOUT or found["after"] == "左右":
        return "about"
    return ""


def _magnitude(value: int) -> int:
    """How far “more than” reaches: 600余 is below 700, 100余 below 200, 69余 below 70."""
    step = 1
    while value and value % (step * 10) == 0:
        step *= 10
    return step


def whole(text: str) -> int | None:
    """The number that these characters say; None where it is none, or not a whole one."""
    text = text.replace(",", "")
    arabic = re.match(r"\d+(?:\.\d+)?", text)
    if arabic is None:
        return chinese(text)
    factor = 1
    for unit in text[arabic.end() :]:
        factor *= UNITS.get(unit, 0) or MYRIADS.get(unit, 0)
    digits, _, fraction = arabic[0].partition(".")
    scaled = int(digits + fraction) * factor
    return scaled // 10 ** len(fraction) if scaled % 10 ** len(fraction) == 0 else None


def chinese(text: str) -> int | None:
    """二十三, 一百零五, 两千, 一万二 is left alone."""
    total = section = digit = 0
    for position, character in enumerate(text):
        if character in DIGITS:
            if position and text[position - 1] in DIGITS and text[position - 1] not in "零〇":
                return None
            digit = DIGITS[character]
        elif character in UNITS:
            section += (digit or (1 if position == 0 else 0)) * UNITS[character]
            digit = 0
        else:
            total, section, digit = (total + section + digit) * MYRIADS[character], 0, 0
    shortened = len(text) > 1 and digit and text[-2] in "百千万亿"
    return None if shortened else total + section + digit
