"""People who work for the town, and the roles they have."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from touyan.desk.forms import town as forms
from touyan.desk.gate import StaffRequest, administered_town, administrators
from touyan.desk.page import page, see_other
from touyan.desk.reads import town as reads
from touyan.desk.reads.keyset import Sort, paged
from touyan.desk.sent import sent, status_of, typed
from touyan.desk.told import tell
from touyan.kernel import clock
from touyan.town import acts
from touyan.town.models import Person

BY_NUMBER = Sort(("id",))


@administrators
@require_http_methods(["GET", "POST"])
def people(request: StaffRequest) -> HttpResponse:
    town = administered_town(request.user)
    form = forms.NewPerson(typed(request))
    if request.method == "POST" and (
        gone := sent(form, acts.add_person, request, "people", town=town)
    ):
        return gone
    words = request.GET.get("q", "").strip()[:40]
    rows = paged(reads.people(town, words), BY_NUMBER, request.GET)
    return page(
        request, "people.html", "town", form=form, people=rows.rows, q=words, before=rows.before,
        after=rows.after, status=status_of(form),
    )  # fmt: skip


def _person(request: StaffRequest, number: int) -> Person:
    found = reads.person(administered_town(request.user), number)
    if found is None:
        raise Http404
    return found


def _shown(
    request: StaffRequest,
    person: Person,
    role: forms.NewRole | None = None,
    password: forms.NewPassword | None = None,
    corrected: forms.Corrected | None = None,
) -> HttpResponse:
    root = administered_town(request.user)
    role = role or forms.NewRole(person=person, root=root)
    password = password or forms.NewPassword(person=person)
    corrected = corrected or forms.Corrected(person=person, auto_id="correct-%s")
    status = max(map(status_of, (role, password, corrected)))
    return page(
        request, "person.html", "town", person=person,
        account=reads.account_in_words(person), roles=list(reads.roles(person)), role_form=role,
        password_form=password, correct_form=corrected, today=clock.today(), status=status,
    )  # fmt: skip


@administrators
@require_GET
def person(request: StaffRequest, number: int) -> HttpResponse:
    return _shown(request, _person(request, number))


@administrators
@require_POST
def correct(request: StaffRequest, number: int) -> HttpResponse:
    """Whoever works for the town, or is known to it, is called otherwise or reached otherwise."""
    found = _person(request, number)
    form = forms.Corrected(request.POST, person=found, auto_id="correct-%s")
    known = {"person": found, "village": found.village}
    gone = sent(form, acts.correct_person, request, "person", number, **known)
    return gone or _shown(request, found, corrected=form)


@administrators
@require_POST
def grant(request: StaffRequest, number: int) -> HttpResponse:
    found = _person(request, number)
    form = forms.NewRole(request.POST, person=found, root=administered_town(request.user))
    gone = sent(form, acts.grant_role, request, "person", number, person=found)
    return gone or _shown(request, found, role=form)


@administrators
@require_POST
def end_role(request: StaffRequest, number: int, role: int) -> HttpResponse:
    """The role ends yesterday, so that it is over now; one that did not begin before today never began."""
    found = _person(request, number)
    ended = found.roles.select_related("organisation", "person").filter(pk=role).first()
    if ended is None:
        raise Http404
    acts.end_role(by=request.user, role=ended, ends_on=reads.over_now(ended))
    return tell(
        see_other(reverse("desk:person", args=[number])), ("good", _("The role has ended."))
    )


@administrators
@require_POST
def password(request: StaffRequest, number: int) -> HttpResponse:
    found = _person(request, number)
    form = forms.NewPassword(request.POST, person=found)
    gone = sent(form, acts.set_password, request, "person", number, person=found)
    return gone or _shown(request, found, password=form)
