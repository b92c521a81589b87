"""Honours for everybody: the roll, names on notice, an objection, a contest, its screen and its sheet."""

from io import BytesIO

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from touyan.front import honours
from touyan.front.answers import private, public_photo, see_other
from touyan.front.honour_forms import ObjectionForm
from touyan.front.visitors import miss, person_of, slow_down
from touyan.kernel import replicas, sheets
from touyan.kernel.refused import Refused
from touyan.kernel.working_time import Due, explain
from touyan.selections import acts
from touyan.selections.models import Candidate
from touyan.selections.reads import marks, objection_by_receipt
from touyan.ui.addresses import whole_address

OBJECTIONS_AN_HOUR = 20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@replicas.public
def roll(request: HttpRequest) -> HttpResponse:
    group, words = request.GET.get("for", ""), request.GET.get("q", "").strip()[:40]
    group = group if group in honours.FOR else ""
    found = honours.roll(group, words, request.GET.get("before", ""))
    kept = {name: value for name, value in (("for", group), ("q", words)) if value}
    page = {
        "rows": found.rows, "group": group, "q": words, "going_on": honours.going_on(),
        "decided": honours.decided(),
        "next": f"?{urlencode({**kept, 'before': found.before})}" if found.before else None,
    }  # fmt: skip
    return render(request, "front/honours/roll.html", page)


@require_safe
@replicas.public
def selection(request: HttpRequest, number: int) -> HttpResponse:
    found = honours.shown(number)
    if found.is_contest:
        page = honours.board(found, person_of(request))
        return render(request, "front/honours/contest.html", page)
    due = explain(Due.from_json(found.notice_due)) if found.notice_due else ""
    page = {"selection": found, "names": list(honours.names_of(found)[:500]), "due": due}
    return render(request, "front/honours/commendation.html", page)


@require_safe
@replicas.public
def story(request: HttpRequest, number: int) -> HttpResponse:
    found = honours.told(number)
    page = {"candidate": found, "pictures": honours.pictures(found)}
    return render(request, "front/honours/story.html", page)


@require_safe
@replicas.public
def picture(request: HttpRequest, number: int, picture: int) -> FileResponse:
    return public_photo(honours.picture(number, picture).evidence)


@require_http_methods(["GET", "HEAD", "POST"])
@private
def object_to(request: HttpRequest, number: int) -> HttpResponse:
    """With one's own name: sealed, and read by few."""
    found = honours.on_notice(number)
    form = ObjectionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _objected(request, found, form)
    return _form(request, found, form, 422 if form.is_bound else 200)


def _form(request: HttpRequest, found: Candidate, form: ObjectionForm, status: int) -> HttpResponse:
    page = {"candidate": found, "form": form}
    return render(request, "front/honours/object.html", page, status=status)


def _objected(request: HttpRequest, found: Candidate, form: ObjectionForm) -> HttpResponse:
    try:
        slow_down(request, "object", OBJECTIONS_AN_HOUR)
        made = acts.object_to(by=acts.OBJECTOR, candidate=found, **form.cleaned_data).about
    except Refused as no:
        form.add_error(no.field if no.field in form.fields else None, str(no))
        return _form(request, found, form, no.status)
    return see_other("front:honours_objection", made.receipt, query="new=1")


@require_safe
@private
def objection(request: HttpRequest, receipt: str) -> HttpResponse:
    """For whoever objected: who looks into it, until when, and what it came to."""
    found = objection_by_receipt(receipt)
    if found is None:
        miss(request)
        raise Http404
    page = {
        "objection": found, "candidate": found.candidate, "is_new": request.GET.get("new") == "1",
        "link": whole_address(request, reverse("front:honours_objection", args=[found.receipt])),
    }  # fmt: skip
    return render(request, "front/honours/objection.html", page)


@require_safe
@never_cache
@replicas.public
def screen(request: HttpRequest, number: int) -> HttpResponse:
    """For the hall: large, and renewed by itself."""
    page = honours.board(honours.contest(number), person_of(request))
    return render(request, "front/honours/screen.html", page)


@require_safe
@replicas.public
def sheet(request: HttpRequest, number: int) -> HttpResponse:
    page = honours.board(honours.revealed(number), None)
    return render(request, "front/honours/sheet.html", page)


@require_safe
@never_cache
def sheet_file(request: HttpRequest, number: int, kind: str) -> HttpResponse:
    found, file = honours.revealed(number), BytesIO()
    seats, lines = marks.seats(found), marks.sheet(found)
    head, rows = honours.headings(seats), honours.rows(seats, lines)
    if kind == "xlsx":
        sheets.write(file, found.label, head, rows)
        return _file(file, f"contest-{found.pk}.xlsx", XLSX)
    if kind == "csv":
        sheets.write_csv(file, head, rows)
        return _file(file, f"contest-{found.pk}.csv", "text/csv; charset=utf-8")
    raise Http404


def _file(file: BytesIO, name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(file.getvalue(), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
