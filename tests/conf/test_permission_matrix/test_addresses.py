"""Every address × everybody × GET and POST, written by hand: the second opinion to the code.

An address that is not in the table fails the first test, so that a new one is entered by hand.
"""

from collections.abc import Callable
from urllib.parse import unquote

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from tests.conf.test_permission_matrix import (
    api_table,
    briefs_table,
    canteens_table,
    channels_table,
    classes_table,
    events_table,
    figures_table,
    newsroom_table,
    open311_table,
    places_table,
    plans_table,
    projects_table,
    selections_table,
    wechat_table,
)
from tests.conf.test_permission_matrix.cast import WHO, World, content
from tests.once import ONE_DATABASE_IS_ENOUGH
from touyan.town.models import Organisation, Person

pytestmark = pytest.mark.django_db

# What stands in braces is filled in from the world: an order is {placed}, {roads}, {lead}, {public},
# {paibei} or {gangji}. 404 is for what somebody may not see, whether it exists or not.
#                                          visi resi judg secr paib disp gang road watr lead mate ledr edit clrk admi gadm
FRONT = """
GET  /                                     200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /                                     405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /search/                              200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /search/                              405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /help/                                200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /help/                                405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /privacy/                             200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /privacy/                             405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /offline/                             200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /offline/                             405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /language/                            405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
POST /language/                            303  303  303  303  303  303  303  303  303  303  303  303  303  303  303  303
GET  /elder-view/                          405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
POST /elder-view/                          303  303  303  303  303  303  303  303  303  303  303  303  303  303  303  303
GET  /orders/new/                          200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /orders/new/                          422  422  422  422  422  422  422  422  422  422  422  422  422  422  422  422
GET  /orders/similar/                      405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
POST /orders/similar/                      200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
GET  /orders/join/{public}/                405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
POST /orders/join/{public}/                303  303  303  303  303  303  303  303  303  303  303  303  303  303  303  303
POST /orders/join/{placed}/                404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /orders/r/                            200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /orders/r/                            422  422  422  422  422  422  422  422  422  422  422  422  422  422  422  422
GET  /orders/r/{receipt}/                  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /orders/r/{receipt}/                  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /orders/r/guessedguessed22/           404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /orders/r/{receipt}/qr.svg            200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /orders/r/{receipt}/qr.svg            405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /orders/r/guessedguessed22/qr.svg     404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /orders/r/{receipt}/slip/             200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /orders/r/{receipt}/slip/             405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /orders/r/guessedguessed22/slip/      404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /orders/r/{receipt}/photos/{photo}/   200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /orders/r/{receipt}/photos/{photo}/   405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /orders/r/guessedguessed22/photos/{photo}/ 404 404 404 404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /orders/r/{receipt}/urge/             303  303  303  303  303  303  303  303  303  303  303  303  303  303  303  303
GET  /orders/r/guessedguessed22/urge/      404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /orders/r/{receipt}/urge/             303  303  303  303  303  303  303  303  303  303  303  303  303  303  303  303
POST /orders/r/{receipt}/accept/           409  409  409  409  409  409  409  409  409  409  409  409  409  409  409  409
POST /orders/r/{receipt}/follow/           404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /orders/r/guessedguessed22/urge/      404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /orders/mine/                         302  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /orders/mine/                         405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /orders/                              200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /orders/                              405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /orders/{public}/                     200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /orders/{public}/                     405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /orders/{placed}/                     404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /orders/000000/                       404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /figures/                             200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /figures/                             405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /figures/orders.placed/               200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
GET  /figures/orders.nonsense/             404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /figures/orders.placed/               405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /sign-in/                             200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /sign-in/                             422  422  422  422  422  422  422  422  422  422  422  422  422  422  422  422
GET  /sign-in/second/                      303  303  303  303  303  303  303  303  303  303  303  303  303  303  303  303
POST /sign-in/second/                      303  303  303  303  303  303  303  303  303  303  303  303  303  303  303  303
GET  /sign-out/                            405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
POST /sign-out/                            303  303  303  303  303  303  303  303  303  303  303  303  303  303  303  303
GET  /account/                             302  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /account/                             302  422  422  422  422  422  422  422  422  422  422  422  422  422  422  422
GET  /account/sessions/                    302  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /account/sessions/                    302  422  422  422  422  422  422  422  422  422  422  422  422  422  422  422
GET  /account/data/                        302  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /account/data/                        405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /account/data/orders/                 302  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /account/data/orders/                 405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /account/data/copy/                   405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
POST /account/data/copy/                   302  422  422  422  422  422  422  422  422  422  422  422  422  422  422  422
GET  /account/data/correct/                302  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /account/data/correct/                302  422  422  422  422  422  422  422  422  422  422  422  422  422  422  422
GET  /account/data/erase/                  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
POST /account/data/erase/                  302  422  422  422  422  422  422  422  422  422  422  422  422  422  422  422
GET  /account/data/diet/                   405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /account/data/photo/                  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
POST /account/data/diet/                   302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /account/data/photo/                  302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /account/data/keep/                   405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
POST /account/data/keep/                   302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /account/two-factor/                  302  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /account/two-factor/                  302  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
GET  /account/two-factor/qr.svg            302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /account/two-factor/qr.svg            405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /healthz                              200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /healthz                              405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /readyz                               200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /readyz                               405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /metrics                              200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /metrics                              405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /sw.js                                200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /sw.js                                405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /manifest.webmanifest                 200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /manifest.webmanifest                 405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
"""
#                                          visi resi judg secr paib disp gang road watr lead mate ledr edit clrk admi gadm
DESK = """
GET  /desk/                                302  404  404  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /desk/                                302  404  404  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /desk/notices/                        302  404  404  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /desk/notices/                        302  404  404  303  303  303  303  303  303  303  303  303  303  303  303  303
GET  /desk/orders/                         302  404  404  200  200  200  200  200  200  200  200  200  200  200  200  200
GET  /desk/orders/?queue=call_back         302  404  404  200  200  200  200  200  200  200  200  200  200  200  200  200
GET  /desk/orders/?queue=nonsense          302  404  404  422  422  422  422  422  422  422  422  422  422  422  422  422
POST /desk/orders/                         302  404  404  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /desk/orders/export/                  302  404  404  405  405  405  405  405  405  405  405  405  405  405  405  405
POST /desk/orders/export/                  302  404  404  200  200  200  200  200  200  200  200  200  200  200  200  200
GET  /desk/orders/bulk/                    302  404  404  405  405  405  405  405  405  405  405  405  405  405  405  405
POST /desk/orders/bulk/?accept             302  404  404  303  303  303  303  303  303  303  303  303  303  303  303  303
POST /desk/orders/bulk/?redact             302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /desk/orders/new/                     302  404  404  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /desk/orders/new/                     302  404  404  422  422  422  422  422  422  422  422  422  422  422  422  422
GET  /desk/orders/{placed}/                302  404  404  200  404  200  404  404  404  404  404  200  404  404  404  404
POST /desk/orders/{placed}/                302  404  404  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /desk/orders/{roads}/                 302  404  404  200  404  200  404  200  404  404  404  200  404  404  404  404
GET  /desk/orders/{lead}/                  302  404  404  200  404  200  404  404  404  200  200  200  404  404  404  404
GET  /desk/orders/{paibei}/                302  404  404  404  200  200  404  404  404  404  404  200  404  404  404  404
GET  /desk/orders/{public}/                302  404  404  200  404  200  404  404  404  404  404  200  404  404  404  404
GET  /desk/orders/{gangji}/                302  404  404  404  404  404  200  404  404  404  404  404  404  404  404  404
GET  /desk/orders/000000/                  302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /desk/orders/{placed}/?move=accept    302  404  404  200  404  200  404  404  404  404  404  200  404  404  404  404
GET  /desk/orders/{placed}/?move=nonsense  302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /desk/orders/{placed}/?show=similar   302  404  404  200  404  200  404  404  404  404  404  200  404  404  404  404
GET  /desk/orders/{placed}/photos/{photo}/ 302  404  404  200  404  200  404  404  404  404  404  200  404  404  404  404
GET  /desk/orders/{roads}/photos/{photo}/  302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /desk/orders/{placed}/photos/{photo}/ 302  404  404  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /desk/orders/{placed}/accept/         302  404  404  303  404  303  404  404  404  404  404  303  404  404  404  404
POST /desk/orders/{placed}/accept/         302  404  404  303  404  409  404  404  404  404  404  409  404  404  404  404
POST /desk/orders/{placed}/follow/         302  404  404  303  404  303  404  404  404  404  404  303  404  404  404  404
POST /desk/orders/{placed}/nonsense/       302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /desk/orders/{gangji}/accept/         302  404  404  404  404  404  409  404  404  404  404  404  404  404  404  404
GET  /desk/call-backs/                     302  404  404  404  404  200  200  404  404  404  404  404  404  404  404  404
POST /desk/call-backs/                     302  404  404  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /desk/call-backs/sample/              302  404  404  405  405  405  405  405  405  405  405  405  405  405  405  405
POST /desk/call-backs/sample/              302  404  404  404  404  422  422  404  404  404  404  404  404  404  404  404
GET  /desk/operations/                     302  404  404  404  404  404  404  404  404  404  404  404  404  404  200  200
POST /desk/operations/                     302  404  404  404  404  404  404  404  404  404  404  404  404  404  405  405
GET  /desk/search/                         302  404  404  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /desk/search/                         302  404  404  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /desk/hot/                            302  404  404  404  404  200  200  404  404  404  404  200  404  404  404  404
POST /desk/hot/                            302  404  404  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /desk/town/                           302  404  404  404  404  404  404  404  404  404  404  404  404  404  200  200
POST /desk/town/                           302  404  404  404  404  404  404  404  404  404  404  404  404  404  405  405
GET  /desk/town/ledgers/people/            302  404  404  404  404  404  404  404  404  404  404  404  404  404  303  303
POST /desk/town/ledgers/people/            302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /desk/town/organisations/             302  404  404  404  404  404  404  404  404  404  404  404  404  404  200  200
POST /desk/town/organisations/             302  404  404  404  404  404  404  404  404  404  404  404  404  404  422  422
GET  /desk/town/organisations/{village}/   302  404  404  404  404  404  404  404  404  404  404  404  404  404  200  404
POST /desk/town/organisations/{village}/   302  404  404  404  404  404  404  404  404  404  404  404  404  404  422  404
GET  /desk/town/people/                    302  404  404  404  404  404  404  404  404  404  404  404  404  404  200  200
POST /desk/town/people/                    302  404  404  404  404  404  404  404  404  404  404  404  404  404  422  422
GET  /desk/town/people/{person}/           302  404  404  404  404  404  404  404  404  404  404  404  404  404  200  404
POST /desk/town/people/{person}/           302  404  404  404  404  404  404  404  404  404  404  404  404  404  405  405
GET  /desk/town/people/{person}/correct/   302  404  404  404  404  404  404  404  404  404  404  404  404  404  303  404
POST /desk/town/people/{person}/correct/   302  404  404  404  404  404  404  404  404  404  404  404  404  404  422  404
GET  /desk/town/people/{person}/roles/     302  404  404  404  404  404  404  404  404  404  404  404  404  404  303  404
POST /desk/town/people/{person}/roles/     302  404  404  404  404  404  404  404  404  404  404  404  404  404  422  404
GET  /desk/town/people/{person}/roles/{role}/end/ 302 404 404 404 404 404  404  404  404  404  404  404  404  404  303  404
POST /desk/town/people/{person}/roles/{role}/end/ 302 404 404 404 404 404  404  404  404  404  404  404  404  404  303  404
GET  /desk/town/people/{person}/password/  302  404  404  404  404  404  404  404  404  404  404  404  404  404  303  404
POST /desk/town/people/{person}/password/  302  404  404  404  404  404  404  404  404  404  404  404  404  404  422  404
GET  /desk/town/calendar/                  302  404  404  404  404  404  404  404  404  404  404  404  404  404  200  200
POST /desk/town/calendar/                  302  404  404  404  404  404  404  404  404  404  404  404  404  404  422  422
GET  /desk/town/places/                    302  404  404  404  404  404  404  404  404  404  404  404  404  404  200  200
POST /desk/town/places/                    302  404  404  404  404  404  404  404  404  404  404  404  404  404  422  422
GET  /desk/town/places/{village}/poster/   302  404  404  404  404  404  404  404  404  404  404  404  404  404  200  404
POST /desk/town/places/{village}/poster/   302  404  404  404  404  404  404  404  404  404  404  404  404  404  405  405
GET  /desk/town/categories/                302  404  404  404  404  404  404  404  404  404  404  404  404  404  200  200
POST /desk/town/categories/                302  404  404  404  404  404  404  404  404  404  404  404  404  404  422  422
GET  /desk/town/clocks/                    302  404  404  404  404  404  404  404  404  404  404  404  404  404  200  200
POST /desk/town/clocks/                    302  404  404  404  404  404  404  404  404  404  404  404  404  404  422  422
"""

