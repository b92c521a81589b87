"""Who comes in to the classes: staff cleared to look after children today, and the clerk of their list."""

from functools import wraps
from typing import ParamSpec, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from touyan.desk.gate import StaffRequest, StaffView, View
from touyan.desk.page import page
from touyan.desk.reads.classes import cleared_until
from touyan.programmes.reads.scope import FOR_CHILDREN
from touyan.town.models import Person

P = ParamSpec("P")


def class_staff(view: StaffView[P]) -> View[P]:
    """Whose clearance has ended is told so, plainly, and shown nobody; others find nothing here."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not isinstance(request.user, Person):
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        staff = cast(StaffRequest, request)
        if any(role.role in FOR_CHILDREN for role in staff.user.roles_today):
            return view(staff, *args, **kwargs)
        ended = cleared_until(staff.user)
        if ended is None:
            raise Http404
        return page(staff, "classes/not_cleared.html", "classes", 403, ended=ended)

    return cast(View[P], guarded)
