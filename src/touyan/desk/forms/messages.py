"""Which other systems are told."""

from django import forms
from django.utils.translation import gettext_lazy as _


class NewWebhook(forms.Form):
    name = forms.CharField(label=_("Name of the system"), max_length=60)
    url = forms.CharField(
        label=_("Its address"), max_length=300, help_text=_("It begins with https://."),
        widget=forms.TextInput(attrs={"type": "url", "inputmode": "url"}),
    )  # fmt: skip
    client = forms.IntegerField(
        label=_("Number of its API key"), required=False, min_value=1, max_value=2**31,
        help_text=_("If it has one: as `client:3` stands in the journal, 3."),
    )  # fmt: skip
