"""Somebody telephones: found by four digits, read back in one sentence, booked."""

from typing import Any

from django.forms import Form
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from touyan.desk import by_phone
from touyan.desk.forms.classes import CorrectForm
from touyan.desk.forms.meals import Asked, Paused, Plate, Standing, plated, stood
from touyan.desk.gate import StaffRequest, staff
from touyan.desk.page import is_part, page, see_other
from touyan.desk.read_back import said_day
from touyan.desk.reads.canteens import around, canteens_of
from touyan.desk.told import tell
from touyan.kernel import clock
from touyan.kernel.masked import masked_name
from touyan.kernel.refused import Refused
from touyan.programmes import acts
from touyan.programmes.models import Booking, Enrolment, Session
from touyan.programmes.reads import canteen as reads
from touyan.programmes.reads.coming import day_of
from touyan.programmes.rules.canteen import Wish
from touyan.town.acts import correct_person, give_consent, withdraw_consent
from touyan.town.reads import agreement
from touyan.town.rules import consented
from touyan.town.states import Purpose


@staff
@require_GET
def canteens(request: StaffRequest) -> HttpResponse:
    kept = canteens_of(request.user)
    words = request.GET.get("q", "").strip()[:40]
    found = reads.found(request.user, words, clock.today()) if words else []
    context: dict[str, Any] = {"q": words, "found": found, "masked": masked_name}
    if is_part(request):
        return page(request, "canteens/found.html", "canteens", **context)
    return page(
        request, "canteens/phone.html", "canteens", kept=kept, around=around(kept), **context
    )


def enrolled(request: StaffRequest, number: int) -> Enrolment:
    """Somebody on a list that this person keeps; everybody else does not find them."""
    today = clock.today()
    found = reads.on_the_list(request.user, today).filter(pk=number).first()
    if found is None:
        raise Http404
    return found


@staff
@require_POST
def elder(request: StaffRequest, number: int) -> HttpResponse:
    """Their sheet: that it was opened is kept in the journal, so it is asked for by a form."""
    found = enrolled(request, number)
    asked = Asked(request.POST, auto_id="once-%s")
    chosen = _number(request.POST.get("session"))
    if "way" not in request.POST:
        return sheet(request, found, chosen)
    return sheet(request, found, chosen, asked.wish if asked.is_valid() else None, plate=asked)


def _number(said: str | None) -> int | None:
    return int(said) if said and said.isascii() and said.isdigit() and len(said) < 19 else None


def sheet(
    request: StaffRequest, enrolment: Enrolment, session: int | None = None,
    wish: Wish | None = None, plate: Form | None = None, **forms: Form,
) -> HttpResponse:  # fmt: skip
    acts.look(by=request.user, record=enrolment, what="plate")
    shown = by_phone.at_phone(enrolment, clock.now(), session, wish)
    wrong = next((form for form in (plate, *forms.values()) if form and form.errors), None)
    status: int = getattr(wrong, "refused_with", 422) if wrong else 200
    context: dict[str, Any] = {
        "plate": Plate(initial=plated(shown.wish), auto_id="once-%s"), "asked": Asked(),
        "standing": _standing(enrolment), "pausing": Paused(auto_id="pause-%s"),
        "corrected": CorrectForm(person=enrolment.person, auto_id="correct-%s"), **forms,
        "wrong": wrong,
    }  # fmt: skip
    if plate is not None and plate.errors:
        context["plate"] = plate
    return page(
        request, "canteens/elder.html", "canteens", status, at=shown, enrolment=enrolment, **context
    )


def _standing(enrolment: Enrolment, data: Any = None) -> Standing:
    programme = enrolment.programme
    agreed = consented(enrolment.person, Purpose.DIET)
    return Standing(
        data, kind=programme.kind, open_on=programme.weekdays, auto_id="always-%s",
        initial=stood(enrolment, agreed=agreed),
    )  # fmt: skip


@staff
@require_POST
def book(request: StaffRequest, number: int) -> HttpResponse:
    """Exactly what was read out; booked for that day before, it is changed."""
    found = enrolled(request, number)
    form = Asked(request.POST)
    if not form.is_valid():
        return sheet(request, found, _number(request.POST.get("session")), plate=form)
    session = _session(found, form.cleaned_data["session"])
    try:
        _booked(request, found, session, form)
    except Refused as no:
        return refused(request, found, form, no, session=session.pk, wish=form.wish, asked=form)
    said = _("Booked: {name}, {day}.")
    return done(request, said.format(name=_masked(found), day=said_day(day_of(session))))


