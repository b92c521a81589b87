"""Programmes and sessions, listed; one programme, put on, changed, opened, planned."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from touyan.desk.forms.programmes import KeptProgramme, NewSession, initial_of
from touyan.desk.gate import StaffRequest, staff
from touyan.desk.page import page, see_other
from touyan.desk.reads import programmes as reads
from touyan.desk.reads.keyset import Page, Sort, paged
from touyan.desk.sent import refuse, status_of, typed
from touyan.desk.told import tell
from touyan.kernel import clock
from touyan.kernel.refused import Refused
from touyan.programmes import acts, rules
from touyan.programmes.models import Programme, Session
from touyan.programmes.moves import LIFE
from touyan.programmes.reads.scope import ORGANISERS
from touyan.programmes.states import ENROLLED, Kind
from touyan.town.states import RoleCode

NEXT, LAST, NEWEST = Sort(("starts_at", "id")), Sort(("-starts_at", "-id")), Sort(("-id",))
SHOWN = ("coming", "past", "programmes")


@staff
@require_GET
def programmes(request: StaffRequest) -> HttpResponse:
    show = request.GET.get("show", "")
    show = show if show in SHOWN else SHOWN[0]
    words, kind = request.GET.get("q", "").strip()[:40], request.GET.get("kind", "")
    kind = kind if kind in Kind.values else ""
    rows = _rows(request, show, words, kind)
    kept = {name: value for name, value in (("show", show), ("q", words), ("kind", kind)) if value}
    return page(
        request, "programmes/list.html", "programmes", show=show, q=words, kind=kind, rows=rows.rows,
        kinds=Kind.choices, tabs=_tabs(show), can_add=_puts_on(request),
        leads=any(role.role == RoleCode.SECRETARY for role in request.user.roles_today),
        before=f"?{urlencode({**kept, 'before': rows.before})}" if rows.before else None,
        after=f"?{urlencode({**kept, 'after': rows.after})}" if rows.after else None,
    )  # fmt: skip


def _puts_on(request: StaffRequest) -> bool:
    return any(role.role in ORGANISERS for role in request.user.roles_today)


def _rows(
    request: StaffRequest, show: str, words: str, kind: str
) -> Page[Session] | Page[Programme]:
    if show == "programmes":
        return paged(reads.programmes(request.user, words, kind), NEWEST, request.GET)
    found = reads.sessions(request.user, words, kind, past=show == "past")
    # Classes and canteens take place every day: they stand in the list only where they are asked for.
    found = found if kind else found.exclude(programme__kind__in=ENROLLED)
    return paged(found, LAST if show == "past" else NEXT, request.GET)


def _tabs(show: str) -> list[tuple[str, str, None, bool]]:
    labels = {"coming": _("Coming up"), "past": _("Over"), "programmes": _("All programmes")}
    return [(label, f"?show={name}", None, name == show) for name, label in labels.items()]


# One programme ---------------------------------------------------------------------------------


def found_for(request: StaffRequest, number: int) -> Programme:
    found = reads.programme_for(request.user, number)
    if found is None:
        raise Http404
    return found


def organised(request: StaffRequest, number: int) -> Programme:
    """One that the person puts on, or works above; whoever only reads finds no form here."""
    found = found_for(request, number)
    if not rules.organises(found, request.user):
        raise Http404
    return found


@staff
@require_http_methods(["GET", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    if not _puts_on(request):
        raise Http404
    today = clock.today()
    form = KeptProgramme(typed(request), by=request.user, initial={"starts_on": today})
    return _kept(request, form, None)


@staff
@require_http_methods(["GET", "POST"])
def edit(request: StaffRequest, number: int) -> HttpResponse:
    found = organised(request, number)
    form = KeptProgramme(typed(request), by=request.user, kept=found, initial=initial_of(found))
    return _kept(request, form, found)


def _kept(request: StaffRequest, form: KeptProgramme, kept: Programme | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        data = {"host": kept.host, **form.cleaned_data} if kept else form.cleaned_data
        try:
            event = acts.keep_programme(by=request.user, programme=kept, **data)
        except Refused as no:
            refuse(form, no)
        else:
            done = see_other(reverse("desk:programme", args=[event.about.pk]))
            return tell(done, ("good", _("Saved.")))
    return page(request, "programmes/edit.html", "programmes", status_of(form), form=form, programme=kept)  # fmt: skip


@staff
@require_GET
def programme(request: StaffRequest, number: int) -> HttpResponse:
    found = found_for(request, number)
    return _shown(request, found, NewSession(programme=found))


def _shown(request: StaffRequest, found: Programme, form: NewSession) -> HttpResponse:
    rows = reads.with_numbers(found.sessions.select_related("host", "village", "place"))
    sessions = paged(rows, LAST, request.GET)
    return page(
        request, "programmes/programme.html", "programmes", status_of(form), programme=found, form=form,
        sessions=sessions.rows, offers=list(LIFE.offers(found, request.user)),
        organises=rules.organises(found, request.user), guarded=found.is_guarded,
        before=f"?before={sessions.before}" if sessions.before else None,
        after=f"?after={sessions.after}" if sessions.after else None,
    )  # fmt: skip


@staff
@require_POST
def add_session(request: StaffRequest, number: int) -> HttpResponse:
    found = organised(request, number)
    form = NewSession(request.POST, programme=found)
    if form.is_valid():
        try:
            event = acts.add_session(by=request.user, programme=found, **form.cleaned_data)
        except Refused as no:
            refuse(form, no)
        else:
            return tell(_to(event.about), ("good", _("The date is set.")))
    return _shown(request, found, form)


def _to(session: Session) -> HttpResponse:
    return see_other(reverse("desk:session", args=[session.pk]))


@staff
@require_POST
def plan(request: StaffRequest, number: int) -> HttpResponse:
    """Make the weekly rule's sessions of the next two weeks now; the clock does it each night anyway."""
    found = organised(request, number)
    made = len(acts.plan_sessions(by=request.user, programme=found).made)
    said = ngettext("%(num)s session was planned.", "%(num)s sessions were planned.", made)
    return tell(_back(found), ("good", said % {"num": made}))


@staff
@require_POST
def move(request: StaffRequest, number: int, name: str) -> HttpResponse:
    found = organised(request, number)
    if name not in acts.MOVES:
        raise Http404
    event = acts.MOVES[name](by=request.user, programme=found)
    said: Any = _("It is “{state}” now.").format(state=event.about.get_state_display())
    return tell(_back(found), ("good", said))


def _back(found: Programme) -> HttpResponse:
    return see_other(reverse("desk:programme", args=[found.pk]))
