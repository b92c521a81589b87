"""How the installation is, for the administrators who run it."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from touyan.desk.gate import StaffRequest, administrators
from touyan.desk.page import page
from touyan.figures.reads.operations import condition


@administrators
@require_GET
def operations(request: StaffRequest) -> HttpResponse:
    return page(request, "operations.html", "town", now=condition())
