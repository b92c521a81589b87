"""What an administrator says of another system."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from touyan.api.states import CLIENT_ROLES, Scope
from touyan.desk.forms.named import Named, offer
from touyan.desk.forms.town import day_field
from touyan.desk.reads import town as reads
from touyan.town.models import Organisation


class NewClient(forms.Form):
    name = forms.CharField(label=_("What the system is called"), max_length=60)
    organisation = Named(
        Organisation.objects.none(), label=_("For which organisation"), empty_label=_("Choose one"),
        help_text=_("It reaches this organisation and what is below it, and nothing else."),
    )  # fmt: skip
    scopes = forms.MultipleChoiceField(
        label=_("What its key opens"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    roles = forms.MultipleChoiceField(
        label=_("What it is there"), choices=[(role, role.label) for role in CLIENT_ROLES],
        required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Without any it sees what everybody sees, and what it brought. A leader only reads."),
    )  # fmt: skip
    expires_on = day_field(
        _("Last day"), required=False, help_text=_("Empty: until you shut it out.")
    )

    def __init__(self, *args: Any, root: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "organisation", reads.below(root))
