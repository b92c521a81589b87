"""The pages that only tell, and the two switches in the header."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from touyan.front import news
from touyan.front.answers import SeeOther, safe_next
from touyan.front.visitors import person_of
from touyan.kernel import replicas

YEAR = 365 * 24 * 3600


@require_safe
@replicas.public
def home(request: HttpRequest) -> HttpResponse:
    page = {"person": person_of(request), "fresh": news.fresh()}
    return render(request, "front/home.html", page)


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "front/help.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "front/privacy.html")


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    return render(request, "front/offline.html")


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    response = SeeOther(safe_next(request))
    if (chosen := request.POST.get("language", "")) in dict(settings.LANGUAGES):
        _remember(response, settings.LANGUAGE_COOKIE_NAME, chosen)
    return response


@require_POST
def elder_view(request: HttpRequest) -> HttpResponse:
    response = SeeOther(safe_next(request))
    _remember(response, "elder", "1" if request.POST.get("on") == "1" else "0")
    return response


def _remember(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(
        name,
        value,
        max_age=YEAR,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
    )
