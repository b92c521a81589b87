"""How a town sorts its orders and what it promises: categories and clocks, each row of the town that it says."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from touyan.kernel import clock
from touyan.kernel.ledgers import (
    Column,
    Kind,
    Line,
    Progress,
    day,
    differs,
    one_of,
    text,
    whole,
)
from touyan.kernel.sheets import Problem
from touyan.kernel.sheets.limits import MOST_CHARACTERS
from touyan.orders.acts.keeping import keep_category, keep_clock
from touyan.orders.models import Category, Clock
from touyan.orders.states import Span, Urgency
from touyan.town.imports import OF_TOWN, towns, unknown_towns
from touyan.town.models import Organisation
from touyan.town.rules import FOUNDER

Options = Mapping[str, Any]


def categories_named() -> dict[tuple[int, str], Category]:
    """By their town and code or name; of two of one name, the one that is in use. A code is nobody else's name."""
    rows = list(Category.objects.order_by(F("ended_on").asc(nulls_last=True)))
    by_name = {(row.town_id, row.name): row for row in rows}
    return by_name | {(row.town_id, row.code): row for row in rows}


def _load_categories(lines: list[Line], options: Options, progress: Progress) -> int:
    of, units, changed = towns(), {unit.code: unit for unit in Organisation.objects.all()}, 0
    known = {(row.town_id, row.code): row for row in Category.objects.all()}
    for done, line in enumerate(lines, 1):
        said = {name: value or "" for name, value in line.said.items()}
        town, code = of[said.pop("town")], said.pop("code")
        said["unit"] = units.get(said["unit"])
        if not said["ended_on"]:  # an older ledger does not say, and nothing begins anew by that
            del said["ended_on"]
        row = known.get((town.pk, code))
        if row is None or differs(row, said):
            known[town.pk, code] = keep_category(by=FOUNDER, town=town, code=code, **said).about
            changed += 1
        progress(done, len(lines))
    return changed


def _check_categories(lines: list[Line], options: Options) -> Iterator[Problem]:
    yield from unknown_towns(lines, options)
    units = set(Organisation.objects.values_list("code", flat=True))
    for line in lines:
        code, ended_on = line.said["unit"], line.said["ended_on"]
        if code and code not in units:
            why = _("“{code}” is no organisation's code").format(code=code)
            yield Problem(line.number, "承办单位代码", why)
        if (ended_on or clock.today()) > clock.today():
            yield Problem(line.number, "停用日期", _("lies in the future"))


def _dump_categories() -> Iterator[Sequence[Any]]:
    rows = Category.objects.select_related("unit", "town")
    for row in rows.order_by("town__path", "id"):
        yield (
            row.code, row.name, row.name_en, row.urgency, row.unit.code if row.unit else "", row.keywords,
            row.ended_on, row.town.code,
        )  # fmt: skip


def _load_clocks(lines: list[Line], options: Options, progress: Progress) -> int:
    of, categories, changed = towns(), categories_named(), 0
    known = {(row.town_id, row.urgency, row.category_id): row for row in Clock.objects.all()}
    for done, line in enumerate(lines, 1):
        said = dict(line.said)
        town, named = of[said.pop("town") or ""], said.pop("category")
        category = categories[town.pk, named] if named else None
        key = town.pk, said["urgency"], category.pk if category else None
        row = known.get(key)
        if row is None or differs(row, said):
            known[key] = keep_clock(by=FOUNDER, town=town, category=category, **said).about
            changed += 1
        progress(done, len(lines))
    return changed


def _check_clocks(lines: list[Line], options: Options) -> Iterator[Problem]:
    """A category that is not there is named: without it the row would be the promise of the whole class."""
    yield from unknown_towns(lines, options)
    of, categories = towns(), categories_named()
    for line in lines:
        town, code = of.get(line.said["town"] or ""), line.said["category"]
        if town and code and (town.pk, code) not in categories:
            yield Problem(line.number, "类别", _("“{code}” is no category").format(code=code))


def _dump_clocks() -> Iterator[Sequence[Any]]:
    rows = Clock.objects.select_related("category", "town")
    for row in rows.order_by("town__path", "id"):
        yield (
            row.name, row.urgency, row.category.code if row.category else "", row.accept, row.accept_in,
            row.answer, row.answer_in, row.deliver, row.deliver_in, row.silence_days, row.extension_days,
            row.town.code,
        )  # fmt: skip


KINDS: dict[str, Kind] = {
    "categories": Kind(
        [
            Column("code", ("代码", "code"), text(40), required=True),
            Column("name", ("名称", "name"), text(60), required=True),
            Column("name_en", ("英文名称", "name_en"), text(60)),
            Column("urgency", ("急难小", "urgency"), one_of(Urgency), required=True),
            Column("unit", ("承办单位代码", "unit"), text(30)),
            Column("keywords", ("关键词", "keywords"), text(MOST_CHARACTERS)),
            Column("ended_on", ("停用日期", "ended_on"), day),
            OF_TOWN,
        ],
        _load_categories,
        _dump_categories,
        _check_categories,
    ),
    "clocks": Kind(
        [
            Column("name", ("名称", "name"), text(60), required=True),
            Column("urgency", ("急难小", "urgency"), one_of(Urgency), required=True),
            Column("category", ("类别", "category"), text(40)),
            Column("accept", ("接单", "accept"), whole(1, 400), required=True),
            Column("accept_in", ("接单单位", "accept_in"), one_of(Span), required=True),
            Column("answer", ("首次答复", "answer"), whole(1, 400), required=True),
            Column("answer_in", ("首次答复单位", "answer_in"), one_of(Span), required=True),
            Column("deliver", ("送单", "deliver"), whole(1, 400), required=True),
            Column("deliver_in", ("送单单位", "deliver_in"), one_of(Span), required=True),
            Column("silence_days", ("静默天数", "silence_days"), whole(1, 400), required=True),
            Column("extension_days", ("延期上限", "extension_days"), whole(1, 400), required=True),
            OF_TOWN,
        ],
        _load_clocks,
        _dump_clocks,
        _check_clocks,
    ),
}
