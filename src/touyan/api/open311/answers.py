"""How Open311 answers: one structure as XML or as JSON by the Spark convention, its errors included."""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any
from xml.etree import ElementTree as Xml

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from touyan.kernel import replicas
from touyan.kernel.refused import Refused, TooMany

View = Callable[..., HttpResponse]
Told = dict[str, Any] | list[dict[str, Any]]

MEMBERS = {
    "services": "service", "attributes": "attribute", "values": "value", "endpoints": "endpoint",
    "formats": "format", "service_requests": "request", "errors": "error", "notes": "note",
    "service_request_updates": "request_update", "photos": "photo",
}  # fmt: skip
"""What one member of a list is called in XML; JSON has bare arrays."""
UNPRINTABLE = {code: None for code in range(32) if chr(code) not in "\t\n\r"} | dict.fromkeys(
    (65534, 65535, *range(55296, 57344))
)
"""Characters that XML 1.0 has no way to write."""


class Problem(Exception):
    """What the specification answers with an error: 404 unknown, 403 key, 400 otherwise."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


def document(root: str, told: Told, form: str, status: int = 200) -> HttpResponse:
    """`told` under the name `root`, as `xml` or `json`."""
    if form == "json":
        response: HttpResponse = JsonResponse(
            told, safe=False, status=status, content_type="application/json; charset=utf-8",
            json_dumps_params={"ensure_ascii": False},
        )  # fmt: skip
    else:
        body = Xml.tostring(_element(root, told), encoding="utf-8", xml_declaration=True)
        response = HttpResponse(body, status=status, content_type="text/xml; charset=utf-8")
    response["Access-Control-Allow-Origin"] = "*"  # no cookie is ever asked here
    response["Cache-Control"] = "no-store"
    return response


def _element(name: str, told: Any) -> Xml.Element:
    node = Xml.Element(name)
    if isinstance(told, dict):
        node.extend(_element(key, value) for key, value in told.items())
    elif isinstance(told, list):
        node.extend(_element(MEMBERS[name], one) for one in told)
    elif isinstance(told, bool):
        node.text = "true" if told else "false"
    elif told is not None:
        node.text = str(told).translate(UNPRINTABLE)
    return node


def errors(form: str, status: int, *why: str) -> HttpResponse:
    said = [{"code": str(status), "description": text} for text in why]
    return document("errors", said, form, status)


def form_of(asked: str) -> str:
    """The format that the address ends in; what is asked wrongly is answered in XML, the required one."""
    return "json" if asked == "json" else "xml"


def answers(*methods: str) -> Callable[[View], View]:
    """A view of this door: its methods, its refusals in its own form, no cookie and so no token against forgery."""

    def decorate(view: View) -> View:
        asked = replicas.public(view)

        @wraps(view)
        def guarded(request: HttpRequest, form: str, **said: str) -> HttpResponse:
            if request.method not in methods:
                return _not_allowed(form_of(form), methods)
            if form not in {"xml", "json"}:
                return errors("xml", 404, _("There are two formats: xml and json."))
            if any("\0" in word for sent in (request.GET, request.POST) for word in _words(sent)):
                return errors(form, 400, _("There is a character in it that no text can hold."))
            try:
                return asked(request, form, **said)
            except Problem as problem:
                return errors(form, problem.status, str(problem))
            except Refused as refused:
                status = refused.status if isinstance(refused, TooMany) else 400
                return errors(form, status, str(refused))

        return csrf_exempt(guarded)

    return decorate


def _words(sent: QueryDict) -> Iterator[str]:
    return (word for _name, words in sent.lists() for word in words if isinstance(word, str))


def _not_allowed(form: str, methods: tuple[str, ...]) -> HttpResponse:
    response = errors(
        form, 405, _("This address takes: {methods}.").format(methods=" ".join(methods))
    )
    response["Allow"] = ", ".join(methods)
    return response
