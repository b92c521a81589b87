"""A child leaves: with whom, by which proof. Nobody but somebody named, and nobody who is barred."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from touyan.desk.clearance import class_staff
from touyan.desk.forms.classes import CodeForm, WhoForm, plain_code
from touyan.desk.gate import StaffRequest
from touyan.desk.leaving import MISSES, WINDOW, called, comers, refusal, warned_of
from touyan.desk.page import page, see_other
from touyan.desk.reads import classes as reads
from touyan.desk.told import tell
from touyan.desk.views.classes.today import list_address, session_of
from touyan.kernel import tries
from touyan.kernel.refused import Refused
from touyan.programmes import acts
from touyan.programmes.models import Attendance, Session
from touyan.programmes.reads import children
from touyan.programmes.reads.coming import arrivals
from touyan.town.models import Authority


def _here(request: StaffRequest, number: int, child: int) -> Attendance:
    """A child of an opened list that came; whether it has left is looked at again by the act."""
    session = session_of(request, number)
    found = arrivals(session).filter(person=child).first()
    if not session.__dict__["is_open_to"] or found is None:
        raise Http404
    found.session = session
    return found


@class_staff
@require_http_methods(["GET", "POST"])
def leave(request: StaffRequest, number: int, child: int) -> HttpResponse:
    attendance = _here(request, number, child)
    if attendance.left_at is not None:
        return _gone(attendance)
    trusted = children.trusted(child)
    if request.method != "POST":
        return _shown(request, attendance, trusted)
    try:
        return _let_go(request, attendance, trusted)
    except Refused as no:
        return _shown(request, attendance, trusted, no.status, why=str(no))


def _let_go(
    request: StaffRequest, attendance: Attendance, trusted: list[Authority]
) -> HttpResponse:
    chosen = next((row for row in trusted if str(row.pk) == request.POST.get("with")), None)
    if chosen is None:
        raise Refused(_("This person may not collect the child any more. Look at the list again."))
    code, known = plain_code(request.POST.get("code", ""))[:6], "known" in request.POST
    if why := refusal(chosen, attendance.person, code, known=known):
        raise Refused(why)
    event = acts.leave(
        by=request.user, attendance=attendance, collector=chosen, code=code, known=known
    )
    if event.repeated:
        return _gone(event.about)
    said = _("{name} has left with {who}. The guardians know.").format(
        name=attendance.person.name, who=chosen.name
    )
    return tell(see_other(list_address(attendance.session, attendance.person_id)), ("good", said))


def _gone(attendance: Attendance) -> HttpResponse:
    """A colleague was quicker: say what is true now."""
    who = attendance.collector.name if attendance.collector else "—"
    said = _("{name} has left already, with {who}.").format(name=attendance.person.name, who=who)
    return tell(see_other(list_address(attendance.session, attendance.person_id)), ("wait", said))


def _shown(
    request: StaffRequest,
    attendance: Attendance,
    trusted: list[Authority],
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    bare = {"why": "", "who": WhoForm(), "asked": None, "given": None, "code": ""}
    return page(
        request, "classes/leave.html", "classes", status, attendance=attendance,
        session=attendance.session, comers=comers(trusted),
        barred=[row for row in trusted if row.barred], **{**bare, **more},
    )  # fmt: skip


@class_staff
@require_POST
def ask(request: StaffRequest, number: int, child: int) -> HttpResponse:
    """Somebody is at the door and gives a name: are they named, or barred?"""
    attendance, form = _here(request, number, child), WhoForm(request.POST)
    trusted = children.trusted(child)
    if not form.is_valid():
        return _shown(request, attendance, trusted, 422, who=form)
    name = form.cleaned_data["name"]
    asked = {"name": name, "barred": warned_of(trusted, name), "named": called(trusted, name)}
    return _shown(request, attendance, trusted, asked=asked, who=form)


@class_staff
@require_POST
def by_code(request: StaffRequest) -> HttpResponse:
    """A card is shown: whose child it is for stands on the next page, and that somebody looked is kept."""
    form, key = CodeForm(request.POST), f"collect:staff:{request.user.pk}"
    if not form.is_valid():
        return tell(see_other(_start()), ("alarm", _("A code has six digits.")))
    if tries.spent(MISSES * 3, key):
        return tell(see_other(_start()), ("alarm", str(tries.too_many(key))))
    code = form.cleaned_data["code"]
    found = reads.carriers_of_code(request.user, code)
    number = reads.session_where_here(found[0].subject, request.user) if found else None
    if number is None:
        tries.count(key, window=WINDOW)
        said = _(
            "No child who is here now waits for this code. It may be wrong, used, or of another day."
        )
        return tell(see_other(_start()), ("alarm", said))
    return _card_shown(request, session_of(request, number), found, code)


def _start() -> str:
    return reverse("desk:classes")


def _card_shown(
    request: StaffRequest, session: Session, found: list[Authority], code: str
) -> HttpResponse:
    acts.look(by=request.user, record=session, what="roster")
    child = found[0].subject_id
    attendance = arrivals(session).get(person=child)
    attendance.session = session
    return _shown(request, attendance, children.trusted(child), given=found[0], code=code)
