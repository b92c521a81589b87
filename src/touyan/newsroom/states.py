"""Codes of the newsroom: kinds of pieces, where a piece stands, where a comment stands."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    ARTICLE = "article", _("Article")
    NOTICE = "notice", _("Notice")
    READING = "reading", _("Daily reading")
    BOARD = "board", _("Board")
    INDEX = "index", _("Index page")


LISTED = (Kind.ARTICLE, Kind.NOTICE)
"""What stands in the list of news, in the feed and in the search."""


class Standing(TextChoices):
    """Where a piece stands for its readers; its drafts live in the editor."""

    SCHEDULED = "scheduled", _("Scheduled")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Taken down")


class Voice(TextChoices):
    """Where a comment, or a word on the wall, stands."""

    WAITING = "waiting", _("Waiting for review")
    SHOWN = "shown", _("Shown")
    REFUSED = "refused", _("Refused")
    TAKEN_BACK = "taken_back", _("Taken back by its writer")


class Finding(TextChoices):
    """What the gate looks for in a piece before the town sends it into the world."""

    PHONE = "phone", _("Telephone number")
    ID_CARD = "id_card", _("ID-card number")
    BANK = "bank", _("Bank card number")
    CHILD = "child", _("Name of a child")


WORDS_MOST = 500
"""What fits into a comment."""


def nothing_follows(_workflow_state: object, user: object = None) -> None:
    """What Wagtail does when a review has ended: nothing, for acts.approve does it all."""