BODIES = {
    "/desk/orders/bulk/?accept": {"move": "accept", "order": "{placed}"},
    "/desk/orders/bulk/?redact": {"move": "redact", "order": "{placed}"},
    **figures_table.BODIES,
    **briefs_table.BODIES,
    **canteens_table.BODIES,
    **open311_table.BODIES,
}
"""What a POST carries; others carry one field that no form knows, so that each is really read."""


def rows(table: str) -> list[tuple[str, str, list[int]]]:
    """(method, address, a status for each of WHO)."""
    found = [line.split() for line in table.strip().splitlines()]
    return [(method, address, [int(c) for c in codes]) for method, address, *codes in found]


ROWS = [
    *rows(FRONT),
    *rows(DESK),
    *rows(figures_table.FIGURES),
    *rows(briefs_table.BRIEFS),
    *rows(canteens_table.RESIDENTS),
    *rows(canteens_table.CANTEENS),
    *rows(channels_table.CHOICES),
    *rows(channels_table.KEEPERS),
    *rows(channels_table.PAPERS),
    *rows(classes_table.GUARDIANS),
    *rows(classes_table.CLASSES),
    *rows(events_table.RESIDENTS),
    *rows(events_table.EVENTS),
    *rows(newsroom_table.READERS),
    *rows(newsroom_table.NEWSROOM),
    *rows(open311_table.OPEN311),
    *rows(api_table.API),
    *rows(api_table.CLIENTS),
    *rows(plans_table.OFFICE),
    *rows(places_table.READERS),
    *rows(places_table.KEEPERS),
    *rows(projects_table.RESIDENTS),
    *rows(projects_table.OFFICE),
    *rows(selections_table.READERS),
    *rows(selections_table.OFFICE),
    *rows(wechat_table.WECHAT),
]
GETS = [address for method, address, _codes in ROWS if method == "GET"]


