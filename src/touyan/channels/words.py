"""What a message says: plain sentences, each with the page where the rest stands. Nobody's name, nobody's words."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from touyan.channels.models import Delivery
from touyan.orders.models import Requester

ASKED_FOR: dict[str, Any] = {
    "orders.accept": _("The branch took it on."),
    "orders.transfer": _("It was handed to the branch whose it is."),
    "orders.escalate": _("The branch sent it up to the town."),
    "orders.dispatch": _("The town sent it to those who can do it."),
    "orders.defer": _("It has to wait; the page says until when and why."),
    "orders.answer": _("You have an answer."),
    "orders.deliver": _("It is reported as done. Please look, and say whether it is put right."),
    "orders.decide_extension": _("More time was asked for; the page says what the town decided."),
    "orders.decline": _("The town could not accept it; the page says why, and who can help."),
    "orders.merge": _("It was put together with another about the same thing."),
    "orders.unmerge": _("It was taken apart from the other again and goes on by itself."),
    "orders.confirm": _("It was closed; the page says how. You can have it opened again."),
    "orders.lapse": _("It was closed because nobody answered. You can have it opened again."),
}
"""What whoever asked for it hears."""

AT_THE_DESK: dict[str, Any] = {
    "orders.place": _("A new order is waiting."),
    "orders.transfer": _("An order was handed over to you."),
    "orders.escalate": _("An order was sent up to the town."),
    "orders.dispatch": _("An order was dispatched to you."),
    "orders.return_": _("An order was returned to the dispatcher."),
    "orders.dispute": _("The requester says: not put right."),
    "orders.reopen": _("An order was opened again."),
    "orders.appeal": _("The requester asks again."),
    "orders.unmerge": _("An order was taken apart again."),
    "orders.add": _("The requester added something."),
    "orders.urge": _("The requester asks for speed."),
    "orders.supervise": _("An order was put under supervision."),
    "orders.decide_extension": _("It was decided on more time."),
    "orders.ask_extension": _("More time is asked for."),
    "orders.withdraw": _("An order was withdrawn by the requester."),
    "orders.confirm": _("An order was confirmed and closed."),
    "orders.lapse": _("An order was closed in silence."),
    "orders.merge": _("An order was merged into another."),
    "orders.defer": _("An order was deferred."),
    "orders.due_soon": _("An order is due tomorrow."),
    "orders.due_now": _("An order is due today."),
    "orders.overdue": _("The date of an order has passed."),
    "orders.answer_due": _("Whoever asked should hear today how things stand."),
    "plans.due_soon": _("A task of the plan is due soon."),
    "plans.due_now": _("A task of the plan is due today."),
    "plans.overdue": _("The date of a task has passed."),
    "projects.approve": _("A project was approved."),
    "projects.start": _("A project has started."),
    "projects.build": _("A project is under way."),
    "projects.pause": _("A project was paused."),
    "projects.resume": _("A project goes on."),
    "projects.open_project": _("A project has opened."),
    "projects.close": _("A project’s file was closed."),
    "projects.drop": _("A project was given up."),
    "projects.move_date": _("A day that a project promised was moved."),
    "projects.meet": _("A milestone of a project was met."),
    "projects.overdue": _("A day that a project promised has passed."),
    "town.withdraw_consent": _("Somebody's portrait may be shown no more: please take it down."),
    "selections.object_to": _("An objection to a name on notice has arrived."),
    "selections.objection_overdue": _("An objection should have its answer by now."),
    "selections.notice_over": _("A public notice has run: it can be decided."),
    "selections.all_in": _("All ballots of a contest are in."),
    "selections.turn_down": _("It was decided about somebody you named."),
    "selections.honour": _("It was decided about somebody you named."),
    "selections.pass_over": _("It was decided about somebody you named."),
    "selections.announce": _("A contest in which you named somebody is decided."),
    "selections.revoke": _("An honour of somebody you named was taken back."),
    "selections.speaker_gone": _(
        "An honour was taken back: a speaker is missing on the winners' tour."
    ),
}
GUARDIANS: dict[str, Any] = {
    "programmes.arrive": _("Your child has come to the class."),
    "programmes.leave": _("Your child has left the class."),
    "programmes.enrol": _("Your child has a place in the class."),
}
"""Which child is said on the page alone: a mail is read by servers on its way."""
JUDGES: dict[str, Any] = {
    "selections.invite_judge": _("You are asked to judge a contest."),
    "selections.judge": _("The judging of a contest has begun: your ballots are open."),
}
"""What a judge hears, who need not have a desk."""
OTHERWISE = _("There is news for you.")


def choices_page() -> str:
    """Where somebody says how they want to hear of things."""
    return settings.BASE_URL + reverse("front:choices")


@dataclass(frozen=True)
class Line:
    """One thing that is said: its number, the sentence, and the page."""

    number: str
    sentence: str
    href: str


def lines(parts: Iterable[Delivery]) -> list[Line]:
    """Each thing once, however often it happened."""
    return list(dict.fromkeys(_line(one) for one in parts))


def _line(one: Delivery) -> Line:
    if one.requester is not None:
        sentence = ASKED_FOR.get(one.event, OTHERWISE)
        where = (
            _receipt(one.requester)
            if one.person_id
            else reverse("front:short", args=[short_end(one)])
        )
        return Line(one.requester.order.ref, str(sentence), settings.BASE_URL + where)
    if one.event in GUARDIANS:
        where = reverse("front:child", args=[one.number])
        return Line("", str(GUARDIANS[one.event]), settings.BASE_URL + where)
    if one.event in JUDGES:
        where = settings.BASE_URL + reverse("front:judging")
        return Line(one.number, str(JUDGES[one.event]), where)
    kind, _colon, key = one.about.partition(":")
    where = PAGES[kind](one, key) if kind in PAGES else reverse("desk:notices")
    return Line(one.number, str(AT_THE_DESK.get(one.event, OTHERWISE)), settings.BASE_URL + where)


def _receipt(requester: Requester) -> str:
    """Whoever reads it has shown who they are, signed in. A guest's mail may be read by others: the number alone opens nothing."""
    return reverse("front:receipt", args=[requester.receipt])


def short_end(one: Delivery) -> str:
    """The end of a short address, `/s/…`, that leads to the page; it opens nothing by itself."""
    if one.requester is not None:
        return one.requester.order.ref
    kind, _colon, key = one.about.partition(":")
    if one.event in GUARDIANS:
        return f"c{one.number}"
    if one.event in JUDGES:
        return "j"
    letters = {"task": "t", "project": "p", "selection": "w"}
    return one.number if kind == "order" else f"{letters[kind]}{key}" if kind in letters else "n"


PAGES: dict[str, Callable[[Delivery, str], str]] = {
    "order": lambda one, _key: reverse("desk:order", args=[one.number]),
    "task": lambda _one, key: reverse("desk:plan_task", args=[int(key)]),
    "project": lambda _one, key: reverse("desk:project", args=[int(key)]),
    "selection": lambda _one, key: reverse("desk:selection", args=[int(key)]),
    "session": lambda _one, key: reverse("desk:session", args=[int(key)]),
}
"""Kind of thing → where it is read at the desk."""
