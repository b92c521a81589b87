"""A day at a canteen or day care: what is cooked, who gets it, who goes the rounds."""

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from touyan.desk.forms.canteens import Carrier
from touyan.desk.gate import StaffRequest, staff
from touyan.desk.kitchen import DAY, loads, roster
from touyan.desk.page import is_part, page, see_other
from touyan.desk.reads.canteens import canteen_of
from touyan.desk.told import tell
from touyan.kernel import clock
from touyan.kernel.refused import Refused
from touyan.kernel.sheets.origin import origin
from touyan.kernel.taps import moment_of as tapped_at
from touyan.kernel.taps import nonce_of
from touyan.programmes import acts
from touyan.programmes.models import Attendance, Programme, Session
from touyan.programmes.reads import canteen as reads
from touyan.programmes.reads.coming import day_of
from touyan.programmes.rules.canteen import expires_at
from touyan.programmes.rules.plates import count
from touyan.programmes.rules.plates import rounds as rounds_of
from touyan.programmes.states import Kind, Method
from touyan.town.models import Person


def day_asked(request: StaffRequest) -> date:
    """The day in the address, or today."""
    try:
        asked = parse_date(request.GET.get("day", ""))
    except ValueError:
        asked = None
    return asked or clock.today()


def days_around(canteen: Programme, day: date) -> dict[str, Any]:
    return {
        "canteen": canteen, "day": day, "before": day - DAY, "after": day + DAY,
        "today": clock.today(),
    }  # fmt: skip


@staff
@require_GET
def kitchen(request: StaffRequest, number: int) -> HttpResponse:
    """How many of what, and nobody's name: it hangs in the kitchen."""
    canteen, day = canteen_of(request.user, number), day_asked(request)
    session = reads.session_on(canteen, day)
    menu = reads.menu_on(canteen, day)
    wishes = [options for _pk, options in reads.wishes(session)] if session else []
    plates = count(wishes, menu)
    return page(
        request, "canteens/kitchen.html", "canteens", session=session, menu=menu, plates=plates,
        eat_in=sum(row.eat_in for row in plates), deliver=sum(row.deliver for row in plates),
        **days_around(canteen, day),
    )  # fmt: skip


@staff
@require_http_methods(["GET", "POST"])
def meals(request: StaffRequest, number: int) -> HttpResponse:
    """How many had theirs; who, once the list is opened, and that is kept in the journal."""
    canteen, day = canteen_of(request.user, number), day_asked(request)
    session = reads.session_on(canteen, day)
    if request.method == "POST":
        if session is None:
            raise Http404
        return opened(request, canteen, session)
    served = reads.served_in(session) if session else 0
    return page(
        request, "canteens/meals.html", "canteens", session=session, served=served, rows=None,
        **days_around(canteen, day),
    )  # fmt: skip


def opened(
    request: StaffRequest, canteen: Programme, session: Session, status: int = 200, error: str = ""
) -> HttpResponse:
    acts.look(by=request.user, record=session, what="meals")
    rows = roster(session, reads.menu_on(canteen, day_of(session)))
    served = sum(row.attendance is not None for row in rows)
    return page(
        request, "canteens/meals.html", "canteens", status, session=session, served=served,
        rows=rows, error=error, **days_around(canteen, day_of(session)),
    )  # fmt: skip


def _session(canteen: Programme, number: int) -> Session:
    rows = Session.objects.select_related("town", "host", "village")
    found = rows.filter(pk=number, programme=canteen).first()
    if found is None:
        raise Http404
    found.programme = canteen
    return found


@staff
@require_POST
def noted(request: StaffRequest, number: int, session: int, person: int, what: str) -> HttpResponse:
    """Handed over, or came, or left: the same tap sent twice is one."""
    canteen = canteen_of(request.user, number)
    found, somebody = _session(canteen, session), Person.objects.filter(pk=person).first()
    if somebody is None or what not in {"served", "came", "left"}:
        raise Http404
    try:
        _note(request, found, somebody, what)
    except Refused as no:
        return _answer(request, canteen, found, somebody, no.status, str(no))
    return _answer(request, canteen, found, somebody)


