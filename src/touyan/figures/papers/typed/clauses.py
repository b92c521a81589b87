"""Which typed number is meant to be which figure, clause by clause."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from touyan.figures.papers.reading import Paragraph
from touyan.figures.papers.typed.numbers import FULL_WIDTH, Typed, typed_in

OURS = "\ufffc"
"""Stands where one of our own numbers stood."""
SENTENCE = re.compile(r"[^。；！？!?;\n]+")
CLAUSE = re.compile(r"(?:[^，、：,:（）()——]|(?<=\d),(?=\d{3}))+")

ELSEWHEN = re.compile(
    r"去年|上年|同期|明年|次年|往年|上月|下月|当月|本月|季度|上半年|下半年|昨|今日|当日|周(?:内|末)|"
    r"\d{1,2}月份?|[一二三四五六七八九十]月|计划|目标|力争|预计|拟|打算|将要|下一步"
)
"""Of another time, or not yet."""
YEAR = re.compile(r"(\d{4})年")
APART = re.compile(
    r"每|平均|人均|户均|村均|%|％|同比|环比|增[加长]|减少|下降|提高|比|较|占|倍|仅|只有|另|还有|余下|剩"
)
"""Something else than the whole: a share, a difference, an average, a rest."""
AMONG = re.compile(r"其中")

NEUTRAL = (
    "报告期内", "今年以来", "全年", "截至目前", "目前", "据统计", "全镇", "全县", "全村", "全社区", "我镇", "我县",
    "本镇", "本县", "镇党委", "各支部", "各基层党组织", "各村", "村", "社区", "共", "总共", "一共", "合计", "累计",
    "总计", "已", "先后", "收集", "收到", "受理", "接到", "登记", "群众", "居民", "村民", "党员", "干部", "的", "了",
    "开展", "举办", "召开", "组织", "安排", "制定", "拟定", "搭建", "建成", "建好", "建立", "建设", "规划", "启动",
    "设置", "新增", "开设", "开办", "开", "办", "讲", "上", "评选", "表彰", "受到", "选拔", "选出", "推选", "评出",
    "实施", "推进", "其中", "服务", "各类", "主题", "专题", "活动", "有", "向镇里", "向上", "由", "对",
)  # fmt: skip
FILLER = (
    "清单", "总数", "数量", "人数", "次数", "场次", "项目", "任务", "事项", "工作", "活动", "共", "合计", "共计", "累计",
    "总计", "达到", "达", "为", "是", "有", "了", "计", "已", "的", "数", "总量", "一共", " ",
)  # fmt: skip
ATTRIBUTES = (
    "的",
    "群众",
    "居民",
    "主题",
    "专题",
    "各类",
    "基层",
    "宣传",
    "志愿",
    "优秀",
    "先进",
    " ",
)


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


ONLY_NEUTRAL = re.compile(rf"(?:{_any_of(NEUTRAL)}|\d{{4}}年|\s)*")
ONLY_FILLER = re.compile(rf"(?:{_any_of(FILLER)})*")
ONLY_ATTRIBUTES = re.compile(rf"(?:{_any_of(ATTRIBUTES)})*")
AFTER = re.compile(r"(?:清单|任务|活动|工作|事项|项目|\s)*")


@dataclass(frozen=True)
class Known:
    """A figure as a text may speak of it."""

    key: str
    names: tuple[str, ...]
    value: int
    at_least: bool = False
    """The value itself is a lower bound."""
    is_part: bool = False

    def agrees_with(self, typed: Typed) -> bool:
        return typed.agrees_with(self.value) or (self.at_least and typed.value >= self.value)


@dataclass(frozen=True)
class Found:
    """A typed number that is not what its figure is."""

    paragraph: int
    clause: str
    typed: str
    key: str


@dataclass(frozen=True)
class About:
    """What the text is about: other places and years are not compared."""

    elsewhere: frozenset[str]
    years: frozenset[int]

    def excludes(self, sentence: str) -> bool:
        years = {int(year) for year in YEAR.findall(sentence)}
        return bool(
            years - self.years
            or ELSEWHEN.search(YEAR.sub("", sentence))
            or any(name in sentence for name in self.elsewhere)
        )


def found_in(
    paragraphs: list[Paragraph],
    known: Iterable[Known],
    ours: Mapping[int, str],
    about: About,
) -> list[Found]:
    """Every typed number that stands by a figure's name and disagrees; `ours` is snapshot → figure."""
    named = [(name, figure) for figure in known for name in figure.names]
    named.sort(key=lambda pair: len(pair[0]), reverse=True)
    return [
        Found(number, clause.strip(), typed.text, figure.key)
        for number, paragraph in enumerate(paragraphs)
        for clause, linked in _clauses(paragraph, ours, about)
        for figure, typed in _disagreeing(clause, linked, named)
    ]


def _clauses(
    paragraph: Paragraph, ours: Mapping[int, str], about: About
) -> Iterator[tuple[str, set[str]]]:
    """Each clause that may be compared, with the figures whose own number stands in it."""
    text, keys = "", []
    for piece in paragraph.pieces:
        if piece.snapshot is not None and piece.snapshot in ours:
            text += OURS
            keys.append(ours[piece.snapshot])
        else:
            text += piece.text.translate(FULL_WIDTH).replace(OURS, "")
    for sentence in SENTENCE.finditer(text):
        skipped = False
        for clause in CLAUSE.finditer(sentence[0]):
            # What a sentence says of its time or place holds from there on.
            skipped = skipped or about.excludes(clause[0])
            linked = {keys.pop(0) for _ in range(clause[0].count(OURS))}
            if not skipped and not APART.search(clause[0]):
                yield clause[0], linked


def _disagreeing(
    clause: str, linked: set[str], named: list[tuple[str, Known]]
) -> Iterator[tuple[Known, Typed]]:
    numbers = list(typed_in(clause))
    if not numbers:
        return
    meant: dict[Typed, list[Known]] = {}
    taken: list[range] = []
    for name, figure in named:
        for place in re.finditer(re.escape(name), clause):
            if any(place.start() in other or place.end() - 1 in other for other in taken):
                continue
            if (
                typed := _number_of(clause, place.start(), place.end(), numbers, figure)
            ) is not None:
                meant.setdefault(typed, []).append(figure)
            taken.append(range(place.start(), place.end()))
    for typed, figures in meant.items():
        if not any(f.key in linked or f.agrees_with(typed) for f in figures):
            yield figures[0], typed


def _number_of(
    clause: str, start: int, end: int, numbers: list[Typed], figure: Known
) -> Typed | None:
    """The number that belongs to the name at this place, if nothing narrows it down."""
    if AMONG.search(clause[:start]) and not figure.is_part:
        return None
    for typed in numbers:
        behind = typed.start >= end and ONLY_FILLER.fullmatch(clause[end : typed.start])
        if behind and ONLY_NEUTRAL.fullmatch(clause[:start]):
            return typed
        before = typed.end <= start and ONLY_ATTRIBUTES.fullmatch(clause[typed.end : start])
        if (
            before
            and AFTER.fullmatch(clause[end:])
            and ONLY_NEUTRAL.fullmatch(clause[: typed.start])
        ):
            return typed
    return None
