"""The demonstration town: its people, the 69 orders of 2021, and this week's, through the same acts as any user's."""

import csv
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from touyan.kernel import clock
from touyan.orders.acts import ACTS, VISITOR, Leaves, follow, join, place
from touyan.orders.founding import found_orders
from touyan.orders.models import Category, Order, Requester
from touyan.town import acts as town_acts
from touyan.town.models import Organisation, Person
from touyan.town.reads import villages
from touyan.town.rules import FOUNDER
from touyan.town.states import UNITS, RoleCode

PASSWORD = "touyan-demo"  # noqa: S105 - printed in the README; an installation that serves people refuses it
BEGINNING = date(2020, 1, 1)
SHANGHAI = ZoneInfo("Asia/Shanghai")
TOWN = "340121103"

ACCOUNTS = (
    ("admin", RoleCode.ADMIN, "340121", "系统管理员"),
    ("dispatcher", RoleCode.DISPATCHER, TOWN, "镇派单中心 沈雯"),
    ("roads", RoleCode.OFFICER, f"{TOWN}-ROADS", "村镇建设办 韩立新"),
    ("baihua", RoleCode.SECRETARY, f"{TOWN}003", "百花社区书记 程素云"),
    ("paibei", RoleCode.SECRETARY, f"{TOWN}008", "牌碑社区书记 范永年"),
    ("lead", RoleCode.LEAD, f"{TOWN}-LEADS", "头雁 陶建国"),
    ("editor", RoleCode.EDITOR, TOWN, "编辑 冯晓"),
    ("clerk", RoleCode.CLERK, f"{TOWN}003", "助餐托管登记员 葛秀"),
    *((f"judge{n}", RoleCode.JUDGE, TOWN, f"评委{n}") for n in range(1, 6)),
    ("leader", RoleCode.LEADER, TOWN, "镇领导 梅志平"),
    ("resident", "", "", "居民 许安然"),
)
"""(login, role, organisation, name). SURFACE: these names stand firm."""

Step = dict[str, Any]


@dataclass
class Scene:
    """Who is who while a history is told."""

    town: Organisation
    organisations: dict[str, Organisation]
    people: dict[str, Person] = field(default_factory=dict)
    categories: dict[str, Category] = field(default_factory=dict)
    orders: dict[str, Order] = field(default_factory=dict)
    requesters: dict[str, Requester] = field(default_factory=dict)

    def unit(self, code: str) -> Organisation:
        """An organisation by its code, or by the end of a unit's code."""
        return self.organisations.get(code) or self.organisations[f"{TOWN}{code}"]

    def hand_of(self, organisation: Organisation) -> Person:
        """Who works there: a branch's secretary stands on its village."""
        return (
            self.people.get(organisation.code) or self.people[organisation.code.partition("-")[0]]
        )


def tell(
    now: datetime,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
    founded: Callable[[Organisation], object] = lambda _town: None,
) -> Scene:
    """Make the whole demonstration; `now` (aware) is when this week's orders are told from.

    `founded` is told when the town is there and nothing has happened in it yet.
    """
    with clock.at(datetime(2020, 12, 1, 9, tzinfo=SHANGHAI)):
        scene = found()
        founded(scene.town)
    events = sorted(_events(now), key=lambda event: event[0])
    for done, (at, order, step) in enumerate(events, 1):
        with clock.at(at):
            _play(scene, order, step)
        progress(done, len(events))
    return scene


def found() -> Scene:
    """The organisations, the calendar, the clocks, the categories, the places and the people."""
    organisations = dict(_organisations())
    town = organisations[TOWN]
    scene = Scene(town, organisations)
    scene.categories = {c.code: c for c in found_orders(by=FOUNDER, town=town)}
    for village in villages(town):
        town_acts.add_place(
            by=FOUNDER, village=village, code=f"{village.code}-NB", name=f"{village.name}公告栏",
            name_en=f"{village.name_en} notice board", kind="notice_board",
        )  # fmt: skip
    town_acts.add_place(
        by=FOUNDER, village=organisations[f"{TOWN}003"], code="BH-LAMP-07", name="百花小区东门第二盏路灯",
        name_en="Second lamp at Baihua's east gate", kind="lamp", latitude=32.1031, longitude=117.1025,
    )  # fmt: skip
    for login, role, code, name in ACCOUNTS:
        scene.people[login] = _person(scene, name, role, code, login)
    for organisation in organisations.values():
        if organisation.code not in scene.people and organisation.kind in {
            "village",
            "community",
            *UNITS,
        }:
            role = RoleCode.OFFICER if organisation.kind in UNITS else RoleCode.SECRETARY
            scene.people[organisation.code] = _person(
                scene, f"{organisation.name}负责人", role, organisation.code
            )
    return scene


