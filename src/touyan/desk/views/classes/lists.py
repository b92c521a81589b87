"""A class over its term: who is in it, who waits, who looks after them; and one child's record."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db.models import Model
from django.http import Http404, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from touyan.desk.by_paper import enrolled, guardian_named
from touyan.desk.clearance import class_staff
from touyan.desk.forms.classes import BarForm, CorrectForm, GuardianForm, PaperForm, SaidForm
from touyan.desk.gate import StaffRequest
from touyan.desk.page import page, see_other
from touyan.desk.reads import classes as reads
from touyan.desk.told import tell
from touyan.kernel import clock
from touyan.kernel.refused import Refused
from touyan.programmes import acts
from touyan.programmes.models import Enrolment, Programme, Waiting
from touyan.programmes.reads import children
from touyan.town.acts import bar, correct_person, revoke, withdraw_consent
from touyan.town.models import Person
from touyan.town.papers import WORDINGS
from touyan.town.states import Purpose, RoleCode

M = TypeVar("M", bound=Model)


def _class(request: StaffRequest, number: int) -> Programme:
    found = reads.class_of(request.user, number)
    if found is None:
        raise Http404
    return found


def _keeps_list(request: StaffRequest, programme: Programme) -> bool:
    """The clerk of the place; teachers read the list and do not change it."""
    return request.user.works_in(programme.host.path, RoleCode.CLERK)


def _clerks(request: StaffRequest, number: int) -> Programme:
    found = _class(request, number)
    if not _keeps_list(request, found):
        raise Http404
    return found


def _address(programme: Programme) -> str:
    return reverse("desk:class_list", args=[programme.pk])


@class_staff
@require_http_methods(["GET", "POST"])
def class_list(request: StaffRequest, number: int) -> HttpResponse:
    """Opening the list is a press of a button of its own, because it is written down."""
    found = _class(request, number)
    if request.method == "POST":
        acts.look(by=request.user, record=found, what="list")
        return see_other(_address(found))
    opened = found.__dict__["is_open_to"]
    return page(
        request, "classes/list.html", "classes", programme=found, clerk=_keeps_list(request, found),
        staff=reads.staff_of(found), rows=children.enrolments(programme=found) if opened else None,
        line=list(reads.line(found)) if opened else [], today=clock.today(),
    )  # fmt: skip


@class_staff
@require_http_methods(["GET", "POST"])
def enrol_child(request: StaffRequest, number: int) -> HttpResponse:
    """A guardian at the counter or on the telephone."""
    found = _clerks(request, number)
    form = PaperForm(request.POST if request.method == "POST" else None, programme=found)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            child, has_place = enrolled(request.user, found, **form.wishes)
            return tell(see_other(_address(found)), _told(child, has_place))
        except Refused as no:
            form.add_error(no.field if no.field in form.fields else None, str(no))
            status = no.status
    return page(
        request, "classes/enrol.html", "classes", status, programme=found, form=form,
        care=WORDINGS[Purpose.CHILD_CARE], health=WORDINGS[Purpose.DIET],
    )  # fmt: skip


def _told(child: Person, has_place: bool) -> tuple[str, str]:
    if has_place:
        return "good", _("{name} has a place.").format(name=child.name)
    return "wait", _("The class is full: {name} is on the waiting list.").format(name=child.name)


@class_staff
@require_POST
def give_place(request: StaffRequest, number: int, waiting: int) -> HttpResponse:
    """To the first in line: whoever stands behind is refused by the act. Or take somebody out of it."""
    found = _clerks(request, number)
    wish = reads.line(found).filter(pk=waiting).first()
    if wish is None:
        raise Http404
    if request.POST.get("step") == "out":
        return _out_of_line(request, found, wish)
    try:
        acts.enrol(
            by=request.user, programme=found, person=wish.person, weekdays=wish.weekdays,
            starts_on=max(clock.today(), found.starts_on), options=wish.options,
        )  # fmt: skip
    except Refused as no:
        return tell(see_other(_address(found)), ("alarm", str(no)))
    return tell(see_other(_address(found)), _told(wish.person, True))


def _out_of_line(request: StaffRequest, programme: Programme, wish: Waiting) -> HttpResponse:
    acts.stop_waiting(by=request.user, waiting=wish)
    said = _("{name} is not on the waiting list any more.").format(name=wish.person.name)
    return tell(see_other(_address(programme)), ("good", said))


# One child ---------------------------------------------------------------------------------------


def _enrolment(programme: Programme, child: int) -> Enrolment:
    rows = children.enrolments(programme=programme)
    found = next((row for row in rows if row.person_id == child), None)
    if found is None:
        raise Http404
    return found


@class_staff
@require_GET
def pupil(request: StaffRequest, number: int, child: int) -> HttpResponse:
    """What the clerk needs when a guardian rings: whom to believe, the next days, what was agreed to."""
    programme = _clerks(request, number)
    if not programme.__dict__["is_open_to"]:
        return see_other(_address(programme))
    return _pupil(request, programme, _enrolment(programme, child))


def _pupil(
    request: StaffRequest,
    programme: Programme,
    enrolment: Enrolment,
    status: int = 200,
    *,
    step: str = "",
    why: str = "",
) -> HttpResponse:
    """`step` was refused, and `why`: what was typed for it stands in its form again."""
    typed = {step: request.POST}
    trusted = children.trusted(enrolment.person_id)
    guardians = [row.holder for row in trusted if row.kind == "guardian" and row.holder]
    return page(
        request, "classes/pupil.html", "classes", status, programme=programme, enrolment=enrolment,
        child=enrolment.person, guardians=guardians, week=children.week_of(enrolment.person, [enrolment]),
        barred=[row for row in trusted if row.barred], why=why, said=SaidForm(guardians=guardians),
        new=GuardianForm(typed.get("guardian")), bar=BarForm(typed.get("bar"), auto_id="bar-%s"),
        corrected=_corrected([enrolment.person, *guardians], typed.get("correct")),
    )  # fmt: skip


def _corrected(people: list[Person], typed: QueryDict | None) -> list[CorrectForm]:
    meant = typed.get("person") if typed else None
    return [
        CorrectForm(typed if str(one.pk) == meant else None, person=one, auto_id=f"correct-{one.pk}-%s")
        for one in people
    ]  # fmt: skip


Change = Callable[[StaffRequest, Enrolment], str]


def _visit(request: StaffRequest, enrolment: Enrolment) -> children.Visit:
    week = children.week_of(enrolment.person, [enrolment])
    visit = next((v for v in week if str(v.session.pk) == request.POST.get("session")), None)
    if visit is None:
        raise Http404
    return visit


def _away(request: StaffRequest, enrolment: Enrolment) -> str:
    visit = _visit(request, enrolment)
    acts.stay_away(by=request.user, session=visit.session, person=enrolment.person)
    return _("{name} is excused.").format(name=enrolment.person.name)


def _back(request: StaffRequest, enrolment: Enrolment) -> str:
    visit = _visit(request, enrolment)
    acts.book(
        by=request.user, session=visit.session, person=enrolment.person, reason=_("by telephone")
    )
    return _("{name} comes after all.").format(name=enrolment.person.name)


def _end(request: StaffRequest, enrolment: Enrolment) -> str:
    acts.end_enrolment(by=request.user, enrolment=enrolment, last_day=clock.today())
    return _("{name} leaves the class; today is the last day.").format(name=enrolment.person.name)


def _withdraw(request: StaffRequest, enrolment: Enrolment) -> str:
    """A guardian takes a consent back by telephone."""
    form = SaidForm(request.POST, guardians=children.guardians(enrolment.person))
    given = children.agreed(enrolment.person).get(request.POST.get("purpose", ""))
    if given is None or not form.is_valid():
        raise Refused(_("Say who says so."))
    withdraw_consent(by=request.user, consent=given, told_by=form.cleaned_data["told_by"])
    return _("Taken back, from this moment on.")


def _guardian(request: StaffRequest, enrolment: Enrolment) -> str:
    form = GuardianForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Give a name and a telephone number."))
    guardian_named(request.user, enrolment.person, **form.cleaned_data)
    return _("{name} is a guardian now.").format(name=form.cleaned_data["name"])


def _numbered(request: StaffRequest, name: str, rows: Iterable[M]) -> M:
    """The one whose number was sent; 404 for whoever has nothing to do with the child."""
    found = next((row for row in rows if str(row.pk) == request.POST.get(name)), None)
    if found is None:
        raise Http404
    return found


def _correct(request: StaffRequest, enrolment: Enrolment) -> str:
    """The child, or a guardian, is called otherwise, or reached otherwise, than was written down."""
    known = [enrolment.person, *children.guardians(enrolment.person)]
    form = CorrectForm(request.POST, person=_numbered(request, "person", known))
    if not form.is_valid():
        raise Refused(" ".join(str(why) for whys in form.errors.values() for why in whys))
    correct_person(by=request.user, **form.said)
    return _("Saved.")


def _bar(request: StaffRequest, enrolment: Enrolment) -> str:
    form = BarForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Say who: a name is needed."))
    bar(by=request.user, subject=enrolment.person, **form.cleaned_data)
    return _("Written down. The class is warned as soon as this person comes.")


def _unbar(request: StaffRequest, enrolment: Enrolment) -> str:
    barred = [row for row in children.trusted(enrolment.person_id) if row.barred]
    revoke(by=request.user, authority=_numbered(request, "authority", barred))
    return _("Taken back, from this moment on.")


CHANGES: dict[str, Change] = {
    "away": _away,
    "back": _back,
    "end": _end,
    "withdraw": _withdraw,
    "guardian": _guardian,
    "correct": _correct,
    "bar": _bar,
    "unbar": _unbar,
}


@class_staff
@require_POST
def change(request: StaffRequest, number: int, child: int, step: str) -> HttpResponse:
    programme = _clerks(request, number)
    if step not in CHANGES or not programme.__dict__["is_open_to"]:
        raise Http404
    enrolment = _enrolment(programme, child)
    try:
        said = CHANGES[step](request, enrolment)
    except Refused as no:
        return _pupil(request, programme, enrolment, no.status, step=step, why=str(no))
    stays = step not in {"end", "withdraw"}
    there = reverse("desk:pupil", args=[programme.pk, child]) if stays else _address(programme)
    return tell(see_other(there), ("good", said))
