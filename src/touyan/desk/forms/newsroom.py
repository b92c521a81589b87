"""What the newsroom's pages ask."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from touyan.desk.forms.named import Named, offer
from touyan.newsroom.states import WORDS_MOST
from touyan.orders.models import Category
from touyan.town.models import Organisation


def words(label: Any, most: int, **more: Any) -> forms.CharField:
    rows = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, max_length=most, widget=rows, **more)


class SendBack(forms.Form):
    reason = words(_("What should change"), 500)


class Clear(forms.Form):
    blind = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Why it may be published"), max_length=200)


class Withdraw(forms.Form):
    note = words(_("The note that stands in its place"), 200)


class RefuseComment(forms.Form):
    reason = words(_("The reason; its writer reads it"), 200)


class AnswerComment(forms.Form):
    words = words(_("The office's answer"), WORDS_MOST)


class PutForward(forms.Form):
    """A closed order worth telling."""

    order = forms.CharField(
        label=_("Number of the closed order"),
        max_length=20,
        help_text=_("One that everybody can read. Whoever asked for it is asked first."),
    )
    words = words(
        _("What would be told"),
        300,
        help_text=_("No names and no numbers of persons: what was needed, and what was done."),
    )


class OrderFromComment(forms.Form):
    """An order as the office writes it, for whoever said so beneath a piece."""

    village = Named(label=_("Village or community"), queryset=Organisation.objects.none())
    category = Named(label=_("Category"), queryset=Category.objects.none(), required=False)
    words = words(_("What is needed"), 2000)

    def __init__(self, *args: Any, villages: Any, categories: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "village", villages)
        offer(self, "category", categories)


class Import(forms.Form):
    """An older piece from a file."""

    file = forms.FileField(
        label=_("The file"),
        help_text=_("A web page (.html) or a Word document (.docx), with its pictures."),
    )
    title = forms.CharField(
        label=_("Title"),
        max_length=200,
        required=False,
        help_text=_("Empty: the file's first heading."),
    )
    source = forms.CharField(label=_("Source of the piece"), max_length=60, required=False)
    responsible_editor = forms.CharField(
        label=_("Responsible editor"), max_length=40, required=False,
        help_text=_("May stay empty as it was, for a piece that was published before."),
    )  # fmt: skip
    dated_at = forms.DateTimeField(
        label=_("When it was published"),
        widget=forms.DateTimeInput(
            attrs={"type": "datetime-local", "step": "1"}, format="%Y-%m-%dT%H:%M:%S"
        ),
        input_formats=[
            "%Y-%m-%dT%H:%M:%S",
            "%Y-%m-%dT%H:%M",
            "%Y-%m-%d %H:%M:%S",
            "%Y/%m/%d %H:%M:%S",
        ],
    )
    views = forms.IntegerField(label=_("Views counted before"), min_value=0, required=False)
    origin = forms.CharField(
        label=_("Where it stood"),
        max_length=180,
        help_text=_("Its old address: the same piece is taken in once."),
    )
