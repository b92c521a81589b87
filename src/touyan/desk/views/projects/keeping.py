"""A project proposed and changed; how a form of projects is shown, and what came with it kept."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from touyan.desk.forms.projects import KeptProject, initial_of
from touyan.desk.gate import StaffRequest
from touyan.desk.projects import building, led, proposing
from touyan.desk.sent import done, form_page, refuse, typed
from touyan.kernel.refused import Refused
from touyan.projects import acts
from touyan.projects.models import Project


def there(project: Project) -> tuple[str, str]:
    return reverse("desk:project", args=[project.pk]), project.label


@building
@require_http_methods(["GET", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    if not proposing(request.user):
        raise Http404
    form = KeptProject(typed(request), by=request.user)
    return _kept(request, form, None, (reverse("desk:projects"), _("Projects")))


@building
@require_http_methods(["GET", "POST"])
def edit(request: StaffRequest, number: int) -> HttpResponse:
    found = led(request, number)
    form = KeptProject(typed(request), by=request.user, kept=found, initial=initial_of(found))
    return _kept(request, form, found, there(found))


def _kept(
    request: StaffRequest, form: KeptProject, kept: Project | None, back: tuple[str, str]
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            event = acts.keep_project(by=request.user, project=kept, **form.cleaned_data)
        except Refused as no:
            refuse(form, no)
        else:
            return done(there(event.about)[0])
    title = _("Change the project") if kept else _("Propose a project")
    return form_page(request, "projects", form, title, back)
