"""What a clerk types for somebody who rang, came by or sent a slip of paper."""

import re
import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from touyan.channels.rules import is_open
from touyan.channels.states import Channel as Way
from touyan.desk.forms.named import Named, offer
from touyan.desk.reads.wanted import villages_typed_for
from touyan.orders.acts import Leaves
from touyan.orders.forms import words
from touyan.orders.models import Category
from touyan.orders.states import Channel, Urgency
from touyan.town.models import Organisation, Person

PHONE = re.compile(r"\+?[0-9]{7,15}")
BY_HAND = [(c.value, c.label) for c in (Channel.PHONE, Channel.DESK, Channel.PAPER)]


class TypedOrder(forms.Form):
    words = words(_("What is needed, in their words"))
    village = Named(
        Organisation.objects.none(), label=_("Village or community"), empty_label=_("Choose one")
    )
    where = forms.CharField(
        label=_("Where exactly"), required=False, max_length=120,
        help_text=_("As a neighbour would find it."),
    )  # fmt: skip
    channel = forms.ChoiceField(
        label=_("It came by"), choices=BY_HAND, widget=forms.RadioSelect, initial=Channel.PHONE
    )
    phone = forms.CharField(
        label=_("Their telephone number"), required=False, max_length=20,
        help_text=_("Only if they want to be called back."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )  # fmt: skip
    sms = forms.BooleanField(
        label=_("They may be written to by text message"), required=False,
        help_text=_("Only if they said yes. It needs a mobile number; that you noted it is kept."),
    )  # fmt: skip
    name = forms.CharField(
        label=_("Their name"), required=False, max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    anonymous = forms.BooleanField(
        label=_("They wish to stay anonymous"), required=False,
        help_text=_("No name is kept; only the call-back desk may look at the number."),
    )  # fmt: skip
    category = Named(
        Category.objects.none(), label=_("Category"), required=False, empty_label=_("Not known yet")
    )
    urgency = forms.ChoiceField(
        label=_("Class"),
        required=False,
        choices=[("", _("As the category says")), *Urgency.choices],
    )
    key = forms.UUIDField(widget=forms.HiddenInput)
    """Sent twice, it is one order."""

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"key": uuid.uuid4()})
        super().__init__(*args, **kwargs)
        if not is_open(Way.SMS):
            del self.fields["sms"]
        offer(self, "village", villages_typed_for(by).select_related("town"))
        towns = [t for role in by.roles_today if (t := role.organisation.town_id_of) is not None]
        kept = Category.objects.filter(town__in=towns, ended_on__isnull=True)
        offer(self, "category", kept.order_by("id"))

    def clean_phone(self) -> str:
        phone = re.sub(r"[\s()（）-]", "", self.cleaned_data["phone"])
        if phone and not PHONE.fullmatch(phone):
            raise forms.ValidationError(
                gettext("A telephone number has 7 to 15 digits. Leave it empty if there is none.")
            )
        return phone

    def arguments(self) -> dict[str, Any]:
        """What the act `place` takes."""
        data = dict(self.cleaned_data)
        data.pop("sms", None)
        leaves = Leaves(
            name=data.pop("name"), phone=data.pop("phone"), anonymous=data.pop("anonymous")
        )
        return {**data, "leaves": leaves}


class Draw(forms.Form):
    size = forms.IntegerField(label=_("How many"), min_value=1, max_value=500, initial=10)
    seed = forms.CharField(
        label=_("Seed"), required=False, max_length=32,
        help_text=_("Leave empty for a new one. The same seed draws the same orders from the same list."),
    )  # fmt: skip
