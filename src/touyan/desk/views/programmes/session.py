"""One session at the desk: what it is, who is expected, what came of it, and what was raised there."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.forms import Form
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from touyan.desk.forms.programmes import CallOff, Difficulty, HeldSeats, Hold
from touyan.desk.gate import StaffRequest, staff
from touyan.desk.page import page, see_other
from touyan.desk.reads import programmes as reads
from touyan.desk.sent import refuse, status_of, typed
from touyan.desk.symposium import orders_of, raise_difficulty
from touyan.desk.told import tell
from touyan.kernel.refused import Refused
from touyan.programmes import acts, rules
from touyan.programmes.models import Session
from touyan.programmes.moves import SESSION_LIFE
from touyan.programmes.states import Kind, SessionState
from touyan.town.models import Organisation


def session_of(request: StaffRequest, number: int) -> Session:
    found = reads.session_for(request.user, number)
    if found is None:
        raise Http404
    return found


def organised(request: StaffRequest, number: int) -> Session:
    """A session that the person puts on, or works above; whoever only reads finds no form here."""
    found = session_of(request, number)
    if not rules.organises_session(found, request.user):
        raise Http404
    return found


def roster_of(request: StaffRequest, number: int) -> Session:
    """A session whose list the person keeps; those of children and elders have pages of their own."""
    found = session_of(request, number)
    if found.programme.is_guarded or not rules.keeps_roster(found, request.user):
        raise Http404
    return found


@staff
@require_GET
def session(request: StaffRequest, number: int) -> HttpResponse:
    return _shown(request, session_of(request, number))


def _shown(request: StaffRequest, found: Session, wrong: Form | None = None) -> HttpResponse:
    organises = rules.organises_session(found, request.user)
    symposium = found.programme.kind == Kind.SYMPOSIUM
    return page(
        request, "programmes/session.html", "programmes", status_of(wrong) if wrong else 200, session=found,
        programme=found.programme, forms=_forms(found, wrong), wrong=wrong, organises=organises,
        offers={offer.name: offer for offer in SESSION_LIFE.offers(found, request.user)},
        roster=not found.programme.is_guarded and rules.keeps_roster(found, request.user),
        orders=orders_of(found, request.user) if symposium else None,
        open=found.state == SessionState.PLANNED, serves=found.programme.kind == Kind.VOLUNTEERING,
    )  # fmt: skip


def _forms(found: Session, wrong: Form | None) -> dict[str, Form]:
    """Each form of the page, the one that was sent wrongly with what was typed."""
    forms: dict[str, Form] = {
        "hold": Hold(initial={"speaker": found.speaker, "note": found.note}),
        "call_off": CallOff(),
        "difficulty": Difficulty(session=found, initial={"key": uuid4()}),
    }
    sent = {name: wrong for name, form in forms.items() if wrong and type(form) is type(wrong)}
    return forms | sent


def _sent(
    request: StaffRequest, found: Session, form: Form, act: Callable[..., Any], said: str
) -> HttpResponse:
    """Carry it out and come back; or the page again with what is wrong."""
    if form.is_valid():
        try:
            act(by=request.user, session=found, **form.cleaned_data)
        except Refused as no:
            refuse(form, no)
        else:
            return tell(see_other(reverse("desk:session", args=[found.pk])), ("good", said))
    return _shown(request, found, form)


@staff
@require_POST
def hold(request: StaffRequest, number: int) -> HttpResponse:
    found = organised(request, number)
    return _sent(
        request, found, Hold(request.POST), acts.hold, _("It is noted that it took place.")
    )


@staff
@require_POST
def call_off(request: StaffRequest, number: int) -> HttpResponse:
    found = organised(request, number)
    said = _("It is called off. Whoever booked sees it on their page.")
    return _sent(request, found, CallOff(request.POST), acts.call_off, said)


@staff
@require_http_methods(["GET", "POST"])
def seats(request: StaffRequest, number: int) -> HttpResponse:
    """Seats held for those who come together, until a moment."""
    found = organised(request, number)
    form = HeldSeats(typed(request), session=found, initial={"until": found.starts_at})
    if request.method == "POST" and form.is_valid():
        try:
            acts.hold_seats(by=request.user, session=found, **form.cleaned_data)
        except Refused as no:
            refuse(form, no)
        else:
            return tell(_to_seats(found), ("good", _("The seats are held.")))
    held = list(found.seats.select_related("organisation").order_by("organisation__path"))
    return page(request, "programmes/seats.html", "programmes", status_of(form), session=found, form=form, held=held)  # fmt: skip


def _to_seats(found: Session) -> HttpResponse:
    return see_other(reverse("desk:session_seats", args=[found.pk]))


@staff
@require_POST
def release(request: StaffRequest, number: int, code: str) -> HttpResponse:
    found = organised(request, number)
    unit = Organisation.objects.filter(code=code, path__startswith=found.town.path).first()
    if unit is None:
        raise Http404
    acts.release_seats(by=request.user, session=found, organisation=unit)
    return tell(_to_seats(found), ("good", _("The seats are everybody's again.")))


@staff
@require_POST
def difficulty(request: StaffRequest, number: int) -> HttpResponse:
    """What somebody cannot solve alone becomes an order; each knows of the other."""
    found = organised(request, number)
    if found.programme.kind != Kind.SYMPOSIUM:
        raise Http404
    form = Difficulty(request.POST, session=found)
    return _sent(request, found, form, raise_difficulty, _("It is an order now."))
