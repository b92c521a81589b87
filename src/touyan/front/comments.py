"""The form beneath a piece and on the wall."""

from uuid import UUID, uuid4

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from touyan.front.forms import telephone
from touyan.front.visitors import person_of, slow_down
from touyan.kernel.refused import Refused
from touyan.newsroom import acts
from touyan.newsroom.models import Comment, Published
from touyan.newsroom.states import WORDS_MOST
from touyan.orders.acts import VISITOR

AN_HOUR = 20


class CommentForm(forms.Form):
    """Words, a nickname for the neighbours, and who it is for the office alone."""

    words = forms.CharField(
        label=_("What you want to say"), max_length=WORDS_MOST, widget=forms.Textarea
    )
    nickname = forms.CharField(
        label=_("Nickname"), max_length=20, required=False, help_text=_("Everybody sees this one.")
    )
    name = forms.CharField(
        label=_("Your name"),
        max_length=60,
        required=False,
        help_text=_("Only the office sees it. Not needed if you have signed in."),
    )
    phone = forms.CharField(
        label=_("Your telephone number"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        help_text=_("Only the office sees it. Not needed if you have signed in."),
    )
    may_be_order = forms.BooleanField(
        label=_("If something needs doing, the office may make an order of it for me"),
        required=False,
    )
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def clean_phone(self) -> str:
        return telephone(self.cleaned_data["phone"])


def blank() -> CommentForm:
    return CommentForm(initial={"key": uuid4()})


def say(request: HttpRequest, published: Published, form: CommentForm) -> Comment | None:
    """The comment, waiting for review; None where the form has to be shown again."""
    if not form.is_valid():
        return None
    try:
        slow_down(request, "comments", AN_HOUR)
        return _said(request, published, form)
    except Refused as no:
        form.add_error(no.field if no.field in form.fields else None, str(no))
        form.refused_with = no.status  # type: ignore[attr-defined]
        return None


def _said(request: HttpRequest, published: Published, form: CommentForm) -> Comment:
    said, person = form.cleaned_data, person_of(request)
    writer = acts.Writer(said["nickname"], said["name"], said["phone"], person)
    key: UUID = said["key"] or uuid4()
    comment: Comment = acts.say(
        by=person or VISITOR, published=published, words=said["words"], writer=writer, key=key,
        may_be_order=said["may_be_order"],
    ).about  # fmt: skip
    return comment
