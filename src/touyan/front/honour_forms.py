"""What somebody fills in against a name on notice, and what a judge gives."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from touyan.selections.models import Selection


class ObjectionForm(forms.Form):
    name = forms.CharField(
        label=_("Your name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = forms.CharField(
        label=_("Your telephone"), max_length=20,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )  # fmt: skip
    words = forms.CharField(
        label=_("What speaks against it"), max_length=2000, widget=forms.Textarea,
        help_text=_("What you saw or know, when, and who else knows it."),
    )  # fmt: skip


class MarkForm(forms.Form):
    mark = forms.DecimalField(
        label=_("Your mark"), max_digits=5, decimal_places=2, min_value=0,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, selection: Selection, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["mark"].help_text = _(
            "From 0 to %(most)s, with two digits after the point at most."
        ) % {"most": selection.mark_most}
