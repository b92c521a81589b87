"""What many people write of, for those who dispatch and those who lead."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from touyan.desk.gate import StaffRequest, staff
from touyan.desk.hot import told
from touyan.desk.page import page
from touyan.orders.reads.reading import matters_for, measured, sees_matters


@staff
@require_GET
def hot(request: StaffRequest) -> HttpResponse:
    if not sees_matters(request.user):
        raise Http404
    matters = list(matters_for(request.user))
    towns = {role.organisation_id for role in request.user.roles_today}
    return page(
        request,
        "hot.html",
        "hot",
        matters=[one for one in map(told, matters) if one is not None],
        made_at=max((matter.at for matter in matters), default=None),
        several=len({matter.town_id for matter in matters}) > 1,
        suggestions=next(iter(measured("suggestions", towns).values()), None),
    )
