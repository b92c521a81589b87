"""The demonstration's numbers from before the system, and its yearly brief."""

import tomllib
from importlib.resources import files

from touyan.figures.acts import declare
from touyan.figures.acts.writing import draft_brief
from touyan.figures.founding import found_figures, keep_supplied
from touyan.figures.models import Brief, Declared
from touyan.kernel.figures import FIGURES
from touyan.town.models import Organisation, Person
from touyan.town.rules import FOUNDER


def tell(by: Person) -> Brief:
    """What the town's page told of 2021 is declared where no room counts it; then the brief is drafted."""
    told = tomllib.loads(
        files("touyan.figures").joinpath("data/declared_2021.toml").read_text(encoding="utf-8")
    )
    town = Organisation.objects.get(code=told["organisation"])
    for key, value in told["numbers"].items():
        if FIGURES[key].source.model is Declared:  # what a room counts needs no declaration
            declare(
                by=FOUNDER, figure=key, organisation=town, since=told["since"],
                until=told["until"], value=value, source=told["source"], signer=told["signer"],
            )  # fmt: skip
    found_figures(by=FOUNDER, organisation=town)
    template = keep_supplied(by=FOUNDER, organisation=town, file="yearly_2021")
    return draft_brief(
        by=by, template=template, organisation=town, since=told["since"], until=told["until"]
    ).about
