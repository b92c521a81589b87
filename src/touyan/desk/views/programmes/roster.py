"""Who came, noted at a table: branch by branch, “all here” but for those who are unticked."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from touyan.desk.forms.programmes import WalkIn
from touyan.desk.gate import StaffRequest, staff
from touyan.desk.page import page, see_other
from touyan.desk.poster import picture_of
from touyan.desk.reads import programmes as reads
from touyan.desk.reads.keyset import Sort, paged
from touyan.desk.sent import refuse, status_of
from touyan.desk.told import tell
from touyan.desk.views.programmes.session import roster_of
from touyan.kernel.refused import Refused
from touyan.programmes import acts
from touyan.programmes.acts import Came
from touyan.programmes.models import Session
from touyan.programmes.reads.by_code import poster_of
from touyan.programmes.states import Kind, Method
from touyan.town.acts import give_consent, introduce, withdraw_consent
from touyan.town.models import Organisation, Person
from touyan.town.reads import agreement
from touyan.town.rules import lacking_consent
from touyan.town.states import Purpose

BY_NUMBER = Sort(("id",))
PEOPLE = 60
EVERYBODY = "all"
"""Instead of an organisation: whoever has booked or is here."""


@staff
@require_http_methods(["GET", "POST"])
def roster(request: StaffRequest, number: int) -> HttpResponse:
    found = roster_of(request, number)
    if request.method == "POST":
        return _noted(request, found)
    if code := request.GET.get("with", ""):
        return _people(request, found, code, WalkIn())
    return page(
        request, "programmes/roster.html", "programmes", session=found, units=list(reads.units(found)),
        everybody=EVERYBODY,
    )  # fmt: skip


def _unit(found: Session, code: str) -> Organisation | None:
    """None for everybody; 404 for what is no organisation of this town."""
    if code == EVERYBODY:
        return None
    unit = Organisation.objects.filter(code=code, path__startswith=found.town.path).first()
    if unit is None:
        raise Http404
    return unit


def _people(
    request: StaffRequest, found: Session, code: str, form: WalkIn, status: int = 200
) -> HttpResponse:
    unit = _unit(found, code)
    rows = paged(reads.expected(found, unit), BY_NUMBER, request.GET, PEOPLE)
    portrait = found.programme.kind == Kind.PORTRAIT
    unasked = {one.pk for one in lacking_consent(rows.rows, Purpose.PHOTO)} if portrait else set()
    return page(
        request, "programmes/people.html", "programmes", status, session=found, unit=unit, code=code,
        people=rows.rows, form=form, portrait=portrait, unasked=unasked,
        before=f"?with={code}&before={rows.before}" if rows.before else None,
        after=f"?with={code}&after={rows.after}" if rows.after else None,
    )  # fmt: skip


def _noted(request: StaffRequest, found: Session) -> HttpResponse:
    """Those who are ticked are here; whoever was noted before stays as they are."""
    code = request.POST.get("with", EVERYBODY)
    unit = _unit(found, code)
    ticked = [int(n) for n in request.POST.getlist("person")[:PEOPLE] if n.isascii() and n.isdigit() and len(n) < 19]  # fmt: skip
    people = reads.expected(found, unit).filter(pk__in=ticked)
    came = [Came(one) for one in people]
    try:
        event = acts.record(by=request.user, session=found, method=Method.ROSTER, people=came)
    except Refused as no:
        return tell(see_other(_list(found, code)), ("alarm", str(no)))
    count = len(event.made)
    said = ngettext("%(num)s person more is here.", "%(num)s people more are here.", count)
    return tell(see_other(_list(found, code)), ("good", said % {"num": count}))


def _list(found: Session, code: str = "") -> str:
    address = reverse("desk:roster", args=[found.pk])
    return f"{address}?with={code}" if code else address


@staff
@require_POST
def walk_in(request: StaffRequest, number: int) -> HttpResponse:
    """Somebody who is on no list: a name, and a number if they give one."""
    found, form = roster_of(request, number), WalkIn(request.POST)
    if form.is_valid():
        try:
            person = introduce(by=request.user, town=found.town, **form.cleaned_data).about
            acts.arrive(by=request.user, session=found, person=person, method=Method.ROSTER)
        except Refused as no:
            refuse(form, no)
        else:
            said = _("{name} is here.").format(name=person.name)
            return tell(see_other(_list(found, EVERYBODY)), ("good", said))
    return _people(request, found, EVERYBODY, form, status_of(form))


@staff
@require_POST
def consent(request: StaffRequest, number: int) -> HttpResponse:
    """What somebody agreed to on paper, written down by whoever keeps the register."""
    found = roster_of(request, number)
    person = _portrayed(request, found)
    give_consent(by=request.user, subject=person, purpose=Purpose.PHOTO, given_by=person)
    return tell(see_other(_list(found, EVERYBODY)), ("good", _("It is noted.")))


@staff
@require_POST
def no_consent(request: StaffRequest, number: int) -> HttpResponse:
    """Somebody said, at the counter or on the telephone, that their photo is shown no more."""
    found = roster_of(request, number)
    person = _portrayed(request, found)
    agreed = agreement(person, Purpose.PHOTO)
    if agreed is None:
        raise Http404
    withdraw_consent(by=request.user, consent=agreed, told_by=person)
    return tell(see_other(_list(found, EVERYBODY)), ("good", _("It is noted.")))


def _portrayed(request: StaffRequest, found: Session) -> Person:
    typed = request.POST.get("person", "")
    known = typed.isascii() and typed.isdigit() and len(typed) < 19
    person = Person.objects.filter(pk=int(typed) if known else 0, town=found.town).first()
    if person is None or found.programme.kind != Kind.PORTRAIT:
        raise Http404
    return person


@staff
@require_GET
def poster(request: StaffRequest, number: int) -> HttpResponse:
    """To hang at the door of an open event."""
    found = roster_of(request, number)
    path = reverse("front:check_in", args=[poster_of(found)])
    address = f"{settings.BASE_URL}{path}"
    return page(
        request, "programmes/poster.html", "programmes", session=found, address=address,
        picture=picture_of(address),
    )  # fmt: skip
