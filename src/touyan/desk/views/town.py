"""The town as its administrators keep it: organisations, calendar, places, categories and clocks."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from touyan.desk.forms import town as forms
from touyan.desk.gate import StaffRequest, administered, administered_town, administrators
from touyan.desk.page import page
from touyan.desk.poster import poster_of
from touyan.desk.reads import town as reads
from touyan.desk.sent import sent, status_of
from touyan.orders.acts.keeping import keep_category, keep_clock
from touyan.town import acts
from touyan.town.models import Organisation
from touyan.town.reads import dispatchable, villages


@administrators
@require_GET
def town(request: StaffRequest) -> HttpResponse:
    return page(request, "town.html", "town", root=administered(request.user))


def _root(request: StaffRequest) -> Organisation:
    root = administered(request.user)
    if root is None:
        raise Http404
    return root


@administrators
@require_http_methods(["GET", "POST"])
def organisations(request: StaffRequest) -> HttpResponse:
    root = _root(request)
    form = forms.NewOrganisation(request.POST or None, root=root)
    if request.method == "POST" and (gone := sent(form, acts.add_organisation, request, "organisations")):
        return gone
    return page(request, "organisations.html", "town", form=form, tree=reads.tree(root), status=status_of(form))


@administrators
@require_http_methods(["GET", "POST"])
def organisation(request: StaffRequest, code: str) -> HttpResponse:
    found = Organisation.objects.filter(code=code, path__startswith=_root(request).path).first()
    if found is None:
        raise Http404
    initial = forms.kept(found, forms.ChangedOrganisation)
    form = forms.ChangedOrganisation(request.POST or None, initial=initial)
    if request.method == "POST" and (
        gone := sent(form, acts.change_organisation, request, "organisations", organisation=found)
    ):
        return gone
    return page(request, "organisation.html", "town", form=form, organisation=found, status=status_of(form))


@administrators
@require_http_methods(["GET", "POST"])
def calendar(request: StaffRequest) -> HttpResponse:
    kept, year = administered_town(request.user), _year(request)
    form = forms.NewDay(request.POST or None)
    if request.method == "POST" and (gone := sent(form, acts.set_day, request, "calendar", town=kept)):
        return gone
    days = reads.special_days(kept, year)
    return page(
        request, "calendar.html", "town", form=form, days=days, year=year, status=status_of(form)
    )


def _year(request: StaffRequest) -> int:
    asked = request.GET.get("year", "")
    return int(asked) if asked.isascii() and asked.isdigit() and 2000 <= int(asked) <= 2100 else reads.this_year()


@administrators
@require_http_methods(["GET", "POST"])
def places(request: StaffRequest) -> HttpResponse:
    kept = administered_town(request.user)
    here = list(villages(kept))
    form = forms.NewPlace(request.POST or None, villages=villages(kept))
    if request.method == "POST" and (gone := sent(form, acts.add_place, request, "places")):
        return gone
    return page(
        request, "places.html", "town", form=form, places=list(reads.places(kept)), villages=here,
        status=status_of(form),
    )  # fmt: skip


@administrators
@require_GET
def poster(request: StaffRequest, code: str) -> HttpResponse:
    found = poster_of(_root(request), code)
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
    form = forms.KeptCategory(request.POST or None, units=dispatchable(kept), initial=initial)
    if request.method == "POST" and (gone := sent(form, keep_category, request, "categories", town=kept)):
        return gone
    return page(
        request, "categories.html", "town", form=form, categories=rows, changed=changed, status=status_of(form)
    )


@administrators
@require_http_methods(["GET", "POST"])
def clocks(request: StaffRequest) -> HttpResponse:
    kept = administered_town(request.user)
    rows = list(reads.clocks(kept))
    changed = next((row for row in rows if str(row.pk) == request.GET.get("change")), None)
    initial = forms.kept(changed, forms.KeptClock) if changed else None
    form = forms.KeptClock(request.POST or None, town=kept, initial=initial)
    if request.method == "POST" and (gone := sent(form, keep_clock, request, "clocks", town=kept)):
        return gone
    return page(
        request, "clocks.html", "town", form=form, clocks=rows, changed=changed, status=status_of(form)
    )
