"""What a text message says: a template that the provider knows, and what goes into its gaps.

A provider in China lets nobody write freely: a template is approved once, with its signature, and takes
some few characters in each gap, no addresses. So a message says its order's number, in a word or two how it
stands, and the end of a short address; whoever opens that still has to be somebody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override, pgettext, pgettext_lazy

from touyan.channels.models import Choice, Delivery
from touyan.channels.rules import codes_of
from touyan.channels.states import CODE_WITHIN, CONFIRM, Unwanted
from touyan.channels.words import JUDGES, short_end

CODE, NEWS = "code", "news"
ASKED_FOR: dict[str, Any] = {
    "orders.accept": pgettext_lazy("text message", "taken on"),
    "orders.transfer": pgettext_lazy("text message", "handed over"),
    "orders.escalate": pgettext_lazy("text message", "sent to the town"),
    "orders.dispatch": pgettext_lazy("text message", "dispatched"),
    "orders.defer": pgettext_lazy("text message", "has to wait"),
    "orders.answer": pgettext_lazy("text message", "answered"),
    "orders.deliver": pgettext_lazy("text message", "reported done"),
    "orders.decline": pgettext_lazy("text message", "not accepted"),
    "orders.merge": pgettext_lazy("text message", "put together"),
    "orders.unmerge": pgettext_lazy("text message", "taken apart"),
    "orders.confirm": pgettext_lazy("text message", "closed"),
    "orders.lapse": pgettext_lazy("text message", "closed"),
}
OTHERWISE: dict[str, Any] = {
    "orders.place": pgettext_lazy("text message", "new"),
    "orders.due_soon": pgettext_lazy("text message", "due tomorrow"),
    "orders.due_now": pgettext_lazy("text message", "due today"),
    "orders.overdue": pgettext_lazy("text message", "overdue"),
    "orders.answer_due": pgettext_lazy("text message", "answer due"),
    "plans.due_now": pgettext_lazy("text message", "due today"),
    "plans.overdue": pgettext_lazy("text message", "overdue"),
    "projects.overdue": pgettext_lazy("text message", "overdue"),
    "programmes.arrive": pgettext_lazy("text message", "has come"),
    "programmes.leave": pgettext_lazy("text message", "has left"),
    "programmes.enrol": pgettext_lazy("text message", "has a place"),
    "town.withdraw_consent": pgettext_lazy("text message", "take it down"),
    "selections.invite_judge": pgettext_lazy("text message", "asked to judge"),
    "selections.judge": pgettext_lazy("text message", "ballots open"),
    "selections.object_to": pgettext_lazy("text message", "objection"),
    "selections.objection_overdue": pgettext_lazy("text message", "objection late"),
    "selections.notice_over": pgettext_lazy("text message", "notice has run"),
    "selections.all_in": pgettext_lazy("text message", "ballots are in"),
    "selections.turn_down": pgettext_lazy("text message", "decided"),
    "selections.honour": pgettext_lazy("text message", "decided"),
    "selections.pass_over": pgettext_lazy("text message", "decided"),
    "selections.announce": pgettext_lazy("text message", "decided"),
    "selections.revoke": pgettext_lazy("text message", "taken back"),
    "selections.speaker_gone": pgettext_lazy("text message", "speaker missing"),
}
NEWS_OF_IT = gettext_lazy("news")
"""A provider may allow six characters in a gap: the Chinese of each of these has no more; a test counts them."""


@dataclass(frozen=True)
class Text:
    """All that leaves the house, besides the number."""

    template: str
    gaps: tuple[str, ...]
    language: str

    def __str__(self) -> str:
        """As it reads with the templates that docs/operators.md proposes; for who looks on at a trial."""
        with override(self.language):
            if self.template == CODE:
                return _("Your code is {0}. It holds for {1} minutes.").format(*self.gaps)
            link = f"{settings.BASE_URL}/s/{self.gaps[2]}"
            return _("{0}: {1}. See {link}").format(*self.gaps, link=link)


class Outlet(Protocol):
    """Where text messages go."""

    def send(self, phone: str, words: Text, key: str) -> None: ...

    def close(self) -> None: ...


def worded(delivery: Delivery, parts: Sequence[Delivery], choice: Choice) -> Text:
    """In the person's language, as far as the town has a template in it."""
    template = CODE if delivery.event == CONFIRM else NEWS
    language = choice.language if settings.SMS.speaks(template, choice.language) else "zh-hans"
    with override(language):
        gaps = _code(choice) if template == CODE else _news(parts)
    return Text(template, gaps, language)


def _code(choice: Choice) -> tuple[str, ...]:
    codes = codes_of(choice)
    if not codes:
        raise Unwanted  # it would be too old by now
    return codes[0], str(int(CODE_WITHIN.total_seconds() // 60))


def _news(parts: Sequence[Delivery]) -> tuple[str, ...]:
    said = list(dict.fromkeys((_about(one), _state(one), short_end(one)) for one in parts))
    if len(said) == 1:
        return said[0]
    return (
        ngettext("{n} message", "{n} messages", len(said)).format(n=len(said)),
        str(NEWS_OF_IT),
        "n",
    )


def _about(one: Delivery) -> str:
    if one.event.startswith("programmes."):
        return pgettext("text message", "Your child")
    if one.about.startswith("order:"):
        return one.requester.order.ref if one.requester else one.number
    if one.event in JUDGES:
        return pgettext("text message", "Your ballots")
    return pgettext("text message", "Your desk")


def _state(one: Delivery) -> str:
    table = ASKED_FOR if one.requester is not None else OTHERWISE
    return str(table.get(one.event, NEWS_OF_IT))
