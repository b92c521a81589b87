"""What every town begins with: the brief about its orders."""

from io import BytesIO

from touyan.figures.acts.writing import keep_template
from touyan.figures.models import BriefTemplate
from touyan.figures.papers.supplied import supplied
from touyan.kernel.acts import Actor
from touyan.town.models import Organisation


def found_figures(*, by: Actor, organisation: Organisation) -> BriefTemplate:
    """The supplied template, the place's own from now on: whoever wants another changes it."""
    return keep_supplied(by=by, organisation=organisation, file="orders_brief")


def keep_supplied(*, by: Actor, organisation: Organisation, file: str) -> BriefTemplate:
    """One of `figures/data`, as if somebody had sent it."""
    told = supplied(file)
    return keep_template(
        by=by, organisation=organisation, name=told.name, label=told.label, docx=BytesIO(told.docx)
    ).about
