"""Errors as pages in plain words, with what to do next; to machines as problem details."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from touyan.api.open311.answers import errors, form_of
from touyan.api.v1.problems import Problem, answer
from touyan.conf import outage
from touyan.kernel.refused import Refused


def page(request: HttpRequest, title: str, text: str, status: int) -> HttpResponse:
    if request.path.startswith("/api/"):
        return answer(Problem(status, text))
    if request.path.startswith("/open311/"):
        return errors(form_of(request.path.rpartition(".")[2]), status, text)
    return render(request, "ui/error.html", {"heading": title, "text": text}, status=status)


def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    return page(request, _("That was not done"), str(error), error.status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    text = _(
        "What arrived could not be read. It may have been too large. Please go back and try again with less."
    )
    return page(request, _("That did not arrive as it should"), text, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    text = _("Your role does not allow this. Ask your administrator if it should.")
    return page(request, _("Not for your role"), text, 403)


def only_sent(request: HttpRequest) -> HttpResponse:
    text = _(
        "This address only takes what a form sends, such as a button that was pressed. Nothing was changed. Go back to the page with the button."
    )
    return page(request, _("There is no page here"), text, 405)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    text = _(
        "Check the number or the address. If you have it from paper, type it once more, or telephone us."
    )
    return page(request, _("There is nothing here for you"), text, 404)


def broken(request: HttpRequest) -> HttpResponse:
    if (away := outage.met(request)) is not None:
        return away
    text = _(
        "Something is broken on our side. What was acknowledged is safe. Please try again in a minute, or telephone us."
    )
    return page(request, _("We are sorry"), text, 500)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    text = _(
        "The page had been open for too long. Go back, open it again, and send it once more; nothing was changed."
    )
    return page(request, _("Please send it again"), text, 403)
