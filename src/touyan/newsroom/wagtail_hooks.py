"""What the editor's menu offers: what is open, and the way back to the desk."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

WAGTAILS = (_("New: %(model_name)s"), _("Oldest"))
"""What Wagtail's own Chinese lacks, of the pages that are open."""
KEPT = frozenset({"explorer", "images", "desk"})


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def to_the_desk() -> MenuItem:
    address = reverse("desk:newsroom")
    return MenuItem(
        _("To the desk: reviews"), address, name="desk", icon_name="arrow-left", order=1
    )


@hooks.register("construct_main_menu")  # type: ignore[untyped-decorator]
def only_what_is_open(_request: HttpRequest, items: list[Any]) -> None:
    items[:] = [item for item in items if item.name in KEPT]


@hooks.register("construct_homepage_summary_items", order=1000)  # type: ignore[untyped-decorator]
def no_sums_in_english(_request: HttpRequest, items: list[Any]) -> None:
    """After Wagtail has put them there: it counts in English only, and the menu beside leads to both."""
    items.clear()
