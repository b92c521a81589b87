"""The newsroom at the desk: what waits for other eyes, and what its pages show."""

from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec

from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from touyan.desk.gate import StaffRequest, StaffView, View, staff
from touyan.kernel.acts import Event
from touyan.kernel.refused import Refused
from touyan.newsroom import acts, reads, rules
from touyan.newsroom.acts.publishing import findings
from touyan.newsroom.models import Comment, Story
from touyan.newsroom.papers import Rendered, rendered
from touyan.newsroom.reads import Reviewed
from touyan.newsroom.rules.redaction import Found
from touyan.orders.acts import Leaves, place
from touyan.orders.models import Category
from touyan.orders.reads import by_ref, public
from touyan.orders.states import State
from touyan.town.models import Organisation, Person
from touyan.town.reads import home_town, villages

P = ParamSpec("P")


def newsroom(view: StaffView[P]) -> View[P]:
    """Nobody but the newsroom's editors finds these pages."""

    @wraps(view)
    def guarded(request: StaffRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not rules.may_write(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return staff(guarded)


def town() -> Organisation:
    found = home_town()
    if found is None:
        raise Http404
    return found


@dataclass
class Reading:
    """A piece as its reviewer reads it: the very text that would go out, and what stands in its way."""

    review: Reviewed
    made: Rendered
    found: list[Found]
    why_not: str | None


def reading(number: int, by: Person) -> Reading:
    review = reads.review(number)
    if review is None:
        raise Http404
    made, here = rendered(review.sheet), town()
    found = findings(here, review.sheet, made)
    why_not = rules.approves(by, here, review.writers) or rules.complete(review.sheet)
    if why_not is None and found:
        why_not = _("Resolve what the gate found first.")
    return Reading(review, made, found, why_not)


def order_of(by: Person, comment: Comment, said: dict[str, Any]) -> str:
    """Place an order for a comment's writer, once; its number."""
    leaves = Leaves(name=comment.name, phone=comment.phone, person=comment.person)
    order = place(
        by=by, village=said["village"], words=said["words"], category=said["category"], leaves=leaves,
        source="newsroom", source_ref=f"comment:{comment.pk}",
    ).about  # fmt: skip
    return order.ref


def put_forward(*, by: Person, order: str, words: str) -> Event[Story]:
    """Propose to tell of a closed order that everybody may read."""
    found = by_ref(public().filter(state=State.CLOSED), order)
    if found is None:
        why = _("No closed order that everybody can read has this number.")
        raise Refused(why, field="order")
    return acts.tell_story(by=by, town=town(), order=found.ref, words=words)


def choices() -> dict[str, Any]:
    here = town()
    return {
        "villages": villages(here),
        "categories": Category.objects.filter(town=here, ended_on__isnull=True).order_by("code"),
    }
