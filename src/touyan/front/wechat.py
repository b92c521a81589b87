"""What somebody wrote to the WeChat account, on its way to an order: the same form, filled in."""

import re
from typing import Any
from uuid import uuid4

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from touyan.channels.models import Draft
from touyan.front import drafts, reads
from touyan.front.forms import PlaceForm, Spot
from touyan.front.sending import Sending, finish, spot_of
from touyan.kernel.sending import settle
from touyan.orders.acts import VISITOR
from touyan.orders.models import Category, Requester
from touyan.orders.reads import categories
from touyan.town.models import Person
from touyan.town.reads import site


class CategoryField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    def label_from_instance(self, obj: Category) -> str:
        return obj.label


class DraftForm(PlaceForm):
    """The form of any order, and what kind of matter it is for whoever wants to say so."""

    category = CategoryField(
        Category.objects.none(), label=_("What is it about?"), to_field_name="code", required=False,
        empty_label=_("The office may choose"),
    )  # fmt: skip
    field_order = ["words", "photos", "village", "where", "category", "phone", "name", "anonymous"]

    def __init__(self, *args: Any, draft: Draft, spot: Spot, **kwargs: Any) -> None:
        super().__init__(*args, spot=spot, **kwargs)
        self.initial = {
            **self.initial,
            "key": draft.key,
            "words": draft.words,
            "where": draft.where,
        }
        known = categories(int(site()["pk"] or 0))
        self.fields["category"].queryset = known  # type: ignore[attr-defined]


def opened(request: HttpRequest, draft: Draft) -> Sending:
    """The form as the link opens it."""
    return Sending(
        request, DraftForm(draft=draft, spot=spot_of("")), draft.key, status=200, draft=draft
    )


def sent(request: HttpRequest, draft: Draft) -> Sending:
    """Place what the form says; its words may have been changed on the page."""
    typed, more = request.POST.copy(), _more(draft, request.POST.get("seen", ""))
    if more:
        typed["words"] = f"{typed.get('words', '')}\n{more}".strip()
    form = DraftForm(typed, request.FILES, draft=draft, spot=spot_of(""))
    sending = Sending(request, form, draft.key, draft=draft)
    valid = form.is_valid() and not more
    if more:
        form.add_error("words", _("You wrote more in WeChat since this page was opened. It stands at the end now: look through it, and send it again."))  # fmt: skip
    if drafts.drop(request, draft.key):
        sending.status = 200
        return sending
    for wrong in drafts.keep(request, draft.key, by=VISITOR.signed, town_code=form.spot.town_code):
        form.add_error("photos", wrong)
        valid = False
    return finish(sending) if valid else sending


def _more(draft: Draft, seen: str) -> str:
    """What somebody wrote in WeChat after they had opened the page, which does not have it."""
    known = int(seen) if re.fullmatch(r"[0-9]{1,5}", seen, re.ASCII) else len(draft.words)
    return str(draft.words[known:]).strip()


def sent_before(asked: QueryDict) -> Requester | None:
    """A second tap on Send: whoever has the form's key and its very words has sent it."""
    try:
        before = reads.sent_with(forms.UUIDField().clean(asked.get("key", "")))
    except forms.ValidationError:
        return None
    if before is None or before.order.words != asked.get("words", "").strip():
        return None
    settle()
    return before


def too_late(request: HttpRequest) -> Sending | None:
    """The link is over, what was typed is not: the form of any order with those words, and a key of its own.

    Photos that came with this very form are kept. Those of the draft are not looked for: the link may be another's.
    """
    if not request.POST.get("words", "").strip():
        return None
    form = PlaceForm(request.POST, request.FILES, spot=spot_of(""))
    sending = Sending(request, form, uuid4(), status=404)
    form.is_valid()
    form.add_error(None, _("The link that this form was opened by is over: it was sent already, it is older than a day, or it is meant for somebody else. What you typed stands here still. Photos from WeChat do not. Send it again if nobody has."))  # fmt: skip
    for wrong in drafts.keep(
        request, sending.key, by=VISITOR.signed, town_code=form.spot.town_code
    ):
        form.add_error("photos", wrong)
    return sending


def is_anothers(draft: Draft, person: Person | None) -> bool:
    """Whoever is signed in opens no draft of somebody else's WeChat."""
    owner = draft.follower.person_id
    return person is not None and owner is not None and owner != person.pk
