"""What the pages about one's own data ask for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from touyan.front.forms import AgainForm, VillageField, offer_villages, telephone
from touyan.kernel.devices import device_in_words
from touyan.town.models import OpenSession, Organisation, Person


class EndForm(AgainForm):
    """Which of one's own sessions to end: one, or all but this one."""

    ALL = "all"
    which = forms.ChoiceField(label=_("What is to be ended"), widget=forms.RadioSelect)
    field_order = ("which", "password")

    def __init__(self, *args: Any, others: list[OpenSession], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others = others
        named = [(str(one.pk), device_in_words(one.device)) for one in others]
        everything = [(self.ALL, _("Everywhere but here"))] if len(named) != 1 else []
        self.fields["which"].choices = [*named, *everything]  # type: ignore[attr-defined]

    def numbers(self) -> list[int]:
        chosen = self.cleaned_data["which"]
        return [one.pk for one in self.others if chosen in {self.ALL, str(one.pk)}]


class CorrectForm(forms.Form):
    """What somebody is called, how they are reached, where they live."""

    name = forms.CharField(
        label=_("Name"), max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Say who you are: a name is enough.")},
    )  # fmt: skip
    phone = forms.CharField(
        label=_("Telephone"), required=False, max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )  # fmt: skip
    village = VillageField(
        Organisation.objects.none(), label=_("Village or community"), required=False,
        to_field_name="code", empty_label=_("Not said"),
    )  # fmt: skip

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        home = person.village.code if person.village else ""
        kwargs["initial"] = {"name": person.name, "phone": person.phone, "village": home}
        super().__init__(*args, **kwargs)
        if person.town_id is not None:
            offer_villages(self, person.town_id)

    def clean_phone(self) -> str:
        return telephone(self.cleaned_data["phone"])
