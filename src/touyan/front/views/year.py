"""My year: what is asked of me, what I booked, what I did, and what is left."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from touyan.front.answers import private, see_other
from touyan.front.offers import session_card, where
from touyan.front.reads import PAGE
from touyan.front.views.programmes import as_calendar
from touyan.front.visitors import miss, person_of
from touyan.kernel import clock
from touyan.orders.acts import VISITOR
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
from touyan.programmes.reads.year import Asked, asked_of, attended, serves
from touyan.programmes.rules.rooms import rooms
from touyan.town.models import Person

DONE_MOST = 60
FIRST_YEAR = 2000


def signed_in(request: HttpRequest) -> Person:
    person = person_of(request)
    if person is None:
        raise Http404
    return person


def year_of(request: HttpRequest) -> int:
    """The year that is asked for, else this one."""
    asked, now = request.GET.get("year", ""), timezone.localdate(clock.now()).year
    is_year = len(asked) == 4 and asked.isascii() and asked.isdigit()
    return int(asked) if is_year and FIRST_YEAR <= int(asked) <= now else now


@require_safe
@login_required
@private
def mine(request: HttpRequest) -> HttpResponse:
    person, year = signed_in(request), year_of(request)
    done = list(attended(person, year)[: DONE_MOST + 1])
    asked = asked_of(person, done)
    page = {
        "person": person,
        **_years(year),
        "asked": asked,
        "nearest": _nearest(asked),
        "booked": [(row, receipt_of(row), where(row.session)) for row in booked_by(person)[:PAGE]],
        "done": [_line(row) for row in done[:DONE_MOST]],
        "minutes": sum(row.minutes for row in done if serves(row)),
        "certified": any(serves(row) and row.confirmed_at for row in done),
        "calendar": calendar_of(person),
    }
    return render(request, "front/programmes/year.html", page)


def _years(year: int) -> dict[str, int | None]:
    """The year shown, and those beside it that there is a page of."""
    this = timezone.localdate(clock.now()).year
    return {
        "year": year,
        "before": year - 1 if year > FIRST_YEAR else None,
        "after": year + 1 if year < this else None,
    }


def _nearest(asked: list[Asked]) -> dict[str, object]:
    """Requirement → the card of the next session that serves it."""
    found = {one.requirement.key: one.nearest for one in asked if one.nearest}
    seats = rooms(found.values())
    return {key: session_card(session, seats[session.pk]) for key, session in found.items()}


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
