"""The door of the editor, /cms/: who enters, by which of Wagtail's addresses, and what their browser may load."""

from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.middleware import get_user
from django.contrib.auth.views import redirect_to_login
from django.contrib.messages.middleware import MessageMiddleware
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from touyan.newsroom.models import Hand
from touyan.newsroom.rules import may_write
from touyan.town.models import Person

DOOR = "/cms/"
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; object-src 'none'; base-uri 'self'; frame-ancestors 'self'; "
    "form-action 'self'"
)
"""Wagtail's editor sets styles and starts its widgets inline; readers' pages keep the strict policy."""

OPEN = frozenset(
    {
        "wagtailadmin_home",
        "wagtailadmin_explore_root",
        "wagtailadmin_explore",
        "wagtailadmin_explore_results",
        "wagtailadmin_choose_page",
        "wagtailadmin_choose_page_child",
        "wagtailadmin_choose_page_search",
        "wagtailadmin_choose_page_external_link",
        "wagtailadmin_choose_page_email_link",
        "wagtailadmin_choose_page_phone_link",
        "wagtailadmin_tag_autocomplete",
        "wagtailadmin_tag_model_autocomplete",
        "wagtailadmin_dismissibles",
        "wagtailadmin_sprite",
        "wagtailadmin_javascript_catalog",
        "wagtailadmin_editing_sessions:ping",
        "wagtailadmin_editing_sessions:release",
        *(
            f"wagtailadmin_pages:{name}"
            for name in (
                "add", "add_subpage", "preview_on_add", "edit", "preview_on_edit", "view_draft", "delete",
                "search", "search_results", "confirm_workflow_cancellation", "revisions_index",
                "revisions_view", "revisions_revert", "revisions_compare", "workflow_history",
                "workflow_history_detail", "history", "history_results", "workflow_preview", "usage",
            )
        ),
        *(
            f"wagtailimages:{name}"
            for name in (
                "index", "index_results", "add", "add_multiple", "edit_multiple", "delete_multiple", "edit",
                "delete", "image_usage", "preview",
            )
        ),
        *(
            f"wagtailimages_chooser:{name}"
            for name in ("choose", "choose_results", "chosen", "chosen_multiple", "create", "select_format")
        ),
    }
)  # fmt: skip
"""What of Wagtail is open at all. Its publishing, its bulk actions, its users, its settings and its API are not here."""


OURS = frozenset({"wagtailadmin_account", "wagtailadmin_logout"})
"""What Wagtail's menu leads to and the town has a page of its own for."""


class Door:
    """Strangers sign in by the town's own door; whoever is no editor finds nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.with_messages = MessageMiddleware(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(DOOR) or getattr(request, "is_dummy", False):
            return self.get_response(request)
        user = get_user(request)
        if not isinstance(user, Person):
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        request.user = Hand.of(user) if may_write(user) else user
        response = cast(HttpResponse, self.with_messages(request))
        response["Content-Security-Policy"] = POLICY
        response["X-Frame-Options"] = "SAMEORIGIN"
        return response

    def process_view(
        self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        if not request.path.startswith(DOOR) or match is None:
            return None
        if isinstance(request.user, Hand) and match.view_name in OURS:
            return redirect("front:account")
        if not isinstance(request.user, Hand) or match.view_name not in OPEN:
            raise Http404
        return None
