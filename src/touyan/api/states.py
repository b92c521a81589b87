"""What another system may be let do, in which role, and how fast."""

from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from touyan.town.states import RoleCode


class Scope(TextChoices):
    """What a key opens, besides what everybody may read."""

    OPEN311 = "open311", _("Place and follow orders through Open311")
    READ = "orders:read", _("Read the orders that its roles see, and those that it brought")
    PLACE = "orders:place", _("Place orders")
    MOVE = (
        "orders:move",
        _("Make the moves that its roles allow, and those of whoever asked through it"),
    )
    FIGURES = "figures:read", _("Read every figure of its organisation and what is below it")


CLIENT_ROLES = (RoleCode.LEADER, RoleCode.DISPATCHER, RoleCode.SECRETARY, RoleCode.OFFICER)
"""What another system can be on its organisation's subtree. A leader only reads."""
KEY_BYTES = 24
"""Of chance in a key: nobody guesses it, so a digest of it may be looked up."""
WRITES_AN_HOUR = 600
"""By one client, whichever addresses it comes from."""
READS_A_MINUTE = 600
KEY_MISSES, MISSES_WITHIN = 20, timedelta(minutes=15)
"""Wrong keys from one address."""
BODY_MOST = 64 * 1024
"""Bytes that one request may carry: thirty times the longest words."""
PHOTOS_MOST = 91 * 1024 * 1024
"""Bytes of photos in one request: six of the largest, and what stands between them."""
ANSWERS_KEPT = timedelta(days=3)
"""For how long an answer is given again under its Idempotency-Key."""
DEMONSTRATION_KEY, DEMONSTRATION_TOWN_KEY = "touyan-demo", "touyan-demo-town"
"""Made by `touyan demo` only, which an installation that serves people refuses to run: a civic app's, and that of
a system that dispatches for the town."""
