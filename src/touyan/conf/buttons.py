"""Whoever asks for the address of a button at the desk is led to the page that the button stands on.

A page that was refused something stands at the address that its form was sent to. When it is loaded
anew, or a telephone brings its tab back, a browser asks for that address as a page.
"""

from collections.abc import Iterator

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve

from touyan.desk.page import see_other

DESK = "/desk/"


def page_behind(request: HttpRequest) -> HttpResponseBase | None:
    """The way to the nearest page above; None where the button belongs to no one thing.

    The page itself is asked, so that nobody is led where they see nothing: it answers 404.
    """
    match = request.resolver_match
    if match is None or not match.kwargs:
        return None
    for path in _above(request.path_info):
        try:
            found = resolve(path)
        except Resolver404:
            continue
        answer: HttpResponseBase = found.func(request, *found.args, **found.kwargs)
        if answer.status_code != 405:  # another button's, such as the seats of a session
            return see_other(path) if answer.status_code == 200 else answer
    return None


def _above(path: str) -> Iterator[str]:
    """The addresses within the desk that this one lies under, nearest first."""
    while path.startswith(DESK) and path != DESK:
        path = path.rstrip("/").rpartition("/")[0] + "/"
        if path.startswith(DESK) and path != DESK:
            yield path
