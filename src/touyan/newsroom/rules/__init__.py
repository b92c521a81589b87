"""May this be done in the newsroom, by this person? None, or the reason that the person is shown."""

from typing import Any

from django.utils.translation import gettext as _

from touyan.kernel.acts import Actor
from touyan.newsroom.models import Comment, Published, Sheet
from touyan.newsroom.states import LISTED, Voice
from touyan.town.models import Organisation, Person
from touyan.town.reads import site
from touyan.town.rules import Founder
from touyan.town.states import RoleCode

ROLES = (RoleCode.EDITOR, RoleCode.ADMIN)


def may_write(person: Person, town: Organisation | None = None) -> bool:
    """Editors and administrators of the town, or of the county above it."""
    path = town.path if town else site()["path"]
    return bool(path) and person.works_in(path, *ROLES)


def writes(by: Actor, town: Organisation) -> str | None:
    if isinstance(by, Founder) or (isinstance(by, Person) and may_write(by, town)):
        return None
    return _("Only the newsroom's editors can do this.")


def approves(by: Actor, town: Organisation, writers: set[int]) -> str | None:
    """Somebody else than everybody who wrote in it since it was last published."""
    if not isinstance(by, Person) or not may_write(by, town):
        return _("Only the newsroom's editors can do this.")
    if by.pk in writers:
        return _("You wrote in this yourself. Somebody else must read it before it is published.")
    return None


def complete(sheet: Sheet) -> str | None:
    """What a piece must say before anybody outside reads it."""
    if not sheet.responsible_editor.strip() and not sheet.imported_from:
        return _("Enter the responsible editor first: the page prints who answers for it.")
    return None


def may_hand_over(published: Published) -> str | None:
    if not published.is_out or published.kind not in LISTED:
        return _("Only what readers can see in the news is handed on.")
    return None


WECHAT_TITLE, WECHAT_HTML = 64, 20_000
"""Signs that WeChat takes."""


def fits_wechat(made: dict[str, Any]) -> str | None:
    if not made["pictures"]:
        return _("WeChat wants a cover: put a picture into the piece first.")
    if len(made["title"]) > WECHAT_TITLE:
        return _("WeChat takes titles of {most} characters at most.").format(most=WECHAT_TITLE)
    if len(made["html"]) >= WECHAT_HTML:
        return _("This is too long for one piece in WeChat. Divide it, or copy it by hand.")
    return None


def may_take_back(comment: Comment) -> str | None:
    if comment.state == Voice.TAKEN_BACK:
        return _("You have taken this back already.")
    return None


def may_comment(published: Published) -> str | None:
    if not published.is_out:
        return _("Nothing can be said here any more.")
    return None
