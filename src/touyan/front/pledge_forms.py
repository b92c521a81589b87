"""What a member writes on the card with their own pledge."""

from django import forms
from django.utils.translation import gettext_lazy as _

from touyan.plans.states import PLEDGE_MOST


class PledgeForm(forms.Form):
    words = forms.CharField(
        label=_("What I promise this year"), max_length=PLEDGE_MOST,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": PLEDGE_MOST}),
        help_text=_("One sentence that neighbours can hold you to. Nobody is compared by it."),
    )  # fmt: skip
