"""What is printed at the desk: answers for the notice board, a list to sign on."""

from datetime import timedelta

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET, require_POST

from touyan.channels.paper import board_pdf, roster_pdf
from touyan.desk.gate import StaffRequest, staff
from touyan.desk.reads import programmes as reads
from touyan.desk.views.programmes.session import roster_of
from touyan.kernel import clock
from touyan.kernel.sheets.origin import origin
from touyan.orders.reads import public, visible_to
from touyan.programmes.acts import take_out
from touyan.town.models import Organisation, Person

DAYS, MOST_ORDERS, MOST_PEOPLE = 30, 100, 1000


def _printed(content: bytes, name: str) -> HttpResponse:
    said = {"Content-Disposition": f'inline; filename="{name}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=said)


@staff
@require_GET
def board(request: StaffRequest) -> HttpResponse:
    """What was finished lately where the person works, as everybody may read it."""
    place, since = _place(request.user), clock.today() - timedelta(days=DAYS)
    begin = clock.now() - timedelta(days=DAYS)
    lately = Q(closed_at__gte=begin) | Q(closed_at__isnull=True, delivered_at__gte=begin)
    here = public().filter(lately, village__path__startswith=place.path)
    rows = here.filter(pk__in=visible_to(request.user).values("pk")).order_by("-id")
    found = rows.select_related("village", "category")[:MOST_ORDERS]
    return _printed(board_pdf(place, since, found), "board")


def _place(person: Person) -> Organisation:
    """Whose board it is: the place of the first role."""
    if not person.roles_today:
        raise Http404
    return person.roles_today[0].organisation


@staff
@require_POST
def roster(request: StaffRequest, number: int) -> HttpResponse:
    """Names on paper: who had it made stands at the foot of each page."""
    found = roster_of(request, number)
    people = list(reads.expected(found, None).order_by("initials", "name", "id")[:MOST_PEOPLE])
    event = take_out(by=request.user, record=found, what="roster", rows=len(people))
    where_from = origin(request.user.name, event.entry)
    return _printed(roster_pdf(found, people, where_from), "roster")
