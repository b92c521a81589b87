"""Today's classes and their lists: not here, here, left, excused."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from touyan.desk.clearance import class_staff
from touyan.desk.forms.classes import CodeForm
from touyan.desk.gate import StaffRequest
from touyan.desk.page import page, see_other
from touyan.desk.reads import classes as reads
from touyan.desk.told import tell
from touyan.kernel import clock
from touyan.kernel.refused import Refused
from touyan.kernel.written import said_of
from touyan.programmes import acts, rules
from touyan.programmes.models import Session
from touyan.programmes.reads.children import Visit, class_session, roster
from touyan.programmes.reads.coming import day_of
from touyan.programmes.states import Method


@class_staff
@require_GET
def classes(request: StaffRequest) -> HttpResponse:
    today, rows = clock.today(), reads.sessions(request.user, days=7)
    by_day = [(day_of(row) == today, row) for row in rows]
    return page(
        request, "classes/today.html", "classes", form=CodeForm(),
        today=[row for is_today, row in by_day if is_today],
        coming=[row for is_today, row in by_day if not is_today],
        classes=list(reads.classes(request.user)),
    )  # fmt: skip


def session_of(request: StaffRequest, number: int) -> Session:
    """A session whose list the person keeps; 404 for every other."""
    found = class_session(number, request.user)
    if found is None or not rules.keeps_roster(found, request.user):
        raise Http404
    return found


def list_address(session: Session, child: int | None = None) -> str:
    """The list, at the child that was just noted."""
    anchor = f"#child-{child}" if child else ""
    return reverse("desk:class_roster", args=[session.pk]) + anchor


@class_staff
@require_http_methods(["GET", "POST"])
def class_roster(request: StaffRequest, number: int) -> HttpResponse:
    """Opening the list is a press of a button of its own, because it is written down."""
    found = session_of(request, number)
    if request.method == "POST":
        acts.look(by=request.user, record=found, what="roster")
        return see_other(list_address(found))
    visits = roster(found) if found.__dict__["is_open_to"] else None
    return page(request, "classes/roster.html", "classes", session=found, visits=visits)


def visit_of(request: StaffRequest, session: Session, number: int) -> Visit:
    """One child of an opened list."""
    if not session.__dict__["is_open_to"]:
        raise Http404
    found = next((visit for visit in roster(session) if visit.person.pk == number), None)
    if found is None:
        raise Http404
    return found


@class_staff
@require_POST
def note(request: StaffRequest, number: int, child: int, step: str) -> HttpResponse:
    """Here, excused, or noted by mistake."""
    session = session_of(request, number)
    visit = visit_of(request, session, child)
    try:
        said = _noted(request, visit, step)
    except Refused as no:
        return tell(
            see_other(list_address(session, child)), ("alarm", said_of(visit.person.name, str(no)))
        )
    return tell(see_other(list_address(session, child)), ("good", said))


def _noted(request: StaffRequest, visit: Visit, step: str) -> str:
    name = visit.person.name
    if step == "here":
        acts.arrive(
            by=request.user, session=visit.session, person=visit.person, method=Method.ROSTER
        )
        return _("{name} is here. The guardians know.").format(name=name)
    if step == "away":
        acts.stay_away(by=request.user, session=visit.session, person=visit.person)
        return _("{name} is excused.").format(name=name)
    if step == "mistake" and visit.attendance is not None:
        reason = _("Noted by mistake.")
        acts.correct(by=request.user, attendance=visit.attendance, reason=reason, annul=True)
        return _("{name}: taken back.").format(name=name)
    raise Http404
