"""What every page may ask about."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from touyan.conf.once import form_inputs
from touyan.town.reads import as_read, site


def everywhere(request: HttpRequest) -> dict[str, Any]:
    return {
        "site": as_read(site()),
        "csrf_input": form_inputs(request),
        "language": get_language() or "zh-hans",
        "elder": request.COOKIES.get("elder") == "1",
    }
