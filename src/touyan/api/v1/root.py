"""Where everything is."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Router

from touyan.api.v1.shapes.town import Link, Root

router = Router(tags=["town"])


@router.get("/", response=Root, url_name="root", operation_id="read_root")
def read_root(request: HttpRequest) -> Root:
    """What there is, and where its description stands."""
    links = (
        ("orders", _("Orders")),
        ("organisations", _("Organisations")),
        ("categories", _("Categories")),
        ("places", _("Places")),
        ("programmes", _("Programmes")),
        ("sessions", _("What is on")),
        ("news", _("News")),
        ("figures", _("Figures")),
        ("openapi", _("The description for machines (OpenAPI 3.1)")),
        ("docs", _("The description for people")),
    )
    told = [Link(name=name, href=reverse(f"v1:{name}"), label=label) for name, label in links]
    return Root(name="Touyan", version="1", links=told)