def _organisations() -> Iterator[tuple[str, Organisation]]:
    made: dict[str, Organisation] = {}
    text = files("touyan.town").joinpath("data/organisations.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        parent = made.get(row.pop("parent"))
        event = town_acts.add_organisation(by=FOUNDER, parent=parent, **row)
        made[row["code"]] = event.about
        yield row["code"], event.about


def _person(scene: Scene, name: str, role: str, code: str, login: str = "") -> Person:
    person = town_acts.add_person(
        by=FOUNDER, town=scene.town, name=name, login=login, password=PASSWORD if login else "",
        demonstration=bool(login),
    ).about  # fmt: skip
    if role:
        organisation = scene.organisations[code]
        town_acts.grant_role(
            by=FOUNDER, person=person, organisation=organisation, role=role, starts_on=BEGINNING
        )
        scene.people.setdefault(code, person)
    return person


def _events(now: datetime) -> Iterator[tuple[datetime, Step, Step]]:
    """(when, the order, the step) of both files; a step without `move` is the placing itself."""
    for name in ("demo_2021.toml", "demo_live.toml"):
        text = files("touyan.orders").joinpath("data", name).read_text(encoding="utf-8")
        for order in tomllib.loads(text)["order"]:
            yield _when(order, now), order, {}
            for step in order.get("step", []):
                yield _when(step, now), order, step


def _when(told: Step, now: datetime) -> datetime:
    if "hours_ago" in told:
        return now - timedelta(hours=told["hours_ago"])
    at: datetime = told["at"]
    return at.replace(tzinfo=SHANGHAI).astimezone(UTC)


def _play(scene: Scene, told: Step, step: Step) -> None:
    if not step:
        _place(scene, told)
        return
    order = Order.objects.select_related("branch", "agency", "holder", "agency_person").get(
        pk=scene.orders[told["key"]].pk
    )
    if step["move"] == "join":
        join(by=VISITOR, order=order, leaves=_leaves(scene, step))
    elif step["move"] == "follow":
        follow(by=scene.people["dispatcher"], order=order)
    else:
        name: str = "decide_extension" if step["move"] == "grant_extension" else step["move"]
        by = _actor(scene, told, order, step)
        ACTS[name](by=by, order=order, **_said(scene, step))


def _place(scene: Scene, told: Step) -> None:
    event = place(
        by=VISITOR,
        village=scene.organisations[told["village"]],
        words=told["words"],
        where=told.get("where", ""),
        category=scene.categories[told["category"]],
        urgency=told["class"],
        channel=told["channel"],
        leaves=_leaves(scene, told.get("requester", {}), resident=told.get("resident", False)),
        source="demo",
        source_ref=told["key"],
    )
    scene.orders[told["key"]], scene.requesters[told["key"]] = event.about, event.made


def _leaves(scene: Scene, who: Step, *, resident: bool = False) -> Leaves:
    return Leaves(
        name=who.get("name", ""),
        phone=who.get("phone", ""),
        anonymous=who.get("anonymous", False),
        person=scene.people["resident"] if resident else None,
    )


BY_REQUESTER = {"confirm", "dispute", "add", "withdraw", "appeal", "reopen", "hide"}
BY_TOWN = {
    "dispatch", "defer", "decline", "supervise", "grant_extension", "decide_extension", "call_back",
}  # fmt: skip


def _actor(scene: Scene, told: Step, order: Order, step: Step) -> Any:
    move: str = step["move"]
    if move in BY_REQUESTER or (move == "urge" and step.get("by") != "town"):
        return scene.requesters[told["key"]]
    if move == "lapse":
        return clock.CLOCK
    if move in BY_TOWN or move == "urge" or (move == "merge" and order.state == "escalated"):
        return scene.people["dispatcher"]
    if move in {"take", "return", "deliver", "answer", "ask_extension", "note"} and order.holder:
        return order.holder_person or _worker(scene, order)
    return scene.hand_of(order.branch)


def _worker(scene: Scene, order: Order) -> Person:
    holder = order.holder or order.branch
    return scene.people["dispatcher"] if holder.pk == scene.town.pk else scene.hand_of(holder)


def _said(scene: Scene, step: Step) -> Step:
    """The words of a step as the act takes them."""
    said = {
        key: value for key, value in step.items() if key not in {"at", "hours_ago", "move", "by"}
    }
    match step["move"]:
        case "dispatch":
            said["unit"] = scene.unit(said.pop("to"))
            said["helpers"] = [scene.unit(code) for code in said.get("helpers", [])]
            if "person" in said:
                said["person"] = scene.people[said["person"]]
        case "transfer":
            said["to"] = scene.organisations[said["to"]]
        case "merge":
            said["into"] = scene.orders[said["into"]]
        case "defer" if "review_in_days" in said:
            days = said.pop("review_in_days")
            said["review_on"] = (clock.now() + timedelta(days=days)).astimezone(SHANGHAI).date()
        case "grant_extension":
            said["granted"] = True
        case "call_back":
            said["text"] = said.pop("words", said.get("text", ""))
    return said
