"""The codes of long work, how far it is, and of briefs."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class JobState(TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Under way")
    DONE = "done", _("Ready")
    FAILED = "failed", _("Failed")


class BriefState(TextChoices):
    DRAFTED = "drafted", _("Drafted")
    SIGNED = "signed", _("Signed")
