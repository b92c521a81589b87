"""My year: what is asked of me, what I booked, what I did, and what is left."""

from collections.abc import Sequence

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from touyan.front import asked as asked_by
from touyan.front.answers import private, see_other
from touyan.front.offers import where
from touyan.front.reads import PAGE
from touyan.front.views.programmes import as_calendar
from touyan.front.visitors import miss, person_of, signed_in
from touyan.kernel import clock
from touyan.orders.acts import VISITOR
from touyan.plans.reads.mine import member_towns
from touyan.programmes.acts import thank
from touyan.programmes.models import Attendance
from touyan.programmes.reads.by_code import (
    attendance_by_thanks,
    calendar_of,
    person_by_calendar,
    receipt_of,
    thanks_of,
)
from touyan.programmes.reads.offered import booked_by
from touyan.programmes.reads.year import attended, serves

DONE_MOST = 60
FIRST_YEAR = 2000


def year_of(request: HttpRequest) -> int:
    """The year that is asked for, else this one."""
    asked, now = request.GET.get("year", ""), clock.today().year
    is_year = len(asked) == 4 and asked.isascii() and asked.isdigit()
    return int(asked) if is_year and FIRST_YEAR <= int(asked) <= now else now


@require_safe
@login_required
@private
def mine(request: HttpRequest) -> HttpResponse:
    person, year = signed_in(request), year_of(request)
    done = list(attended(person, year)[: DONE_MOST + 1])
    asked = asked_by.year_of(person, year, done)
    page = {
        "person": person,
        **_years(year),
        "asked": asked,
        "nearest": asked_by.nearest(asked.lines),
        "may_pledge": bool(member_towns(person)),
        "booked": [(row, receipt_of(row), where(row.session)) for row in booked_by(person)[:PAGE]],
        **_did(done),
        "calendar": calendar_of(person),
    }
    return render(request, "front/programmes/year.html", page)


def _years(year: int) -> dict[str, int | None]:
    """The year shown, and those beside it that there is a page of."""
    this = clock.today().year
    return {
        "year": year,
        "before": year - 1 if year > FIRST_YEAR else None,
        "after": year + 1 if year < this else None,
    }


def _did(done: Sequence[Attendance]) -> dict[str, object]:
    """What was done, and what the services among it add up to."""
    return {
        "done": [_line(row) for row in done[:DONE_MOST]],
        "minutes": sum(row.minutes for row in done if serves(row)),
        "certified": any(serves(row) and row.confirmed_at for row in done),
    }


def _line(row: Attendance) -> dict[str, object]:
    waits = serves(row) and row.served_at is None and row.left_at is not None
    return {
        "row": row,
        "where": where(row.session),
        "serves": serves(row),
        "thanks": thanks_of(row) if waits else "",
    }


@require_safe
@private
def own_feed(request: HttpRequest, code: str) -> HttpResponse:
    """For a calendar program, which cannot sign in: the address itself is the key."""
    person = person_by_calendar(code)
    if person is None:
        miss(request)
        raise Http404
    return as_calendar(request, [row.session for row in booked_by(person)[:PAGE]])


# Whoever was served ----------------------------------------------------------------------------


def _served(request: HttpRequest, code: str) -> Attendance:
    found = attendance_by_thanks(code)
    if found is None:
        miss(request)
        raise Http404
    return found


@require_safe
@private
def thanks(request: HttpRequest, code: str) -> HttpResponse:
    row = _served(request, code)
    page = {"row": row, "code": code, "where": where(row.session)}
    return render(request, "front/programmes/thanks.html", page)


@require_POST
@private
def say_thanks(request: HttpRequest, code: str) -> HttpResponse:
    thank(by=person_of(request) or VISITOR, attendance=_served(request, code))
    return see_other("front:thanks", code)
