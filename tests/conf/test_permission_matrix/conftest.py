"""The world that the tables speak of: two towns of one county, and an order of every kind of holder."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from PIL import Image

from tests.conf.test_permission_matrix.api_table import systems_at
from tests.conf.test_permission_matrix.canteens_table import lunch_at
from tests.conf.test_permission_matrix.cast import WHO, World
from tests.conf.test_permission_matrix.channels_table import messages_at
from tests.conf.test_permission_matrix.classes_table import class_at
from tests.conf.test_permission_matrix.events_table import event_at
from tests.conf.test_permission_matrix.plans_table import plans_at
from tests.conf.test_permission_matrix.projects_table import projects_at
from tests.conf.test_permission_matrix.selections_table import selections_at
from tests.conf.test_permission_matrix.wechat_table import wechat_of
from tests.kernel.pictures import RED, saved
from tests.newsroom.matters import news_of
from tests.orders.stages import Loop, do
from touyan.figures.acts import ask_for, declare, take_snapshot
from touyan.figures.acts.writing import draft_brief
from touyan.figures.founding import found_figures
from touyan.figures.papers.records import wishes_of
from touyan.figures.tasks import work_jobs
from touyan.kernel import evidence
from touyan.kernel.figures import FIGURES, Scope
from touyan.orders.acts.keeping import keep_clock
from touyan.orders.states import DEFAULT_CLOCKS
from touyan.programmes.acts import change_enrolment
from touyan.programmes.models import Enrolment
from touyan.programmes.states import Allergen
from touyan.town import acts as town_acts
from touyan.town.models import Organisation, Person
from touyan.town.rules import FOUNDER


def drafted() -> UUID:
    """The key of a form under which a photo waits."""
    key = uuid4()
    photo = evidence.reencoded(BytesIO(saved(Image.new("RGB", (64, 48), RED), "JPEG")))
    evidence.keep(photo, owner=evidence.draft(str(key)), by="visitor", town_code="")
    return key


@pytest.fixture
def gangji(town: Organisation) -> Organisation:
    """岗集镇, next door in the same county, with one village."""
    other = town_acts.add_organisation(
        by=FOUNDER, parent=town.parent, code="340121104", kind="town", name="岗集镇"
    ).about
    for profile in DEFAULT_CLOCKS:
        keep_clock(by=FOUNDER, town=other, **profile)
    village = town_acts.add_organisation(
        by=FOUNDER, parent=other, code="340121104001", kind="village", name="岗集村"
    ).about
    town_acts.add_organisation(
        by=FOUNDER, parent=village, code="340121104001-B1", kind="branch", name="岗集村党支部"
    )
    return other


@pytest.fixture
def people(  # noqa: PLR0917 - the whole cast
    somebody: Callable[..., Person], secretary: Person, other_secretary: Person, dispatcher: Person,
    officer: Person, lead: Person, leads: Organisation, admin: Person, resident: Person,
    town: Organisation, gangji: Organisation,
) -> dict[str, Person | None]:  # fmt: skip
    water = town_acts.add_organisation(
        by=FOUNDER, parent=town, code="340121103-WATER", kind="department", name="水利站"
    ).about
    everyone = {
        "visitor": None,
        "resident": resident,
        "judge": somebody("judge", "judge", town),
        "secretary": secretary,
        "paibei": other_secretary,
        "dispatcher": dispatcher,
        "gangji": somebody("gangji", "dispatcher", gangji),
        "roads": officer,
        "water": somebody("water", "officer", water),
        "lead": lead,
        "mate": somebody("mate", "lead", leads),
        "leader": somebody("leader", "leader", town),
        "editor": somebody("editor", "editor", town),
        "clerk": somebody("clerk", "clerk", town),
        "admin": admin,
        "gangji_admin": somebody("gangji_admin", "admin", gangji),
    }
    assert tuple(everyone) == WHO
    return everyone


@pytest.fixture
def loop(
    placed: Any, secretary: Person, dispatcher: Person, officer: Person, roads: Organisation,
    lead: Person, leads: Organisation,
) -> Loop:  # fmt: skip
    return Loop(placed, secretary, dispatcher, officer, roads, lead, leads)


@pytest.fixture
def world(
    people: dict[str, Person | None], loop: Loop, paibei: Organisation, gangji: Organisation,
    baihua: Organisation, secretary: Person, street_light: Any, serving: Any, eats: Any,
    wechat: Any,
) -> World:  # fmt: skip
    pairs = {
        "placed": loop.placed(photos=drafted(), category=street_light),
        "roads": loop.delivering(),
        "lead": loop.delivering_by_lead(),
        "public": loop.accepted(),
        "paibei": loop.placed(village=paibei),
        "gangji": loop.placed(village=gangji.children.get()),
    }
    do("publish", secretary, pairs["public"][0], words="一盏路灯不亮。")
    orders = {name: order for name, (order, _requester) in pairs.items()}
    requesters = {name: requester for name, (_order, requester) in pairs.items()}
    mate = people["mate"]
    assert mate is not None
    said = {
        **{name: order.ref for name, order in orders.items()},
        "receipt": requesters["placed"].receipt,
        "photo": evidence.of(f"order:{orders['placed'].pk}").get().pk,
        "village": baihua.code,
        "spot": town_acts.add_place(
            by=FOUNDER, village=baihua, code="spot-1", name="百花公厕", kind="toilet"
        ).about.code,
        "person": mate.pk,
        "role": mate.roles.get().pk,
        **numbers_of(baihua, secretary),
        **brief_about(baihua.town),
        **systems_at(baihua.town),
        **lunch_at(baihua, mate, serving, eats),
        **class_at(baihua, people["resident"], people["clerk"]),
        **event_at(baihua, people["resident"], people["lead"], secretary),
        **plans_at(baihua.town, people["roads"].roles_today[0].organisation, people["roads"]),
        **projects_at(baihua, people["roads"], people["dispatcher"]),
        **selections_at(
            baihua.children.get(),
            baihua.town,
            secretary,
            people["dispatcher"],
            people["leader"],
            people["judge"],
            people["resident"],
        ),
        **messages_at(baihua.town, people["resident"], requesters["placed"]),
        **wechat_of(people["resident"]),
        **news_of(baihua.town, people["editor"], people["admin"], people["resident"]),
    }
    world = World(people, orders, requesters, said)
    for who in WHO:  # signing in writes rows; the tables are about what comes after
        world.browser(who)
    return world


@pytest.fixture
def called(world: World) -> None:
    """She who is brought lunch has said by which name, and what she must not eat."""
    one = Enrolment.objects.get(pk=world.said["elder"])
    change_enrolment(
        by=FOUNDER, enrolment=one, weekdays="", deliver_to=one.deliver_to,
        options={**one.options, "called": "秀英阿婆", "allergies": [Allergen.PEANUT]},
    )  # fmt: skip


def numbers_of(baihua: Organisation, secretary: Person) -> dict[str, int]:
    """A number that the secretary froze, one that the town declared, and a file that was made for the secretary."""
    scope = Scope(baihua, date(2021, 1, 1), date(2021, 12, 31))
    figure = FIGURES["orders.placed"]
    wishes = wishes_of(figure, scope, "")
    made = ask_for(by=secretary, kind="records", name="点单.xlsx", wishes=wishes).about
    work_jobs()
    declared = declare(
        by=FOUNDER, figure=figure.key, organisation=baihua.town, since=scope.since,
        until=scope.until, value=69, source="网页", signer="镇党政办",
    ).about  # fmt: skip
    frozen = take_snapshot(by=secretary, figure=figure, scope=scope).about
    return {"snapshot": frozen.pk, "declared": declared.pk, "job": made.pk}


def brief_about(town: Organisation | None) -> dict[str, int]:
    """A brief about the town and the template that it was made of."""
    assert town is not None
    template = found_figures(by=FOUNDER, organisation=town)
    days = {"since": date(2021, 1, 1), "until": date(2021, 12, 31)}
    brief = draft_brief(by=FOUNDER, template=template, organisation=town, **days).about
    return {"brief": brief.pk, "template": template.pk, "town": town.pk}
