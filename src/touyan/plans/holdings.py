"""What plans hold about a person: what was asked of them, what they pledged, and what counted."""

from django.utils.translation import gettext_lazy as _

from touyan.kernel.acts import Actor
from touyan.kernel.held import Column, Holding
from touyan.plans.acts import take_pledge_back
from touyan.plans.models import Commitment, Fact, Pledge, Task
from touyan.plans.states import Measure
from touyan.town.models import Person


def _erase(_by: Actor, person: Person) -> None:
    """A pledge is taken back by whoever gave it."""
    for row in Pledge.objects.filter(person=person).exclude(words="").select_related("plan"):
        take_pledge_back(by=person, plan=row.plan)


PLEDGES = Holding(
    "pledges",
    _("Pledges"),
    _("For the card that you print yourself. Kept until you take it back."),
    lambda person: Pledge.objects.filter(person=person).select_related("plan"),
    (
        Column("plan", _("Plan"), lambda row: row.plan.label),
        Column("words", _("Your words"), lambda row: row.words),
        Column("at", _("When"), lambda row: row.at),
    ),
    _("Taken back."),
    erase=_erase,
)
COMMITMENTS = Holding(
    "commitments",
    _("What you took on"),
    _("Of the year's actions for members. Kept with the plan."),
    lambda person: Commitment.objects.filter(person=person).select_related("requirement__activity"),
    (
        Column("action", _("Action"), lambda row: row.requirement.activity.label),
        Column("state", _("State"), lambda row: row.get_state_display()),
        Column("reason", _("Reason"), lambda row: row.reason),
        Column("at", _("When"), lambda row: row.at),
    ),
    _("Stays as a number without a name."),
)
FACTS = Holding(
    "facts",
    _("What counted"),
    _("Deeds by which a plan is counted. Never changed, so that the figures stay right."),
    lambda person: Fact.objects.filter(person=person),
    (
        Column("what", _("What"), lambda row: Measure(row.measure).label),
        Column("day", _("Day"), lambda row: row.day),
        Column("quantity", _("How many"), lambda row: row.quantity),
    ),
    _("Stays as a number without a name: figures count it."),
)
TASKS = Holding(
    "tasks",
    _("Tasks that are yours"),
    _("Of the year's plan. Kept with the plan."),
    lambda person: Task.objects.filter(owner=person),
    (
        Column("what", _("What"), lambda row: row.name),
        Column("due", _("Due"), lambda row: row.due_on),
        Column("state", _("State"), lambda row: row.get_state_display()),
    ),
    _("Stays: it is the record of an office."),
)
ALL = (PLEDGES, COMMITMENTS, FACTS, TASKS)
