"""What is asked for when a brief is drafted, edited, explained, or its template changed."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from touyan.desk.forms.lists import WITHIN
from touyan.desk.forms.named import Named, offer
from touyan.figures.models import BriefTemplate
from touyan.figures.reads.briefs import briefed_by, places_briefed, templates
from touyan.town.models import Organisation, Person

DOCX = ".docx,application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def day(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"})
    return forms.DateField(label=label, validators=WITHIN, widget=widget)


def word_file(label: Any, **more: Any) -> forms.FileField:
    widget = forms.ClearableFileInput(attrs={"accept": DOCX})
    return forms.FileField(label=label, widget=widget, allow_empty_file=True, **more)


class NewBrief(forms.Form):
    template = Named(BriefTemplate.objects.none(), label=_("Template"), empty_label=_("Choose one"))
    organisation = Named(Organisation.objects.none(), label=_("About"), empty_label=_("Choose one"))
    since = day(_("From"))
    until = day(_("To"))
    key = forms.UUIDField(widget=forms.HiddenInput)
    """Sent twice, it is one brief."""

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"key": uuid.uuid4()})
        super().__init__(*args, **kwargs)
        offer(self, "template", templates(by))
        offer(self, "organisation", places_briefed(by))


class EditedBrief(forms.Form):
    docx = word_file(_("The Word file, as edited"))


class Explained(forms.Form):
    reason = forms.CharField(
        label=_("Why the text says another number"), max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class SentTemplate(forms.Form):
    """A new version of a template, or a new one."""

    organisation = Named(
        Organisation.objects.none(), label=_("Whose template"), empty_label=_("Choose one")
    )
    name = forms.CharField(
        label=_("Short name"), max_length=40,
        help_text=_("Small letters, digits and hyphens. The same name makes a new version; the old one stays."),
    )  # fmt: skip
    label = forms.CharField(label=_("Its name"), max_length=80)
    docx = word_file(_("Word file"))

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = [place.pk for place in briefed_by(by)]
        offer(self, "organisation", Organisation.objects.filter(pk__in=mine).order_by("path"))
