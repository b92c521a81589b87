"""Who takes part: members of every branch, teachers, clerks; all invented and unremarkable."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from touyan.kernel import clock
from touyan.town import acts as town_acts
from touyan.town.acts import Registered
from touyan.town.models import Organisation, Person
from touyan.town.reads import branches, villages
from touyan.town.rules import FOUNDER
from touyan.town.states import RoleCode

ZONE = ZoneInfo("Asia/Shanghai")
BEGINNING = date(2020, 1, 1)
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎"
ELDER = (
    (
        "桂英 秀兰 玉兰 秀英 桂芳 素珍 凤英 秀珍 淑兰 翠兰 国民 德全 世昌 永福 長根 广才 春生 兴旺 家贵 有田 "
        "正明 先发 传宝 道友 守义 学文 宗林 本华 成玉 维仁"
    )
    .replace("長", "长")
    .split()
)
ADULT = [
    "建华",
    "志明",
    "春梅",
    "国庆",
    "卫东",
    "红梅",
    "晓燕",
    "小军",
    "海燕",
    "玉梅",
    "建军",
    "立新",
    "文斌",
    "丽娟",
    "晓明",
    "永刚",
    "爱民",
    "秋菊",
    "冬梅",
    "大勇",
    "新民",
    "庆华",
    "维平",
    "金凤",
    "明霞",
    "保国",
    "成林",
    "敬东",
    "学军",
    "家宝",
    "道明",
    "传林",
    "世平",
    "先梅",
    "宗英",
    "云霞",
    "长青",
    "广平",
    "立群",
    "绍华",
]
YOUNG = [
    "子涵",
    "雨桐",
    "欣怡",
    "浩然",
    "梓轩",
    "思琪",
    "宇航",
    "诗涵",
    "俊杰",
    "佳怡",
    "一诺",
    "可馨",
    "子墨",
    "梦瑶",
    "博文",
    "雨泽",
    "若曦",
    "晨曦",
    "昊天",
    "语嫣",
    "小满",
    "小禾",
    "安然",
    "乐乐",
    "明远",
    "知行",
    "书瑶",
    "嘉树",
    "沐阳",
    "清越",
]
BRANCH_LEAST, BRANCH_MOST = 33, 39
"""Members of a branch: with eighteen branches a few more than the six hundred who went on trips."""


@dataclass
class Cast:
    """Who is who while the programmes are told."""

    town: Organisation
    villages: dict[str, Organisation]
    branches: dict[str, Organisation]
    """By the code of their village."""
    people: dict[str, Person]
    """By login, and each village's secretary by its code."""
    lot: random.Random
    members: dict[str, list[Person]] = field(default_factory=dict)
    """By the code of the village."""
    clerks: dict[str, Person] = field(default_factory=dict)
    teachers: dict[str, Person] = field(default_factory=dict)

    def secretary(self, code: str) -> Person:
        return self.people[code]

    def name(self, given: list[str]) -> str:
        return self.lot.choice(SURNAMES) + self.lot.choice(given)


def moment(day: date, at: str) -> datetime:
    """`15:00` of a day on the town's clock."""
    return datetime.combine(day, datetime.strptime(at, "%H:%M").time(), ZONE)  # noqa: DTZ007 - a time only


def gather(town: Organisation, people: Mapping[str, Person], lot: random.Random) -> Cast:
    """Make the members known, with the secretaries and the lead among them, and who looks after whom."""
    there = {village.code: village for village in villages(town).select_related("town", "parent")}
    its_branch = {
        row.parent.code: row for row in branches(town).select_related("town") if row.parent
    }
    cast = Cast(town, there, its_branch, dict(people), lot)
    with clock.at(moment(BEGINNING, "09:00")):
        _members(cast)
        for code in ("340121103003", "340121103004", "340121103006", "340121103008"):
            _looks_after(cast, code)
    return cast


def _members(cast: Cast) -> None:
    lines, at_home = [], []
    for code, village in cast.villages.items():
        for _n in range(cast.lot.randint(BRANCH_LEAST, BRANCH_MOST)):
            given = ELDER if cast.lot.random() < 0.3 else ADULT
            role = (cast.branches[code], RoleCode.MEMBER)
            lines.append(Registered(cast.name(given), village=village, roles=[role]))
            at_home.append(code)
    made = town_acts.register(by=FOUNDER, town=cast.town, people=lines, since=BEGINNING).made
    for code, person in zip(at_home, made, strict=True):
        cast.members.setdefault(code, []).append(person)
    for code in cast.villages:
        _joins(cast, code, cast.secretary(code))
    _joins(cast, "340121103003", cast.people["lead"])


def _joins(cast: Cast, code: str, person: Person) -> None:
    """Somebody who has an office is a member of a branch besides."""
    town_acts.grant_role(
        by=FOUNDER, person=person, organisation=cast.branches[code], role=RoleCode.MEMBER,
        starts_on=BEGINNING,
    )  # fmt: skip
    cast.members[code].append(person)


def _looks_after(cast: Cast, code: str) -> None:
    """A clerk, where the demonstration has none yet, and a teacher whose clearance runs."""
    village = cast.villages[code]
    clerk = cast.people["clerk"] if code == "340121103003" else _works(cast, village, "clerk")
    cast.clerks[code], cast.teachers[code] = clerk, _works(cast, village, "teacher")


def _works(cast: Cast, village: Organisation, role: str) -> Person:
    person = town_acts.add_person(
        by=FOUNDER, town=cast.town, name=cast.name(ADULT), village=village
    ).about
    town_acts.grant_role(
        by=FOUNDER, person=person, organisation=village, role=role, starts_on=BEGINNING,
        ends_on=date(2099, 12, 31) if role == RoleCode.TEACHER else None,
    )  # fmt: skip
    return person
