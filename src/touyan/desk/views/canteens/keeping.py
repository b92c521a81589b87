"""What a canteen keeps: its menus, its tariffs, its list, and what a month comes to."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django.http import FileResponse, HttpResponse
from django.urls import reverse
from django.utils.dateformat import format as formatted
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from touyan.desk.forms.canteens import NewElder, NewTariff, Week, lines_of
from touyan.desk.gate import StaffRequest, staff
from touyan.desk.ledger import workbook
from touyan.desk.page import page, see_other
from touyan.desk.reads.canteens import canteen_of
from touyan.desk.sent import sent, status_of, typed
from touyan.desk.told import tell
from touyan.kernel import clock
from touyan.kernel.acts import batch
from touyan.kernel.refused import Refused
from touyan.kernel.sheets.writing import Value
from touyan.programmes import acts
from touyan.programmes.models import Programme
from touyan.programmes.reads import canteen as reads
from touyan.programmes.reads.coming import day_of
from touyan.programmes.rules import moment_of
from touyan.town.acts import give_consent, make_known
from touyan.town.models import Person
from touyan.town.states import Purpose

WEEK = timedelta(days=7)


@staff
@require_http_methods(["GET", "POST"])
def menu(request: StaffRequest, number: int) -> HttpResponse:
    """A week on one page; `copy` fills it in with the week before, to be looked over and kept."""
    canteen, monday = canteen_of(request.user, number), _monday(request.GET.get("week", ""))
    days = _days(canteen, monday)
    known = {
        dish["name"]: dish for row in reversed(reads.menus_known(canteen)) for dish in row.dishes
    }
    form = Week(typed(request), days=days, known=known, initial=_initial(request, canteen, monday))
    if request.method == "POST" and form.is_valid():
        _kept(request, canteen, form)
        back = f"{reverse('desk:menu', args=[canteen.pk])}?week={monday.isoformat()}"
        return tell(see_other(back), ("good", _("The menu is kept.")))
    return page(
        request, "canteens/menu.html", "canteens", status_of(form), canteen=canteen, form=form,
        monday=monday, before=monday - WEEK, after=monday + WEEK,
    )  # fmt: skip


def _monday(said: str) -> date:
    """Of the week asked for; from Saturday on the next one is what is cooked for."""
    try:
        asked = parse_date(said)
    except ValueError:
        asked = None
    day = asked or clock.today() + timedelta(days=2)
    return day - timedelta(days=day.weekday())


def _days(canteen: Programme, monday: date) -> list[tuple[date, str]]:
    """By its week, and those that are made up or put down besides."""
    days = [monday + timedelta(days=n) for n in range(7)]
    open_on = canteen.weekdays or "12345"
    ends = moment_of(monday + WEEK, time())
    planned = {
        day_of(row) for row in reads.days_between([canteen], moment_of(monday, time()), ends)
    }
    return [
        (day, f"{formatted(day, 'l')} {day.month}/{day.day}")
        for day in days
        if str(day.isoweekday()) in open_on or day in planned
    ]


def _initial(request: StaffRequest, canteen: Programme, monday: date) -> dict[str, str]:
    source = monday - WEEK if request.GET.get("copy") else monday
    found = reads.menus([canteen], source, source + timedelta(days=6))
    return {
        (day + (monday - source)).isoformat(): lines_of(row) for (_pk, day), row in found.items()
    }


def _kept(request: StaffRequest, canteen: Programme, form: Week) -> None:
    """Only what changed: a menu that stays has no new entry."""
    before = reads.menus([canteen], min(form.menus), max(form.menus))
    with batch():
        for day, dishes in form.menus.items():
            row = before.get((canteen.pk, day))
            if dishes != (row.dishes if row else []):
                acts.keep_menu(by=request.user, programme=canteen, day=day, dishes=dishes)


@staff
@require_http_methods(["GET", "POST"])
def tariffs(request: StaffRequest, number: int) -> HttpResponse:
    canteen = canteen_of(request.user, number)
    form = NewTariff(typed(request))
    if request.method == "POST" and (
        gone := sent(form, acts.keep_tariff, request, "tariffs", number, programme=canteen)
    ):
        return gone
    return page(
        request, "canteens/tariffs.html", "canteens", status_of(form), canteen=canteen, form=form,
        tariffs=reads.tariffs(canteen),
    )  # fmt: skip


@staff
@require_http_methods(["GET", "POST"])
def enrol(request: StaffRequest, number: int) -> HttpResponse:
    canteen = canteen_of(request.user, number)
    today = clock.today()
    form = NewElder(
        typed(request), kind=canteen.kind, open_on=canteen.weekdays,
        initial={"starts_on": today, "way": "eat_in", "group": "ordinary"},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid() and _enrolled(request, canteen, form):
        return tell(see_other(reverse("desk:canteens")), ("good", _("On the list from now on.")))
    return page(
        request, "canteens/enrol.html", "canteens", status_of(form), canteen=canteen, form=form
    )


def _enrolled(request: StaffRequest, canteen: Programme, form: NewElder) -> bool:
    try:
        with batch():
            person = _known(request, canteen, form)
            if form.cleaned_data["agreed"]:
                give_consent(by=request.user, subject=person, purpose=Purpose.DIET, given_by=person)
            starts_on = form.cleaned_data["starts_on"]
            acts.enrol(
                by=request.user, programme=canteen, person=person, starts_on=starts_on,
                **form.arguments,
            )  # fmt: skip
    except Refused as no:
        form.add_error(no.field if no.field in form.fields else None, str(no))
        form.refused_with = no.status  # type: ignore[attr-defined]
        return False
    return True


def _known(request: StaffRequest, canteen: Programme, form: NewElder) -> Person:
    """The same name and number are the same person."""
    return make_known(
        by=request.user, village=canteen.village or canteen.host, name=form.cleaned_data["name"],
        phone=form.cleaned_data["phone"],
    ).about  # fmt: skip


# The settlement --------------------------------------------------------------------------------


def _month(said: str) -> tuple[date, date]:
    """The first day of the month asked for, or of this one, and of the next."""
    try:
        asked = parse_date(f"{said}-01")
    except ValueError:
        asked = None
    first = (asked or clock.today()).replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1)


def _between(first: date, last: date) -> tuple[datetime, datetime]:
    return moment_of(first, time.min), moment_of(last, time.min)


@staff
@require_GET
def settlement(request: StaffRequest, number: int) -> HttpResponse:
    canteen = canteen_of(request.user, number)
    first, last = _month(request.GET.get("month", ""))
    span = _between(first, last)
    taken_back = reads.reversals(canteen, *span)
    lines = reads.settlement(canteen, *span)
    return page(
        request, "canteens/settlement.html", "canteens", canteen=canteen, first=first, next=last,
        before=first - timedelta(days=1), lines=lines, sums=_sums(lines), taken_back=taken_back,
        reasons=reads.reasons(taken_back) if taken_back else {},
    )  # fmt: skip


def _sums(lines: list[reads.Line]) -> dict[str, int]:
    names = ("meals", "price", "subsidy", "payable", "reversed")
    return {name: sum(getattr(line, name) for line in lines) for name in names}


@staff
@require_POST
def settlement_sheet(request: StaffRequest, number: int) -> FileResponse:
    """The same lines and sums, as values: a spreadsheet that is opened elsewhere says the same."""
    canteen = canteen_of(request.user, number)
    first, last = _month(request.GET.get("month", ""))
    lines = reads.settlement(canteen, *_between(first, last))
    headings = [
        pgettext("a person", "Number"), _("Name"), _("Meals had"), _("Price in yuan"), _("Town pays"), _("They pay"),
        pgettext("a number or a meal", "Taken back"),
    ]  # fmt: skip
    rows: list[list[Value]] = [[line.person, line.name, *_amounts(_sums([line]))] for line in lines]
    rows.append([_("Sum"), "", *_amounts(_sums(lines))])
    take = partial(acts.take_out, record=canteen, what="settlement")
    return workbook(request.user, take, f"{canteen.name} {first:%Y-%m}", headings, rows)


def _amounts(of: dict[str, int]) -> list[Any]:
    money = [Decimal(of[name]) / 100 for name in ("price", "subsidy", "payable")]
    return [of["meals"], *money, of["reversed"]]
