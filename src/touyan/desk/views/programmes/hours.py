"""Hours of service: from coming and leaving, confirmed by the host."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from touyan.desk.gate import StaffRequest, staff
from touyan.desk.page import page, see_other
from touyan.desk.reads.keyset import Sort, paged
from touyan.desk.told import tell
from touyan.desk.views.programmes.session import roster_of
from touyan.programmes import acts, rules
from touyan.programmes.models import Session
from touyan.programmes.reads import arrivals

BY_NUMBER = Sort(("id",))
ROWS = 60


@staff
@require_http_methods(["GET", "POST"])
def hours(request: StaffRequest, number: int) -> HttpResponse:
    found = roster_of(request, number)
    if request.method == "POST":
        return _confirmed(request, found)
    rows = paged(arrivals(found), BY_NUMBER, request.GET, ROWS)
    return page(
        request, "programmes/hours.html", "programmes", session=found, rows=rows.rows,
        can_confirm=rules.organises_session(found, request.user), myself=request.user.pk,
        before=f"?before={rows.before}" if rows.before else None,
        after=f"?after={rows.after}" if rows.after else None,
    )  # fmt: skip


def _confirmed(request: StaffRequest, found: Session) -> HttpResponse:
    typed = request.POST.getlist("row")[:ROWS]
    numbers = [int(n) for n in typed if n.isascii() and n.isdigit() and len(n) < 19]
    rows = list(arrivals(found).filter(pk__in=numbers))
    done = len(acts.confirm_hours(by=request.user, session=found, attendances=rows).made)
    said = ngettext("%(num)s person's hours are confirmed.", "%(num)s people's hours are confirmed.", done)  # fmt: skip
    return tell(see_other(reverse("desk:hours", args=[found.pk])), ("good", said % {"num": done}))
