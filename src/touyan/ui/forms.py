"""The living page's form: one of each control, so that Django's fields are seen in our frame."""

from django import forms
from django.utils.translation import gettext_lazy as _

VILLAGES = [
    ("", _("Choose one")),
    ("baihua", _("Baihua community")),
    ("paibei", _("Paibei community")),
]
ANSWERS = [
    ("phone", _("By telephone")),
    ("sms", _("By text message")),
    ("none", _("No answer needed")),
]
DAYS = [("mon", _("Monday")), ("wed", _("Wednesday")), ("fri", _("Friday"))]


class Sample(forms.Form):
    """Not saved anywhere."""

    words = forms.CharField(
        label=_("What is wrong?"),
        help_text=_("As you would tell a neighbour. A title is not needed."),
        max_length=200,
        widget=forms.Textarea,
    )
    phone = forms.CharField(
        label=_("Your telephone number"), widget=forms.TextInput(attrs={"type": "tel"})
    )
    village = forms.ChoiceField(label=_("Village or community"), choices=VILLAGES)
    day = forms.DateField(
        label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    photo = forms.FileField(
        label=_("Photo"), required=False, help_text=_("Faces and number plates are covered.")
    )
    answer = forms.ChoiceField(
        label=_("How shall we answer?"), choices=ANSWERS, widget=forms.RadioSelect
    )
    days = forms.MultipleChoiceField(
        label=_("When may we come?"),
        choices=DAYS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    hidden = forms.BooleanField(label=_("Hide my words from the public list"), required=False)
    nonce = forms.CharField(widget=forms.HiddenInput, required=False)
