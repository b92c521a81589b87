"""The demonstration's yearly brief: every number of the town's page of 2021, from its records."""

from datetime import date

from touyan.figures.acts.writing import draft_brief
from touyan.figures.founding import found_figures, keep_supplied
from touyan.figures.models import Brief
from touyan.town.models import Organisation, Person
from touyan.town.rules import FOUNDER

TOWN = "340121103"
SINCE, UNTIL = date(2021, 1, 1), date(2021, 8, 3)


def tell(by: Person) -> Brief:
    """No number of it has to be declared: each room counts its own."""
    town = Organisation.objects.get(code=TOWN)
    found_figures(by=FOUNDER, organisation=town)
    template = keep_supplied(by=FOUNDER, organisation=town, file="yearly_2021")
    return draft_brief(by=by, template=template, organisation=town, since=SINCE, until=UNTIL).about
