"""Places for everybody: the list with its plan, one place, and the question that its plaque asks."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from touyan.front import places as shown
from touyan.front import projects
from touyan.front.answers import private, see_other
from touyan.front.visitors import person_of, slow_down
from touyan.kernel import replicas
from touyan.kernel.refused import Refused
from touyan.orders.acts import VISITOR
from touyan.town.acts import say_fine
from touyan.town.models import Place
from touyan.town.reads import home_town, villages

WORDS_AN_HOUR = 30


@require_safe
@replicas.public
def places(request: HttpRequest) -> HttpResponse:
    town = home_town()
    if town is None:
        raise Http404
    here = list(villages(town))
    wanted = shown.asked(request.GET.dict(), here)
    rows, after = shown.page_of(shown.found(wanted, town), request.GET.get("after", ""))
    page = {
        "places": rows, "dots": shown.plan(rows), "map": shown.on_map(rows), "asked": wanted, "kinds": shown.KINDS,
        "villages": [(one.code, one.label) for one in here],
        "next": f"?{wanted.query(after=after)}" if after else None,
    }  # fmt: skip
    return render(request, "front/places/list.html", page)


@require_safe
@replicas.public
def place(request: HttpRequest, code: str) -> HttpResponse:
    found = shown.one(code)
    page = {
        "place": found, "closed": shown.is_closed(found), "ways": shown.ways(found),
        "orders": shown.orders_about(found), "reported": shown.is_reported(found),
        "projects": projects.behind(found), "thanked": request.GET.get("done") == "fine",
    }  # fmt: skip
    return render(request, "front/places/place.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@private
def still_true(request: HttpRequest, code: str) -> HttpResponse:
    """Whoever scans the plaque says that all is well, or goes on to say what is not."""
    found = shown.one(code)
    if request.method != "POST":
        return _asks(request, found)
    slow_down(request, "plaque", WORDS_AN_HOUR)
    try:
        say_fine(by=person_of(request) or VISITOR, place=found)
    except Refused as no:
        return _asks(request, found, no.status, str(no))
    return see_other("front:place_page", code, query="done=fine")


def _asks(request: HttpRequest, found: Place, status: int = 200, error: str = "") -> HttpResponse:
    page = {
        "place": found, "error": error, "closed": shown.is_closed(found),
        "reported": shown.is_reported(found),
    }  # fmt: skip
    return render(request, "front/places/still_true.html", page, status=status)
