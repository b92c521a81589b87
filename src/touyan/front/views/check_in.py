"""The poster at the door of an open event: “I am here”, and “I am leaving”."""

from uuid import uuid4

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from touyan.front.answers import private, see_other
from touyan.front.guests import (
    CHECK_INS_AN_HOUR,
    GuestForm,
    known,
    refuse_guests,
    remember,
    remembered,
    takes_guests,
)
from touyan.front.offers import where
from touyan.front.visitors import miss, slow_down
from touyan.kernel.refused import Refused
from touyan.kernel.taps import nonce_of
from touyan.programmes import acts
from touyan.programmes.models import Attendance, Session
from touyan.programmes.reads import arrivals
from touyan.programmes.reads.by_code import session_by_poster
from touyan.programmes.states import Method
from touyan.town.models import Person


def _session(request: HttpRequest, code: str) -> Session:
    found = session_by_poster(code)
    if found is None or found.programme.is_guarded:
        miss(request)
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@private
def check_in(request: HttpRequest, code: str) -> HttpResponse:
    session, person = _session(request, code), remembered(request)
    form = GuestForm(request.POST if request.method == "POST" and person is None else None)
    if request.method != "POST" or (person is None and not form.is_valid()):
        return _page(request, session, code, person, form, 422 if form.is_bound else 200)
    try:
        person = _noted(request, session, person, form)
    except Refused as no:
        form = form if form.is_bound else GuestForm()
        return _page(request, session, code, person, form, no.status, str(no))
    response = see_other("front:check_in", code)
    if person.login is None:
        remember(response, person, settings.SESSION_COOKIE_SECURE)
    return response


def _noted(
    request: HttpRequest, session: Session, person: Person | None, form: GuestForm
) -> Person:
    slow_down(request, "check-ins", CHECK_INS_AN_HOUR)
    # A name and a number show nobody who they are, today's no more than those kept from another evening.
    if person is None or person.login is None:
        refuse_guests(session.programme)
    person = person or known(session.town, form.cleaned_data)
    there = _there(session, person)
    if request.POST.get("leave") == "1" and there is not None:
        acts.leave(by=person, attendance=there)
    else:
        nonce = nonce_of(request.POST) or uuid4()
        acts.arrive(by=person, session=session, person=person, method=Method.POSTER, nonce=nonce)
    return person


def _there(session: Session, person: Person | None) -> Attendance | None:
    return arrivals(session).filter(person=person).first() if person else None


def _page(
    request: HttpRequest,
    session: Session,
    code: str,
    person: Person | None,
    form: GuestForm,
    status: int = 200,
    why: str = "",
) -> HttpResponse:
    page = {
        "session": session,
        "code": code,
        "where": where(session),
        "person": person,
        "there": _there(session, person),
        "form": form,
        "guests": takes_guests(session.programme),
        "nonce": uuid4(),
        "why": why,
    }
    return render(request, "front/programmes/check_in.html", page, status=status)
