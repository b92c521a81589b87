"""Files of records: at once where they are few, else made in the background."""

from functools import partial

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from touyan.desk.figures import key_of
from touyan.desk.gate import StaffRequest, figure_readers, staff
from touyan.desk.ledger import saved, taken
from touyan.desk.page import is_part, page, see_other
from touyan.desk.views.figures import asked, named, unclear
from touyan.figures.acts import ask_for, take_records
from touyan.figures.papers.records import file_name, wishes_of, write_sheet
from touyan.figures.reads.jobs import job_of
from touyan.figures.reads.seen import seen
from touyan.kernel.figures import Figure, Scope

MOST_AT_ONCE = 5_000


@figure_readers
@require_POST
def export(request: StaffRequest, key: str) -> HttpResponseBase:
    """Excel of exactly the records that the page lists, all its pages."""
    figure, form = named(key), asked(request, request.POST)
    if not form.is_valid():
        return unclear(request, form)
    category = request.POST.get("category", "")[:40]
    rows = seen(request.user, figure, form.scope, category)
    # One more than fit tells that there are more; counting all of a million would tell no more.
    if len(rows.order_by().values_list("pk")[: MOST_AT_ONCE + 1]) > MOST_AT_ONCE:
        return _later(request, figure, form.scope, category)
    take = partial(take_records, figure=figure.key, scope=form.scope, category=category)
    lines, told = rows.iterator(chunk_size=500), taken(request.user, take)
    return saved(file_name(figure, form.scope), lambda file: write_sheet(file, figure, lines, told))


def _later(request: StaffRequest, figure: Figure, scope: Scope, category: str) -> HttpResponse:
    event = ask_for(
        by=request.user, kind="records", name=file_name(figure, scope),
        wishes=wishes_of(figure, scope, category), key=key_of(request.POST),
    )  # fmt: skip
    return see_other(reverse("desk:job", args=[event.about.pk]))


@staff
@require_GET
def job(request: StaffRequest, number: int) -> HttpResponse:
    found = job_of(request.user, number)
    if found is None:
        raise Http404
    template = "parts/job.html" if is_part(request) else "job.html"
    return page(request, template, "figures", job=found)


@staff
@require_GET
def job_file(request: StaffRequest, number: int) -> FileResponse:
    found = job_of(request.user, number)
    if found is None or not found.is_ready:
        raise Http404
    return FileResponse(found.file.open("rb"), as_attachment=True, filename=found.name)
