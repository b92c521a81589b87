"""What figures hold about a person: files that were made for them."""

from django.utils.translation import gettext_lazy as _

from touyan.figures.models import Job
from touyan.kernel.held import Column, Holding

FILES = Holding(
    "files",
    _("Files made for you"),
    _("Exports that took longer than a page. Deleted after some days."),
    lambda person: Job.objects.filter(by=person),
    (
        Column("name", _("Name"), lambda row: row.name),
        Column("at", _("When"), lambda row: row.at),
        Column("state", _("State"), lambda row: row.get_state_display()),
    ),
    _("Deleted by themselves."),
)
ALL = (FILES,)
