"""The town as its administrators keep it: organisations, calendar, places, categories and clocks."""

from typing import Any

from django.forms import Form
from django.http import FileResponse, Http404, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from touyan.desk.forms import town as forms
from touyan.desk.gate import StaffRequest, administered_by, administered_town, administrators
from touyan.desk.ledger import KEPT, of_kind
from touyan.desk.page import page
from touyan.desk.poster import poster_of
from touyan.desk.reads import town as reads
from touyan.desk.sent import sent, status_of, typed
from touyan.orders.acts.keeping import keep_category, keep_clock
from touyan.town import acts
from touyan.town.models import Organisation, Place
from touyan.town.reads import dispatchable, villages
from touyan.town.states import COUNTY


def kept_page(request: StaffRequest, template: str, form: Form, **context: Any) -> HttpResponse:
    """A page with the form that adds to it; the status says what became of what was sent."""
    return page(request, template, "town", status_of(form), form=form, **context)


@administrators
@require_GET
def town(request: StaffRequest) -> HttpResponse:
    root = administered_by(request.user)
    return page(
        request, "town.html", "town", root=root, ledgers=KEPT if root.kind == COUNTY else ()
    )


@administrators
@require_POST
def ledger(request: StaffRequest, kind: str) -> FileResponse:
    """A ledger holds the whole installation, so it is for those who keep all of it."""
    county = administered_by(request.user)
    if county.kind != COUNTY or kind not in KEPT:
        raise Http404
    return of_kind(request.user, county, kind)


@administrators
@require_http_methods(["GET", "POST"])
def organisations(request: StaffRequest) -> HttpResponse:
    root = administered_by(request.user)
    form = forms.NewOrganisation(typed(request), root=root)
    if request.method == "POST" and (
        gone := sent(form, acts.add_organisation, request, "organisations")
    ):
        return gone
    return kept_page(request, "organisations.html", form, tree=reads.tree(root))


@administrators
@require_http_methods(["GET", "POST"])
def organisation(request: StaffRequest, code: str) -> HttpResponse:
    found = Organisation.objects.filter(
        code=code, path__startswith=administered_by(request.user).path
    ).first()
    if found is None:
        raise Http404
    initial = forms.kept(found, forms.ChangedOrganisation)
    form = forms.ChangedOrganisation(typed(request), initial=initial)
    if request.method == "POST" and (
        gone := sent(form, acts.change_organisation, request, "organisations", organisation=found)
    ):
        return gone
    return kept_page(request, "organisation.html", form, organisation=found)


@administrators
@require_http_methods(["GET", "POST"])
def calendar(request: StaffRequest) -> HttpResponse:
    kept, year = administered_town(request.user), _year(request)
    form = forms.NewDay(typed(request))
    if request.method == "POST" and (
        gone := sent(form, acts.set_day, request, "calendar", town=kept)
    ):
        return gone
    days = reads.special_days(kept, year)
    return kept_page(request, "calendar.html", form, days=days, year=year)


def _year(request: StaffRequest) -> int:
    asked = request.GET.get("year", "")
    return (
        int(asked)
        if len(asked) == 4 and asked.isascii() and asked.isdigit() and 2000 <= int(asked) <= 2100
        else reads.this_year()
    )


@administrators
@require_http_methods(["GET", "POST"])
def places(request: StaffRequest) -> HttpResponse:
    kept = administered_town(request.user)
    here = list(villages(kept))
    form = forms.NewPlace(typed(request), villages=villages(kept))
    if request.method == "POST" and (gone := sent(form, acts.add_place, request, "places")):
        return gone
    return kept_page(request, "places.html", form, places=list(reads.places(kept)), villages=here)  # fmt: skip


@administrators
@require_http_methods(["GET", "POST"])
def place(request: StaffRequest, code: str) -> HttpResponse:
    """Somebody was there: how it is, and that it was found so today."""
    found = _place(request, code)
    form = forms.FoundPlace(typed(request), initial=forms.kept(found, forms.FoundPlace))
    if request.method == "POST" and (
        gone := sent(form, acts.verify_place, request, "places", place=found)
    ):
        return gone
    return kept_page(request, "kept_place.html", form, place=found)


@administrators
@require_http_methods(["GET", "POST"])
def change_place(request: StaffRequest, code: str) -> HttpResponse:
    found = _place(request, code)
    form = forms.ChangedPlace(typed(request), initial=forms.kept(found, forms.ChangedPlace))
    if request.method == "POST" and (
        gone := sent(form, acts.change_place, request, "place", found.code, place=found)
    ):
        return gone
    return kept_page(request, "changed_place.html", form, place=found)


def _place(request: StaffRequest, code: str) -> Place:
    """A place below what the person administers; 404 for every other."""
    found = reads.places(administered_town(request.user)).filter(code=code).first()
    if found is None or not found.village.path.startswith(administered_by(request.user).path):
        raise Http404
    return found


@administrators
@require_GET
def poster(request: StaffRequest, code: str) -> HttpResponse:
    found = poster_of(administered_by(request.user), code)
    if found is None:
        raise Http404
    return page(request, "poster.html", "town", poster=found)


@administrators
@require_http_methods(["GET", "POST"])
def categories(request: StaffRequest) -> HttpResponse:
    kept = administered_town(request.user)
    rows = list(reads.categories(kept))
    changed = next((row for row in rows if row.code == request.GET.get("change")), None)
    initial = forms.kept(changed, forms.KeptCategory) if changed else None
    form = forms.KeptCategory(typed(request), units=dispatchable(kept), initial=initial)
    if request.method == "POST" and (
        gone := sent(form, keep_category, request, "categories", town=kept)
    ):
        return gone
    return kept_page(request, "categories.html", form, categories=rows, changed=changed)


@administrators
@require_http_methods(["GET", "POST"])
def clocks(request: StaffRequest) -> HttpResponse:
    kept = administered_town(request.user)
    rows = list(reads.clocks(kept))
    changed = next((row for row in rows if str(row.pk) == request.GET.get("change")), None)
    initial = forms.kept(changed, forms.KeptClock) if changed else None
    form = forms.KeptClock(typed(request), town=kept, initial=initial)
    if request.method == "POST" and (gone := sent(form, keep_clock, request, "clocks", town=kept)):
        return gone
    return kept_page(request, "clocks.html", form, clocks=rows, changed=changed)
