"""Addresses as they are printed, or told to another machine."""

from django.conf import settings
from django.http import HttpRequest


def whole_address(request: HttpRequest, path: str) -> str:
    """A path under the town's own name, or this machine's where it has none."""
    return f"{settings.BASE_URL}{path}" if settings.PRODUCTION else request.build_absolute_uri(path)
