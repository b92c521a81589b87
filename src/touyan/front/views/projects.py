"""Projects for everybody: what is being built, when each opens, and why that day moved."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from touyan.front import projects as shown
from touyan.front.answers import public_photo
from touyan.kernel import replicas
from touyan.town.reads import site


@require_safe
@replicas.public
def projects(request: HttpRequest) -> HttpResponse:
    lines, before = shown.some(site()["pk"], request.GET.get("before", ""))
    page = {"lines": lines, "next": f"?before={before}" if before else None}
    return render(request, "front/projects/list.html", page)


@require_safe
@replicas.public
def project(request: HttpRequest, number: int) -> HttpResponse:
    line = shown.one(number)
    page = {"line": line, "project": line.told.project, "sides": shown.sides(line.told.project)}
    return render(request, "front/projects/project.html", page)


@require_safe
@replicas.public
def picture(request: HttpRequest, number: int, picture: int) -> FileResponse:
    return public_photo(shown.picture(number, picture).evidence)