def names(resolver: URLResolver) -> set[str]:
    """Every name that an address of ours has; an address without one cannot be in the table."""
    found = set()
    for entry in resolver.url_patterns:
        if (
            str(entry.pattern) == "cms/"
        ):  # Wagtail's: tests/newsroom/test_doors.py walks all of them
            continue
        if isinstance(entry, URLPattern):
            assert entry.name, entry
            found.add(f"{resolver.namespace}:{entry.name}")
        else:
            found |= names(entry)
    return found


def test_every_address_is_in_the_table_with_both_methods(world: World):
    entered = {
        (method, resolve(world.address(address).partition("?")[0]).view_name)
        for method, address, _codes in ROWS
    }
    every = names(get_resolver())
    assert entered == {(method, name) for method in ("GET", "POST") for name in every}


@pytest.mark.parametrize(
    "table",
    [
        FRONT,
        DESK,
        figures_table.FIGURES,
        briefs_table.BRIEFS,
        canteens_table.RESIDENTS,
        canteens_table.CANTEENS,
        channels_table.CHOICES,
        channels_table.KEEPERS,
        channels_table.PAPERS,
        classes_table.GUARDIANS,
        classes_table.CLASSES,
        events_table.RESIDENTS,
        events_table.EVENTS,
        newsroom_table.READERS,
        newsroom_table.NEWSROOM,
        open311_table.OPEN311,
        api_table.API,
        api_table.CLIENTS,
        plans_table.OFFICE,
        places_table.READERS,
        places_table.KEEPERS,
        projects_table.RESIDENTS,
        projects_table.OFFICE,
        selections_table.READERS,
        selections_table.OFFICE,
        wechat_table.WECHAT,
    ],
)
def test_every_row_has_a_column_for_everybody(table: str):
    assert {len(codes) for _method, _address, codes in rows(table)} == {len(WHO)}


