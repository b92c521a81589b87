"""What another system may be let do, and how fast."""

from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Scope(TextChoices):
    """What a key opens, besides what everybody may read."""

    OPEN311 = "open311", _("Place and follow orders through Open311")


KEY_BYTES = 24
"""Of chance in a key: nobody guesses it, so a digest of it may be looked up."""
WRITES_AN_HOUR = 600
"""By one client, whichever addresses it comes from."""
KEY_MISSES, MISSES_WITHIN = 20, timedelta(minutes=15)
"""Wrong keys from one address."""
DEMONSTRATION_KEY = "touyan-demo"
"""Made by `touyan demo` only, which an installation that serves people refuses to run."""
