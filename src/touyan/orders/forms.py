"""What each move asks for. The desk, the receipt's page and the API fill in the same forms."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from touyan.orders import reads
from touyan.orders.models import Category, Order
from touyan.orders.states import (
    WORDS_MOST,
    DeclineReason,
    Outcome,
    Satisfaction,
    Urgency,
)
from touyan.town.models import Organisation, Person, RoleHolder
from touyan.town.reads import dispatchable, staff_of, villages


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class Named(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice among organisations, people or categories, in the reader's language."""

    def label_from_instance(self, obj: Any) -> str:
        return str(getattr(obj, "label", obj))


class PhotosField(forms.FileField):
    """Any number of files; whether they are photos is found out when they are re-encoded."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(PhotosField, self).clean(file, initial) for file in files]


def words(label: Any, *, required: bool = True, hint: Any = "") -> forms.CharField:
    """A field for what people write. The act itself says what is too long, in the same words at every door."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 4, "data-max": WORDS_MOST}),
        error_messages={"required": _("Please say it in a few words.")},
    )


class MoveForm(forms.Form):
    """A form of one move on one order by one actor. `cleaned_data` is what the act takes."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    """The state that the page showed: if it has moved on, nothing is done."""

    def __init__(self, *args: Any, order: Order, by: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("seen", order.state)
        super().__init__(*args, **kwargs)
        self.order, self.by = order, by
        self.prepare()

    def prepare(self) -> None:
        """Fill in choices that depend on the order."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        seen = data.pop("seen", "")
        if seen and seen != self.order.state:
            raise forms.ValidationError(
                gettext(
                    "This changed while you were reading: it is now “{state}”. Nothing was done. Look again, then decide."
                ).format(state=self.order.get_state_display())
            )
        return data


class PhotoMoveForm(MoveForm):
    photos = PhotosField(
        label=_("Photos"),
        required=False,
        help_text=_("Up to six. Where they were taken is removed."),
    )
    draft = forms.UUIDField(required=False, widget=forms.HiddenInput)


class TransferForm(MoveForm):
    to = Named(Organisation.objects.none(), label=_("Whose is it?"), empty_label="")
    reason = words(_("Why"))

    def prepare(self) -> None:
        others = villages(self.order.town).exclude(pk=self.order.village_id)
        self.fields["to"].queryset = others  # type: ignore[attr-defined]


class ReasonForm(MoveForm):
    reason = words(_("Why"))


class DeliverForm(PhotoMoveForm):
    reply = words(_("What was done, in words for the one who asked"))
    field_order = ["reply", "photos"]


class AnswerForm(MoveForm):
    reply = words(_("How things stand, in words for the one who asked"))


class DispatchForm(MoveForm):
    unit = Named(Organisation.objects.none(), label=_("To whom"))
    person = forms.ModelChoiceField(
        Person.objects.none(), label=_("A named person there"), required=False
    )
    days = forms.IntegerField(
        label=_("Working days"), required=False, min_value=1, max_value=120,
        help_text=_("Leave empty for what the category promises."),
    )  # fmt: skip
    helpers = forms.ModelMultipleChoiceField(
        Organisation.objects.none(), label=_("Helping units"), required=False
    )

    def prepare(self) -> None:
        choices = dispatchable(self.order.town)
        self.fields["unit"].queryset = choices  # type: ignore[attr-defined]
        self.fields["helpers"].queryset = choices  # type: ignore[attr-defined]
        everyone = Person.objects.filter(is_active=True, town_id=self.order.town_id)
        named = self.data.get("unit") if self.is_bound else None
        if (
            named
            and named.isascii()
            and named.isdigit()
            and (unit := choices.filter(pk=named).first())
        ):
            everyone = staff_of(unit)
        else:
            everyone = everyone.filter(roles__role="lead").distinct()
        self.fields["person"].queryset = everyone  # type: ignore[attr-defined]


class DeferForm(MoveForm):
    reason = words(_("Why it has to wait, in words for the one who asked"))
    review_on = forms.DateField(
        label=_("Look at it again on"), widget=forms.DateInput(attrs={"type": "date"})
    )