@ONE_DATABASE_IS_ENOUGH
@pytest.mark.parametrize("door", ["/desk/town/", "/desk/figures/", "/desk/briefs/", "/desk/", "/"])
def test_everybody_gets_what_the_table_says(world: World, door: str):
    expected, found = {}, {}
    for method, address, codes in ROWS:
        if door_of(address) == door:
            expected[method, address] = dict(zip(WHO, codes, strict=True))
            found[method, address] = {who: status(world, who, method, address) for who in WHO}
    assert found == expected


@pytest.mark.parametrize(
    ("kind", "status"), [("people", 200), ("organisations", 200), ("orders", 404)]
)
def test_the_towns_ledgers_are_for_the_countys_administrator(
    town: Organisation, somebody: Callable[..., Person], kind: str, status: int
):
    """They hold both towns; who asked for what is in none of them."""
    county = Client()
    county.force_login(somebody("county", "admin", town.parent))
    response = county.post(f"/desk/town/ledgers/{kind}/")
    content(response)
    assert response.status_code == status


def door_of(address: str) -> str:
    return next(
        door
        for door in ("/desk/town/", "/desk/figures/", "/desk/briefs/", "/desk/", "/")
        if address.startswith(door)
    )


def status(world: World, who: str, method: str, template: str) -> int:
    """What one of them is answered; whatever it changed is undone."""
    browser, address = world.browser(who), world.address(template)
    before = transaction.savepoint()
    if method == "GET":
        response = browser.get(address)
    else:
        body = BODIES.get(template, {"x": "1"})
        response = browser.post(address, {name: world.address(said) for name, said in body.items()})
    content(response)
    transaction.savepoint_rollback(before)
    return response.status_code


def test_strangers_are_led_to_the_sign_in_and_from_there_to_where_they_wanted(world: World):
    for address in (world.address(a) for a in GETS if a.startswith("/desk/")):
        response = world.browser("visitor").get(address)
        assert unquote(response["Location"]) == f"/sign-in/?next={address}"


def test_a_post_without_the_forms_token_is_refused_everywhere(world: World):
    asked = dict.fromkeys(address for _m, address, _c in ROWS)
    # Other systems have a key and no cookie, so nobody's browser can be made to ask in their name.
    by_key = ("/open311/", "/api/")
    # The link of a mail is the right itself, and a mail programme asks it without a page of ours.
    by_link = ("/orders/messages/{stop_token}/stop/", "/orders/messages/made-up/stop/")
    addresses = [world.address(a) for a in asked if not a.startswith(by_key) and a not in by_link]
    for who in ("visitor", "secretary", "admin"):
        browser = world.browser(who, enforce_csrf_checks=True)
        answers = {address: browser.post(address, {"x": "1"}).status_code for address in addresses}
        assert answers == dict.fromkeys(addresses, 403)
