"""Projects listed, one with its milestones and what can be done with it, and its stages."""

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from touyan.desk.forms.projects import STAGES, Plain
from touyan.desk.gate import StaffRequest
from touyan.desk.page import page
from touyan.desk.projects import building, offers, proposing, seen
from touyan.desk.reads import projects as reads
from touyan.desk.reads.keyset import Sort, paged
from touyan.desk.sent import done, form_page, refuse, typed
from touyan.desk.views.projects.keeping import there
from touyan.kernel.refused import Refused
from touyan.projects import acts, rules
from touyan.projects.moves import LIFE
from touyan.projects.reads import pictures, told_all

NEWEST = Sort(("-id",))


@building
@require_GET
def projects(request: StaffRequest) -> HttpResponse:
    rows = paged(reads.projects(request.user), NEWEST, request.GET)
    return page(
        request, "projects/list.html", "projects", lines=told_all(rows.rows),
        proposes=proposing(request.user),
        pager={name: f"?{urlencode({name: mark})}" if mark else None
               for name, mark in (("before", rows.before), ("after", rows.after))},
    )  # fmt: skip


@building
@require_GET
def project(request: StaffRequest, number: int) -> HttpResponse:
    found = seen(request, number)
    return page(
        request, "projects/project.html", "projects", told=found, project=found.project,
        offers=offers(found, request.user), asks=STAGES, pictures=pictures(found.project),
        leads=(leads := rules.leads(found.project, request.user)) and not rules.is_over(found.project),
        keeps_pictures=leads,
    )  # fmt: skip


@building
@require_http_methods(["GET", "POST"])
def move(request: StaffRequest, number: int, name: str) -> HttpResponse:
    found = reads.project_for(request.user, number)
    if found is None or name not in acts.MOVES or not LIFE.moves[name].who(found, request.user):
        raise Http404
    form = STAGES.get(name, Plain)(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            event = acts.MOVES[name](by=request.user, project=found, **form.cleaned_data)
        except Refused as no:
            refuse(form, no)
        else:
            said = _("It is “{state}” now.").format(state=event.about.get_state_display())
            return done(there(found)[0], said)
    return form_page(request, "projects", form, str(LIFE.moves[name].label), there(found))