def _booked(request: StaffRequest, enrolment: Enrolment, session: Session, form: Asked) -> None:
    wish, reason = form.wish, form.cleaned_data["reason"]
    wanted: dict[str, Any] = {
        "options": by_phone.options_of(enrolment, wish, apart=form.cleaned_data["apart"]),
        "deliver_to": wish.deliver_to, "reason": reason,
    }  # fmt: skip
    event = acts.book(by=request.user, session=session, person=enrolment.person, **wanted)
    if event.repeated:
        acts.change_booking(by=request.user, booking=event.about, **wanted)


def _session(enrolment: Enrolment, number: int) -> Session:
    rows = Session.objects.select_related("programme", "town", "host")
    found = rows.filter(pk=number, programme=enrolment.programme_id).first()
    if found is None:
        raise Http404
    return found


def _last_booking(session: Session, person_id: int) -> Booking:
    rows = Booking.objects.filter(session=session, person=person_id).order_by("-id")
    booking = rows.first()
    if booking is None:
        raise Http404
    booking.session = session
    return booking


def refused(
    request: StaffRequest, enrolment: Enrolment, form: Form, no: Refused, **shown: Any
) -> HttpResponse:
    form.add_error(no.field if no.field in form.fields else None, str(no))
    form.refused_with = no.status  # type: ignore[attr-defined]
    return sheet(request, enrolment, **shown)


def done(request: StaffRequest, words: str) -> HttpResponse:
    return tell(see_other(reverse("desk:canteens")), ("good", words))


def _masked(enrolment: Enrolment) -> str:
    """What was done is said through a cookie: nobody's name is in it."""
    return masked_name(enrolment.person.name)


@staff
@require_POST
def cancel(request: StaffRequest, number: int) -> HttpResponse:
    found = enrolled(request, number)
    form = Asked(request.POST)
    form.is_valid()
    session = _session(found, _number(request.POST.get("session")) or 0)
    booking = _last_booking(session, found.person_id)
    try:
        acts.cancel_booking(by=request.user, booking=booking, reason=request.POST.get("reason", ""))
    except Refused as no:
        return refused(request, found, form, no, session=session.pk, asked=form)
    said = _("Not booked any more: {name}, {day}.")
    return done(request, said.format(name=_masked(found), day=said_day(day_of(session))))


@staff
@require_POST
def pause(request: StaffRequest, number: int) -> HttpResponse:
    found = enrolled(request, number)
    form = Paused(request.POST, auto_id="pause-%s")
    if not form.is_valid():
        return sheet(request, found, pausing=form)
    try:
        acts.pause(by=request.user, enrolment=found, **form.cleaned_data)
    except Refused as no:
        return refused(request, found, form, no, pausing=form)
    return done(request, _("Paused: {name}.").format(name=_masked(found)))


@staff
@require_POST
def resume(request: StaffRequest, number: int) -> HttpResponse:
    found = enrolled(request, number)
    tomorrow = clock.today() + by_phone.DAY
    acts.resume(by=request.user, enrolment=found, from_day=tomorrow)
    day = by_phone.as_usual_from(found, clock.now())
    said = _("As usual again: {name}, {day}.") if day else _("Not paused any more: {name}.")
    return done(request, said.format(name=_masked(found), day=day))


@staff
@require_POST
def standing(request: StaffRequest, number: int) -> HttpResponse:
    found = enrolled(request, number)
    form = _standing(found, request.POST)
    if not form.is_valid():
        return sheet(request, found, standing=form)
    try:
        if form.cleaned_data["agreed"]:
            give_consent(
                by=request.user, subject=found.person, purpose=Purpose.DIET, given_by=found.person
            )
        elif (agreed := agreement(found.person, Purpose.DIET)) is not None:
            withdraw_consent(by=request.user, consent=agreed, told_by=found.person)
        acts.change_enrolment(by=request.user, enrolment=found, **form.arguments)
    except Refused as no:
        return refused(request, found, form, no, standing=form)
    return done(request, _("The standing order is kept: {name}.").format(name=_masked(found)))


@staff
@require_POST
def correct(request: StaffRequest, number: int) -> HttpResponse:
    """They are called otherwise, or reached otherwise, than was written down."""
    found = enrolled(request, number)
    form = CorrectForm(request.POST, person=found.person, auto_id="correct-%s")
    if not form.is_valid():
        return sheet(request, found, corrected=form)
    try:
        correct_person(by=request.user, **form.said)
    except Refused as no:
        return refused(request, found, form, no, corrected=form)
    return done(request, _("Saved."))
