"""What a list of orders can be asked for; the address carries it, so that it can be kept."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from touyan.desk.reads.wanted import GAPS, Around
from touyan.kernel import search
from touyan.orders.states import Channel, State, Urgency

QUEUES = {
    "waiting": _("Waiting for me"),
    "overdue": _("Overdue"),
    "call_back": _("To call back"),
    "extensions": _("More time asked for"),
    "following": _("I follow"),
    "open": _("All open"),
    "all": _("All orders"),
}
SORTS = {
    "due": _("Due first"),
    "newest": _("Newest first"),
    "oldest": _("Oldest first"),
}
WITHIN = (MinValueValidator(date(1949, 10, 1)), MaxValueValidator(date(2199, 12, 31)))
"""Days that an order can have been placed on."""
Choices = list[tuple[Any, Any]]
ANY = _("Any")


class Wishes(forms.Form):
    """`cleaned_data` is what `desk.reads.wanted.found` takes."""

    q = forms.CharField(
        label=_("Search"), required=False, max_length=80,
        help_text=_("A number, or two characters and more of what was said."),
        widget=forms.TextInput(attrs={"type": "search"}),
    )  # fmt: skip
    state = forms.ChoiceField(label=_("State"), required=False)
    village = forms.TypedChoiceField(label=_("Village or community"), required=False, coerce=int)
    category = forms.TypedChoiceField(label=_("Category"), required=False, coerce=int)
    urgency = forms.ChoiceField(label=_("Class"), required=False)
    channel = forms.ChoiceField(label=_("Came by"), required=False)
    agency = forms.TypedChoiceField(label=_("Done by"), required=False, coerce=int)
    since = forms.DateField(
        label=_("Placed from"),
        required=False,
        validators=WITHIN,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    until = forms.DateField(
        label=_("Placed until"),
        required=False,
        validators=WITHIN,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    overdue = forms.BooleanField(label=_("Overdue only"), required=False)
    sort = forms.ChoiceField(label=_("Order of the list"), required=False)
    queue = forms.ChoiceField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict, around: Around) -> None:
        super().__init__(data)
        self._offer("queue", list(QUEUES.items()))
        self._offer("sort", list(SORTS.items()), empty=_("As usual"))
        self._offer("state", list(State.choices))
        self._offer("urgency", list(Urgency.choices))
        self._offer("channel", list(Channel.choices))
        self._offer("village", [(row.pk, row.label) for row in around.villages])
        self._offer("category", [(row.pk, row.label) for row in around.categories])
        self._offer("agency", [(row.pk, row.label) for row in around.agencies])

    def _offer(self, name: str, choices: Choices, empty: Any = ANY) -> None:
        """Only what there is to choose between; a question with one answer is not asked."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type
        # Said in the reader's language once: Django would ask for each word again and again.
        field.choices = [("", str(empty)), *((value, str(label)) for value, label in choices)]
        if len(choices) < 2 and name not in self.data:
            del self.fields[name]

    def clean_q(self) -> str:
        words: str = self.cleaned_data["q"]
        if words and search.too_short(words):
            raise forms.ValidationError(gettext("Type two characters or more."))
        return words

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["queue"] = data.get("queue") or ("all" if data.get("q") else "waiting")
        usual = "newest" if data["queue"] in GAPS else "due"
        data["sort"] = data.get("sort") or usual
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            self.add_error("until", gettext("The last day lies before the first."))
        return data

    @property
    def narrowed(self) -> list[str]:
        """The filters in force besides the words, by their labels."""
        quiet = {"q", "queue", "sort"}
        return [
            str(self.fields[name].label)
            for name, value in self.cleaned_data.items()
            if value and name in self.fields and name not in quiet
        ]


BULK: dict[str, Any] = {
    "accept": _("Accept"),
    "take": _("Take"),
    "urge": _("Urge"),
    "follow": _("Follow"),
}
"""Moves that ask nothing, so that they can be made for many orders at once."""