class DeclineForm(MoveForm):
    reason = forms.ChoiceField(choices=DeclineReason, label=_("Reason"))
    rule = words(_("The rule it rests on"))
    next_door = words(_("Where they will be heard: who, where, which telephone number"))


class ConfirmForm(MoveForm):
    outcome = forms.ChoiceField(
        choices=[(o.value, o.label) for o in Outcome if o != Outcome.SILENT],
        label=_("Was it put right?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose whether it was solved, partly solved, or not solved.")
        },
    )
    satisfaction = forms.ChoiceField(
        choices=Satisfaction, label=_("How content are you?"),
        required=False, widget=forms.RadioSelect,
    )  # fmt: skip
    words = words(_("Anything you would like to add"), required=False)


class DisputeForm(PhotoMoveForm):
    words = words(_("What is still wrong?"))
    field_order = ["words", "photos"]


class AddForm(PhotoMoveForm):
    words = words(_("What would you like to add?"), required=False)
    field_order = ["words", "photos"]


class WordsForm(MoveForm):
    words = words(_("Why"))


class TextForm(MoveForm):
    text = words(_("Text"))


class MergeForm(MoveForm):
    into = forms.CharField(label=_("Number of the order it should follow"), max_length=20)

    def clean_into(self) -> Order:
        scope = (
            reads.visible_to(self.by) if isinstance(self.by, RoleHolder) else Order.objects.none()
        )
        lead = reads.by_ref(scope, self.cleaned_data["into"])
        if lead is None:
            raise forms.ValidationError(
                gettext("There is no order with this number that you can see. Check the digits.")
            )
        return lead


class AskExtensionForm(MoveForm):
    days = forms.IntegerField(label=_("Working days more"), min_value=1, max_value=60)
    reason = words(_("Why, for the dispatcher who decides"))


class DecideExtensionForm(MoveForm):
    granted = forms.TypedChoiceField(
        label=_("More time?"), choices=[("yes", _("Grant it")), ("no", _("Refuse it"))],
        coerce=lambda value: value == "yes", widget=forms.RadioSelect,
    )  # fmt: skip
    reason = words(_("Why"), required=False)


class SortForm(MoveForm):
    category = Named(Category.objects.none(), label=_("Category"), required=False)
    urgency = forms.ChoiceField(
        choices=[("", "—"), *Urgency.choices], label=_("Class"), required=False
    )

    def prepare(self) -> None:
        self.fields["category"].queryset = reads.categories(self.order.town_id)  # type: ignore[attr-defined]
        self.initial.setdefault("category", self.order.category_id)
        self.initial.setdefault("urgency", self.order.urgency)


class PublishForm(MoveForm):
    words = words(
        _("The copy that everyone may read"),
        hint=_("No names, numbers, plates or anything that points to a person."),
    )

    def prepare(self) -> None:
        self.initial.setdefault("words", self.order.public_words or self.order.words)


FORMS: dict[str, type[MoveForm]] = {
    "accept": MoveForm,
    "take": MoveForm,
    "deliver": DeliverForm,
    "dispatch": DispatchForm,
    "escalate": ReasonForm,
    "transfer": TransferForm,
    "return": ReasonForm,
    "defer": DeferForm,
    "confirm": ConfirmForm,
    "dispute": DisputeForm,
    "lapse": MoveForm,
    "reopen": WordsForm,
    "decline": DeclineForm,
    "appeal": WordsForm,
    "withdraw": MoveForm,
    "merge": MergeForm,
    "unmerge": ReasonForm,
    "answer": AnswerForm,
    "add": AddForm,
    "urge": MoveForm,
    "hide": MoveForm,
    "call_back": TextForm,
    "ask_extension": AskExtensionForm,
    "decide_extension": DecideExtensionForm,
    "note": TextForm,
    "supervise": TextForm,
    "sort": SortForm,
    "publish": PublishForm,
    "unpublish": MoveForm,
    "reveal": MoveForm,
    "redact": MoveForm,
}
"""Every move of the table, by its name."""
