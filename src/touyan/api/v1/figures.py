"""The town's numbers: what `touyan figures --json` says, by the same query."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router

from touyan.api.models import Client
from touyan.api.states import Scope as KeyScope
from touyan.api.v1.keys import asker
from touyan.api.v1.problems import Problem
from touyan.api.v1.shapes import town as shapes
from touyan.figures.forms.period import MOST_YEARS
from touyan.figures.reads.as_json import as_json
from touyan.figures.reads.board import board
from touyan.figures.reads.whose import may_read
from touyan.kernel import clock
from touyan.kernel.figures import FIGURES, Figure, Scope
from touyan.town.models import Organisation
from touyan.town.reads import home_town
from touyan.town.states import TOWN

router = Router(tags=["figures"])


@router.get(
    "/figures", response=shapes.Figures, url_name="figures", operation_id="read_figures",
    exclude_unset=True,
)  # fmt: skip
def read_figures(request: HttpRequest, wishes: Query[shapes.FigureWishes]) -> dict[str, Any]:
    """Figures of a place and its days: the public ones of a town for everybody, all of them with
    `figures:read` and a role on the place or above it."""
    client = asker(request)
    place = _place(wishes.organisation)
    figures = _figures(client, place)
    scope = Scope(place, *_days(wishes))
    return as_json(scope, board(scope, figures))


def _place(code: str | None) -> Organisation:
    place = Organisation.objects.filter(code=code).first() if code else home_town()
    if place is None:
        raise Http404
    return place


def _figures(client: Client | None, place: Organisation) -> list[Figure]:
    if client is not None and client.may(KeyScope.FIGURES) and may_read(client, place):
        return list(FIGURES.values())
    if place.kind != TOWN:
        raise Http404
    return [one for one in FIGURES.values() if one.public]


def _days(wishes: shapes.FigureWishes) -> tuple[date, date]:
    today = clock.today()
    until = wishes.until or today
    since = wishes.since or date(until.year, 1, 1)
    if until < since:
        raise _wrong("until", _("The last day lies before the first."))
    if not (since.year >= 1949 and until.year < 2200):
        raise _wrong("since", _("Ask for days between 1949 and 2199."))
    if until.year - since.year > MOST_YEARS:
        raise _wrong("since", _("Ask for {n} years at most.").format(n=MOST_YEARS))
    return since, until


def _wrong(name: str, why: str) -> Problem:
    return Problem(400, why, errors=[{"in": "query", "name": name, "detail": why}])
