"""Pictures of before and after: added, taken down; and the files behind milestones."""

from django.http import FileResponse, Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from touyan.desk.forms.photos import with_photos
from touyan.desk.forms.projects import NewPicture
from touyan.desk.gate import StaffRequest
from touyan.desk.photos import keep_photos, sent_file
from touyan.desk.projects import building, led
from touyan.desk.reads import projects as reads
from touyan.desk.sent import done, form_page, sent
from touyan.desk.views.projects.keeping import there
from touyan.projects import acts, rules


@building
@require_http_methods(["GET", "POST"])
def add(request: StaffRequest, number: int) -> HttpResponse:
    project = led(request, number)
    form = with_photos(NewPicture, request)
    if request.method == "POST":
        keep_photos(form, request.user, project.town_code)
        if gone := sent(form, acts.add_picture, request, "project", project.pk, project=project):
            return gone
    words = _("Everybody sees it. Nobody should be recognisable who was not asked.")
    return form_page(request, "projects", form, _("Add a picture"), there(project), words)


@building
@require_POST
def down(request: StaffRequest, number: int, picture: int) -> HttpResponse:
    found = reads.picture_for(request.user, number, picture)
    if found is None or not rules.leads(found.project, request.user):
        raise Http404
    acts.take_picture_down(by=request.user, picture=found)
    return done(there(found.project)[0])


@building
@require_GET
def photo(request: StaffRequest, number: int, photo: int) -> FileResponse:
    found = reads.photo_for(request.user, number, photo)
    if found is None:
        raise Http404
    return sent_file(found)
