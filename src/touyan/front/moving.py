"""The moves that a receipt's page offers, and making one of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _

from touyan.front import drafts
from touyan.front.parting import PartForm
from touyan.front.telling import Story
from touyan.kernel.lifecycle import Words
from touyan.kernel.refused import Refused
from touyan.orders.acts import ACTS, was_done
from touyan.orders.forms import FORMS, MoveForm
from touyan.orders.models import Order
from touyan.orders.moves import LIFE

OWN = frozenset({"unmerge", "hide"})
"""Moves on one's own order, also while it follows another."""
LABELS: dict[str, Words] = {
    "confirm": _("Give the last word"),
    "dispute": _("It is not put right"),
    "add": _("Add words or photos"),
    "urge": _("Remind the holder"),
    "withdraw": _("Take it back"),
    "hide": _("Hide my words"),
    "reopen": _("Open it again"),
    "appeal": _("Ask the town to look again"),
    "unmerge": _("It is not the same"),
}
"""As a requester says it; the office's words for the same moves are its own."""
NOT_THE_SAME = _("What was put together with it is another matter")
QUESTIONS: dict[str, Words] = {
    "withdraw": _("Nobody will work on it any more. Take it back?"),
    "hide": _(
        "It leaves the public list, and nobody outside the office reads it any more. Hide it?"
    ),
}
DONE: dict[str, Words] = {
    "tell": _(
        "Thank you. The town tells of it on the board of services; you can change your mind here."
    ),
    "keep": _("It is not told."),
    "confirm": _("Thank you. It is closed with your last word."),
    "dispute": _("It is back with those who did it; they have been told."),
    "add": _("Added. The holder has been told."),
    "urge": _("The holder has been told that you are waiting."),
    "withdraw": _("It has been taken back."),
    "hide": _("Nobody outside the office reads it any more."),
    "reopen": _("It is open again."),
    "appeal": _("The town will look again."),
    "unmerge": _("It stands alone again, where it stood before."),
}


@dataclass
class Choice:
    """One move as the page shows it."""

    name: str
    label: Words
    why_not: str
    form: MoveForm
    question: Words | None
    open: bool = False

    @property
    def is_plain(self) -> bool:
        """Nothing to fill in: one button."""
        return not self.form.visible_fields()


@dataclass
class Tried:
    """A move that was not made: with what was typed, and why."""

    name: str
    form: MoveForm
    status: int
    why: str = ""
    """Where the page no longer offers the move, so the sentence stands alone."""

    @property
    def typed(self) -> str:
        return "\n".join(
            str(self.form.data.get(name, ""))
            for name in ("words", "reason")
            if name in self.form.fields
        )


def target(story: Story, name: str) -> Order:
    if parts(story, name):
        return next(order for order, _when in story.joined.values())  # the form says which
    return story.own if name in OWN else story.order


def parts(story: Story, name: str) -> bool:
    """Whether it is another's order that is taken apart from one's own."""
    return name == "unmerge" and bool(story.joined)


def choices(story: Story, tried: Tried | None = None) -> Iterator[Choice]:
    """What this requester may do from here, in the order of the table; what was tried stays open."""
    for order in [*story.orders, *([target(story, "unmerge")] if story.joined else [])]:
        for offer in LIFE.offers(order, story.requester):
            if target(story, offer.name).pk != order.pk:
                continue
            again = tried is not None and tried.name == offer.name
            form = tried.form if tried and again else form_of(story, offer.name)
            label = LABELS.get(offer.name, offer.label)
            yield Choice(
                offer.name, NOT_THE_SAME if parts(story, offer.name) else label, str(offer.why_not or ""), form,
                QUESTIONS.get(offer.name), open=again,
            )  # fmt: skip


def form_of(story: Story, name: str, *given: Any) -> MoveForm:
    """The move's form. Each has ids of its own, as the page shows several."""
    kind = PartForm if parts(story, name) else FORMS[name]
    form = kind(
        *given,
        order=target(story, name),
        by=story.requester,
        auto_id=f"{name}_%s",
        initial={"draft": uuid4()},
    )
    return form.offer(story) if isinstance(form, PartForm) else form


def attempt(request: HttpRequest, story: Story, name: str) -> Tried | None:
    """Make the move: None where it was made."""
    if name not in ACTS:
        raise Http404
    if was_done(name):
        return None
    form = form_of(story, name, request.POST, request.FILES)
    if refused := not_offered(story, name):
        return Tried(name, form, refused.status, str(refused))
    valid = form.is_valid()
    draft = _kept(request, story, form)
    if not valid or form.errors:
        return Tried(name, form, 409 if _is_stale(form) else 422)
    taken = _taken(form, draft)
    order = taken.pop("which", target(story, name))
    try:
        ACTS[name](by=story.requester, order=order, **taken)
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        return Tried(name, form, refused.status)
    return None


def not_offered(story: Story, name: str) -> Refused | None:
    """Why the move may not be made from here at all."""
    order = target(story, name)
    offers = {offer.name: offer for offer in LIFE.offers(order, story.requester)}
    if name in offers and not offers[name].why_not:
        return None
    try:
        LIFE.take(name, order, story.requester)
    except Refused as refused:
        return refused
    return None


def _kept(request: HttpRequest, story: Story, form: MoveForm) -> UUID | None:
    """The key under which this form's photos wait, kept there even if the form is otherwise wrong."""
    if "photos" not in form.fields:
        return None
    key = form.cleaned_data.get("draft") or uuid4()
    if drafts.drop(request, key):
        form.add_error(
            "photos", _("The photo was left out. Send the form when it is as you want it.")
        )
    by, town_code = story.requester.signed, story.order.town_code
    for wrong in drafts.keep(request, key, by=by, town_code=town_code):
        form.add_error("photos", wrong)
    return key


def _taken(form: MoveForm, draft: UUID | None) -> dict[str, Any]:
    """What the act takes of the form: photos by the key under which they wait."""
    data = {
        name: value
        for name, value in form.cleaned_data.items()
        if name not in {"photos", "draft", "seen"}
    }
    return data | ({"photos": draft} if draft else {})


def _is_stale(form: MoveForm) -> bool:
    seen = str(form.data.get("seen", ""))
    return bool(seen) and seen != form.order.state