def _note(request: StaffRequest, session: Session, person: Person, what: str) -> None:
    known: dict[str, Any] = {"by": request.user, "at": tapped_at(request.POST)}
    if what == "left":
        row = Attendance.objects.filter(session=session, person=person, standing=True).first()
        if row is None:
            raise Refused(_("This was corrected meanwhile. Open the list again."))
        acts.leave(attendance=row, **known)
        return
    act = acts.serve_meal if session.programme.kind == Kind.CANTEEN else acts.arrive
    nonce = nonce_of(request.POST)
    act(session=session, person=person, method=Method.ROSTER, nonce=nonce, **known)


def _answer(
    request: StaffRequest, canteen: Programme, session: Session, person: Person,
    status: int = 200, error: str = "",
) -> HttpResponse:  # fmt: skip
    """The line alone where the page keeps itself; else the whole list."""
    if not is_part(request):
        return opened(request, canteen, session, status, error)
    rows = roster(session, reads.menu_on(canteen, day_of(session)))
    row = next((row for row in rows if row.person.pk == person.pk), None)
    if row is None:
        raise Refused(error or _("This person is not on the list."))
    context = {"canteen": canteen, "session": session, "row": row, "error": error}
    return page(request, "canteens/row.html", "canteens", status, **context)


@staff
@require_POST
def take_back(request: StaffRequest, number: int, session: int, person: int) -> HttpResponse:
    """Noted by mistake: the charge is reversed, and the list stands as before."""
    canteen = canteen_of(request.user, number)
    found, reason = _session(canteen, session), request.POST.get("reason", "")
    row = reads.there(found).get(person)
    if row is None:
        raise Http404
    row.session = found
    try:
        if charge := reads.charged(found).get(row.pk):
            acts.reverse_charge(by=request.user, charge=charge, reason=reason)
        acts.correct(by=request.user, attendance=row, reason=reason, annul=True)
    except Refused as no:
        return opened(request, canteen, found, no.status, str(no))
    return opened(request, canteen, found)


# Rounds ----------------------------------------------------------------------------------------


@staff
@require_http_methods(["GET", "POST"])
def rounds(request: StaffRequest, number: int) -> HttpResponse:
    """Who goes which round; the doors themselves are on the sheet."""
    canteen, day = canteen_of(request.user, number), day_asked(request)
    session = reads.session_on(canteen, day)
    if request.method == "POST":
        return _named(request, canteen, session)
    people = list(reads.carriers(canteen, session)) if session else []
    return page(
        request, "canteens/rounds.html", "canteens", session=session, people=people,
        rounds=loads(reads.to_bring(session), people) if session else [],
        **days_around(canteen, day),
    )  # fmt: skip


def _named(request: StaffRequest, canteen: Programme, session: Session | None) -> HttpResponse:
    form = Carrier(request.POST, people=reads.carriers(canteen))
    back = see_other(f"{reverse('desk:rounds', args=[canteen.pk])}?{request.GET.urlencode()}")
    if session is None or not form.is_valid():
        return tell(back, ("alarm", _("Choose somebody of the list.")))
    try:
        acts.name_carrier(by=request.user, session=session, **form.cleaned_data)
    except Refused as no:
        return tell(back, ("alarm", str(no)))
    return tell(back, ("good", _("Saved.")))


@staff
@require_POST
def sheet(request: StaffRequest, number: int, session: int, turn: int) -> HttpResponse:
    """To be printed for whoever goes it: without telephone numbers, which only they see, on their own page."""
    canteen = canteen_of(request.user, number)
    found = _session(canteen, session)
    mine = next((one for one in rounds_of(found) if one.number == turn), None)
    left = int((expires_at(found) - clock.now()).total_seconds())
    if mine is None or left <= 0:
        raise Http404
    taken = acts.take_out(by=request.user, record=found, what="round", rows=len(mine.stops))
    response = page(
        request, "canteens/sheet.html", "canteens", session=found, round=mine, canteen=canteen,
        until=expires_at(found), day=day_of(found), origin=origin(request.user.name, taken.entry),
    )  # fmt: skip
    response["Refresh"] = f"{left}; url={reverse('desk:rounds', args=[canteen.pk])}"
    return response
