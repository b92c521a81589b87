"""The wordings that people agree to: each version of `CONSENT_VERSIONS` as it is read out and printed."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from touyan.town.states import Purpose

WORDINGS: dict[str, tuple[str | Promise, ...]] = {
    Purpose.CHILD_CARE: (
        _(
            "What is kept: the child's name, the month in which they turn fourteen, their class and days, when they came and left, and with whom."
        ),
        _(
            "What for: so that the class knows whom to expect, and lets the child go only with those whom you name."
        ),
        _(
            "Who reads it: the child's guardians, the staff of this class who are cleared to look after children, and the clerk who keeps its list. Each time staff open the list, that is written down."
        ),
        _(
            "How long: 180 days after the last class; then names and collectors are erased by themselves."
        ),
        _("You can take it back at any time, here or by telephone. The child's classes then end."),
    ),
    Purpose.DIET: (
        _(
            "What is kept: which of the foods on our list must not be eaten. Nothing else about health, and nothing in words."
        ),
        _("What for: so that nobody is given what harms them."),
        _(
            "Who reads it: those who look after them or cook for them, and the clerk who keeps the list."
        ),
        _("You can take it back at any time, here or by telephone. It is then erased at once."),
    ),
    Purpose.PHOTO: (
        _(
            "A photo of you may be shown where the event is told of: here, and on the town's boards."
        ),
        _("You can take it back at any time, here or by telephone. It is then taken down."),
    ),
}
"""Whoever changes a sentence gives `CONSENT_VERSIONS` a new version, so that everybody is asked again."""
