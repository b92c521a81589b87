"""Who may enter the desk: people with an office role; its town pages, administrators only."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from touyan.figures.reads.whose import reads_figures
from touyan.newsroom.acts.counting import mark_office
from touyan.town.models import Organisation, Person
from touyan.town.states import COUNTY, TOWN, RoleCode

P = ParamSpec("P")


class StaffRequest(HttpRequest):
    """A request that has passed the gate: somebody with an office role."""

    user: Person


View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
StaffView = Callable[Concatenate[StaffRequest, P], HttpResponseBase]
"""What the views themselves are: the gate makes them views of anybody's request."""


def staff(view: StaffView[P]) -> View[P]:
    """Strangers are asked to sign in; residents find nothing here."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not isinstance(request.user, Person):
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        if not request.user.in_office:
            raise Http404
        return mark_office(request, view(cast(StaffRequest, request), *args, **kwargs))

    return guarded


def administrators(view: StaffView[P]) -> View[P]:
    """Nobody but an administrator finds these pages."""

    @wraps(view)
    def guarded(request: StaffRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if administered(request.user) is None:
            raise Http404
        return view(request, *args, **kwargs)

    return staff(guarded)


def figure_readers(view: StaffView[P]) -> View[P]:
    """Those whose roles read numbers; of which places, each page asks."""

    @wraps(view)
    def guarded(request: StaffRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not reads_figures(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return staff(guarded)


def administered(person: Person) -> Organisation | None:
    """The first county, town or other organisation that the person administers."""
    kept = [role.organisation for role in person.roles_today if role.role == RoleCode.ADMIN]
    return next(iter(sorted(kept, key=lambda organisation: organisation.path)), None)


def administered_by(person: Person) -> Organisation:
    """What the person administers; 404 for everybody else."""
    kept = administered(person)
    if kept is None:
        raise Http404
    return kept


def administered_town(person: Person) -> Organisation:
    """The town whose calendar, categories and people the person keeps; 404 for those of a part of it."""
    kept = administered(person)
    if kept is not None and kept.kind == TOWN:
        return kept
    if kept is not None and kept.kind == COUNTY:
        town = Organisation.objects.filter(parent=kept, kind=TOWN).order_by("code").first()
        if town is not None:
            return town
    raise Http404


def dispatched_town(person: Person) -> Organisation:
    """The town that the person dispatches for; 404 for everybody else."""
    for role in person.roles_today:
        if role.role == RoleCode.DISPATCHER and role.organisation.kind == TOWN:
            return role.organisation
    raise Http404
