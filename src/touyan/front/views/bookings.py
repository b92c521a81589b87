"""A seat: asked for, found again by its receipt, given back."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from touyan.front.answers import private, qr, see_other
from touyan.front.guests import BOOKINGS_AN_HOUR, GuestForm, takes_guests, whoever
from touyan.front.offers import session_card
from touyan.front.views.programmes import as_calendar
from touyan.front.visitors import miss, person_of, slow_down
from touyan.kernel import clock, replicas
from touyan.kernel.refused import Refused
from touyan.kernel.sending import led_to
from touyan.programmes import acts
from touyan.programmes.models import Booking, Session
from touyan.programmes.reads.by_code import badge_of, booking_by_receipt, receipt_of
from touyan.programmes.reads.coming import open_booking
from touyan.programmes.reads.offered import place_in_line, public_session
from touyan.programmes.rules import past_cutoff
from touyan.programmes.rules.rooms import rooms
from touyan.programmes.states import STANDING, BookingState, Kind, SessionState, State
from touyan.town.acts import give_consent, withdraw_consent
from touyan.town.reads import agreement
from touyan.town.states import CONSENT_VERSIONS, Purpose

DONE = {
    "new": _("That is noted. Keep this page: with it you can give the seat back."),
    "cancelled": _("The seat was given back. Thank you: somebody else can have it now."),
    "consent": _("Thank you: it is noted that your photo may be shown."),
    "no_photo": _("Taken back. Your photo is shown no more, and whoever took it has been told."),
}


def _session(number: int) -> Session:
    found = public_session(number)
    if found is None:
        raise Http404
    return found


@require_safe
@private
@replicas.public
def session(request: HttpRequest, number: int) -> HttpResponse:
    return _page(request, _session(number), GuestForm())


def _page(
    request: HttpRequest, session: Session, form: GuestForm, status: int = 200
) -> HttpResponse:
    person = person_of(request)
    booking = open_booking(session, person) if person else None
    page = {
        "session": session,
        "card": session_card(session, rooms([session])[session.pk]),
        "form": form,
        "person": person,
        "receipt": receipt_of(booking) if booking else "",
        "open": _takes_bookings(session),
        "guests": takes_guests(session.programme),
    }
    return render(request, "front/programmes/session.html", page, status=status)


def _takes_bookings(session: Session) -> bool:
    is_on = session.state == SessionState.PLANNED and session.programme.state == State.OPEN
    return is_on and not past_cutoff(session) and not session.programme.is_guarded


@require_POST
@private
def book(request: HttpRequest, number: int) -> HttpResponse:
    found, form = _session(number), GuestForm(request.POST)
    if person_of(request) is None and not form.is_valid():
        return _page(request, found, form, 422)
    try:
        booking = _booked(request, found, form)
    except Refused as no:
        form.add_error(no.field if no.field in form.fields else None, str(no))
        return _page(request, found, form, no.status)
    return see_other("front:booking", receipt_of(booking), query="done=new")


def _booked(request: HttpRequest, session: Session, form: GuestForm) -> Booking:
    slow_down(request, "bookings", BOOKINGS_AN_HOUR)
    person = whoever(request, session.programme, form)
    event = acts.book(by=person, session=session, person=person)
    if event.repeated and person.login is None and not led_to("programmes.book"):
        raise Refused(
            gettext(
                "Somebody with this name and number has a place already. Use that page, or telephone us."
            )
        )
    return event.about


# With the receipt ------------------------------------------------------------------------------


def _booking(request: HttpRequest, receipt: str) -> Booking:
    found = booking_by_receipt(receipt)
    if found is None:
        miss(request)
        raise Http404
    return found


@require_safe
@private
def booking(request: HttpRequest, receipt: str) -> HttpResponse:
    return _receipt(request, _booking(request, receipt), receipt)


def _receipt(
    request: HttpRequest, booking: Booking, receipt: str, status: int = 200, why: str = ""
) -> HttpResponse:
    session = booking.session
    done = DONE.get(request.GET.get("done", ""), "")
    page = {
        "booking": booking,
        "receipt": receipt,
        "session": session,
        "card": session_card(session, rooms([session])[session.pk]),
        "badge": badge_of(booking),
        "line": place_in_line(booking) if booking.state == BookingState.WAITLISTED else 0,
        "can_cancel": _can_cancel(booking),
        **_photo_of(booking),
        "why": why,
        "notices": [("good", done)] if done and not why else [],
    }  # fmt: skip
    return render(request, "front/programmes/booking.html", page, status=status)


def _can_cancel(booking: Booking) -> bool:
    session = booking.session
    to_come = session.state == SessionState.PLANNED and clock.now() < session.ends_at
    return to_come and booking.state in STANDING


def _photo_of(booking: Booking) -> dict[str, Any]:
    """Whether they are asked if their photo may be shown, and what they can take back."""
    if booking.session.programme.kind != Kind.PORTRAIT or booking.person.is_child:
        return {"asks_photo": False, "photo": None}
    agreed = agreement(booking.person, Purpose.PHOTO)
    to_this = agreed is not None and agreed.version == CONSENT_VERSIONS[Purpose.PHOTO]
    return {"asks_photo": not to_this, "photo": agreed}


def _done(
    request: HttpRequest, found: Booking, receipt: str, what: str, act: Callable[[], object]
) -> HttpResponse:
    """Carry it out, as the person whose receipt it is; the same page again where it is refused."""
    try:
        act()
    except Refused as no:
        return _receipt(request, found, receipt, no.status, str(no))
    return see_other("front:booking", receipt, query=f"done={what}")


@require_POST
@private
def cancel_booking(request: HttpRequest, receipt: str) -> HttpResponse:
    found = _booking(request, receipt)
    act = partial(acts.cancel_booking, by=found.person, booking=found)
    return _done(request, found, receipt, "cancelled", act)


@require_POST
@private
def consent(request: HttpRequest, receipt: str) -> HttpResponse:
    """One's photo may be shown: said by oneself, for oneself."""
    found = _booking(request, receipt)
    if found.session.programme.kind != Kind.PORTRAIT:
        raise Http404
    person = found.person
    act = partial(give_consent, by=person, subject=person, purpose=Purpose.PHOTO.value)
    return _done(request, found, receipt, "consent", act)


@require_POST
@private
def no_photo(request: HttpRequest, receipt: str) -> HttpResponse:
    """Without an account too it is taken back by whoever gave it."""
    found = _booking(request, receipt)
    agreed = _photo_of(found)["photo"]
    if agreed is None:
        raise Http404
    act = partial(withdraw_consent, by=found.person, consent=agreed)
    return _done(request, found, receipt, "no_photo", act)


@require_safe
@private
def badge(request: HttpRequest, receipt: str) -> HttpResponse:
    """What the camera at the door reads."""
    return qr(badge_of(_booking(request, receipt)))


@require_safe
@private
def booking_feed(request: HttpRequest, receipt: str) -> HttpResponse:
    return as_calendar(request, [_booking(request, receipt).session])
