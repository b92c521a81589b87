"""Each address behind the door; the description says what each takes."""

from django.urls import URLPattern, path, re_path

from touyan.api.v1 import docs, openapi
from touyan.api.v1.application import api
from touyan.api.v1.door import Asked, door, nothing
from touyan.kernel import replicas

app_name = "v1"
PAGES = Asked({"GET": frozenset()})


def _behind(pattern: URLPattern) -> URLPattern:
    route = str(pattern.pattern)
    asked = openapi.asked_of(route)
    return path(route, door(replicas.public(pattern.callback), asked), name=pattern.name)


OPERATIONS = [one for one in api.urls[0] if isinstance(one, URLPattern) and one.name != "api-root"]
urlpatterns = [
    *map(_behind, OPERATIONS),
    path("openapi.json", door(openapi.serve, PAGES), name="openapi"),
    path("docs", docs.page, name="docs"),
    re_path(r"^(?P<rest>.*)$", door(nothing, None), name="nothing"),
]
