"""This week's menus for everybody; lunch booked for oneself or a parent; the sheet of whoever brings it."""

from datetime import datetime, time, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from touyan.front.answers import private, see_other
from touyan.front.canteens import Place, places, week_of
from touyan.front.visitors import signed_in
from touyan.kernel import clock, replicas
from touyan.kernel.refused import Refused
from touyan.kernel.taps import moment_of as tapped_at
from touyan.kernel.taps import nonce_of
from touyan.programmes import acts
from touyan.programmes.models import Enrolment, Round, Session
from touyan.programmes.reads import canteen as reads
from touyan.programmes.rules import moment_of
from touyan.programmes.rules.canteen import expires_at, goes
from touyan.programmes.rules.plates import RoundOf
from touyan.programmes.rules.plates import rounds as rounds_of
from touyan.programmes.states import Method
from touyan.town.models import Person
from touyan.town.reads import home_town

DONE = {
    "booked": _("It is booked."),
    "cancelled": _("It is given back."),
}


@require_safe
@replicas.public
def canteens(request: HttpRequest) -> HttpResponse:
    """This week's menus, place by place."""
    town = home_town()
    shown = week_of(town, clock.today()) if town else []
    return render(request, "front/canteens/menus.html", {"canteens": shown})


def _today() -> datetime:
    return moment_of(clock.today(), time.min)


@require_safe
@login_required
@private
def my_meals(request: HttpRequest) -> HttpResponse:
    return _mine(request, signed_in(request))


def _mine(request: HttpRequest, person: Person, status: int = 200, error: str = "") -> HttpResponse:
    today = clock.today()
    done = DONE.get(request.GET.get("done", ""))
    shown: list[Place] = places(person, reads.booked_by(person, today), clock.now())
    context: dict[str, Any] = {
        "places": shown, "error": error, "notices": [("good", done)] if done else [],
        "rounds": _rounds(person),
    }  # fmt: skip
    return render(request, "front/canteens/mine.html", context, status=status)


def _rounds(person: Person) -> list[Round]:
    """Today's; only those with a role go any."""
    if not person.roles_today:
        return []
    return reads.rounds_for(person, _today(), _today() + timedelta(days=1))


def _booked_for(person: Person, number: int) -> Enrolment:
    """A place on a list that this person may book for; nobody else's is found."""
    today = clock.today()
    found = next((row for row in reads.booked_by(person, today) if row.pk == number), None)
    if found is None:
        raise Http404
    return found


@require_POST
@login_required
@private
def my_meal(request: HttpRequest, number: int, session: int, what: str) -> HttpResponse:
    """Book a day, or give it back."""
    person = signed_in(request)
    enrolment = _booked_for(person, number)
    found = Session.objects.filter(pk=session, programme=enrolment.programme_id).first()
    if found is None or what not in {"book", "cancel"}:
        raise Http404
    try:
        (_book if what == "book" else _cancel)(person, enrolment, found)
    except Refused as no:
        return _mine(request, person, no.status, str(no))
    return see_other("front:my_meals", query=f"done={'booked' if what == 'book' else 'cancelled'}")


def _book(by: Person, enrolment: Enrolment, session: Session) -> None:
    acts.book(by=by, session=session, person=enrolment.person)


def _cancel(by: Person, enrolment: Enrolment, session: Session) -> None:
    _sessions, bookings = reads.coming_to([enrolment], clock.now())
    if booking := bookings.get((session.pk, enrolment.person_id)):
        acts.cancel_booking(by=by, booking=booking)


# Rounds ----------------------------------------------------------------------------------------


def _turn(request: HttpRequest, number: int) -> Round:
    """Today's round of whoever goes it, until it is over; afterwards nobody finds it."""
    rows = Round.objects.select_related(
        "session", "session__programme", "session__programme__host", "session__host", "town"
    )
    found = rows.filter(pk=number).first()
    if found is None or not goes(found, signed_in(request)):
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@private
def my_round(request: HttpRequest, number: int) -> HttpResponse:
    """How many doors; which, once the sheet is opened, and that is kept in the journal."""
    turn = _turn(request, number)
    if request.method == "POST":
        return _sheet(request, turn)
    return render(
        request, "front/canteens/round.html", {"turn": turn, "round": _doors(turn), "open": False}
    )


def _doors(turn: Round) -> RoundOf:
    return next(one for one in rounds_of(turn.session) if one.number == turn.number)


def _sheet(request: HttpRequest, turn: Round, status: int = 200, error: str = "") -> HttpResponse:
    """Names, doors and telephones; it goes from the screen by itself, with or without JavaScript."""
    acts.look(by=signed_in(request), record=turn, what="round")
    until = expires_at(turn.session)
    context = {"turn": turn, "round": _doors(turn), "open": True, "until": until, "error": error}
    response = render(request, "front/canteens/round.html", context, status=status)
    left = max(1, int((until - clock.now()).total_seconds()))
    response["Refresh"] = f"{left}; url=/canteens/"
    return response


@require_POST
@login_required
@private
def brought(request: HttpRequest, number: int, person: int) -> HttpResponse:
    """A meal handed over at a door: the same tap sent twice is one."""
    turn = _turn(request, number)
    stop = next((stop for stop in _doors(turn).stops if stop.person.pk == person), None)
    if stop is None:
        raise Http404
    try:
        acts.serve_meal(
            by=signed_in(request), session=turn.session, person=stop.person, method=Method.ROSTER,
            nonce=nonce_of(request.POST), at=tapped_at(request.POST),
        )  # fmt: skip
    except Refused as no:
        return _brought(request, turn, person, no.status, str(no))
    return _brought(request, turn, person)


def _brought(
    request: HttpRequest, turn: Round, person: int, status: int = 200, error: str = ""
) -> HttpResponse:
    """The door alone where the page keeps itself; else the whole sheet."""
    if request.headers.get("HX-Request") != "true":
        return _sheet(request, turn, status, error)
    stop = next(stop for stop in _doors(turn).stops if stop.person.pk == person)
    context = {"turn": turn, "stop": stop, "error": error}
    return render(request, "front/canteens/door.html", context, status=status)
