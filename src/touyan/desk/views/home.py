"""What waits for whoever opens the desk, and what they should hear."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from touyan.desk.forms.lists import QUEUES
from touyan.desk.gate import StaffRequest, staff
from touyan.desk.heard import grouped
from touyan.desk.lines import lines, of_lines
from touyan.desk.page import page, see_other
from touyan.desk.reads.counts import bounded
from touyan.desk.reads.keyset import SIZE
from touyan.desk.told import tell
from touyan.kernel import clock
from touyan.orders import reads
from touyan.town.acts import see_notices
from touyan.town.models import Person
from touyan.town.reads import notices_for
from touyan.town.states import RoleCode

NOTICES_SHOWN = 60
FOR_DISPATCHERS = ("call_back", "extensions")


@staff
@require_GET
def home(request: StaffRequest) -> HttpResponse:
    heard = grouped(notices_for(request.user, clock.now())[:NOTICES_SHOWN])
    waiting = lines(of_lines(reads.waiting_for(request.user))[: SIZE + 1])
    return page(
        request,
        "home.html",
        "home",
        figures=[*_figures(request.user), _news(len(heard))],
        waiting=waiting[:SIZE],
        more=len(waiting) > SIZE,
        heard=heard[:5],
    )


def _figures(person: Person) -> list[tuple[str, str, str]]:
    """Counts that are links to what they count."""
    names = ["waiting", "overdue", "following"]
    if any(role.role == RoleCode.DISPATCHER for role in person.roles_today):
        names[2:2] = FOR_DISPATCHERS
    numbers = bounded({name: reads.QUEUES[name](person) for name in names})
    return [
        (numbers[name], str(QUEUES[name]), f"{reverse('desk:orders')}?queue={name}")
        for name in names
    ]


def _news(count: int) -> tuple[str, str, str]:
    """How many things there is news of, as far as the page looked."""
    return str(count), _("New notices"), reverse("desk:notices")


@staff
@require_http_methods(["GET", "POST"])
def notices(request: StaffRequest) -> HttpResponse:
    if request.method == "POST":
        see_notices(by=request.user, about=request.POST.get("about", "").replace("\x00", "")[:40])
        return tell(see_other(reverse("desk:notices")), ("good", _("Marked as seen.")))
    rows = list(notices_for(request.user, clock.now())[: NOTICES_SHOWN + 1])
    return page(
        request,
        "notices.html",
        "notices",
        heard=grouped(rows[:NOTICES_SHOWN]),
        more=len(rows) > NOTICES_SHOWN,
    )
