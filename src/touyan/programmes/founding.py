"""What a town begins with: the service programme in which an order that was delivered counts."""

from datetime import date

from touyan.kernel.acts import Actor
from touyan.programmes.acts import keep_programme, open_programme
from touyan.programmes.models import Programme
from touyan.programmes.reads.scope import programme_of_code
from touyan.programmes.states import DEEDS, Kind, State
from touyan.town.models import Organisation


def found_programmes(*, by: Actor, town: Organisation, starts_on: date) -> Programme:
    """Open the programme that orders delivered by members and volunteers count in; the same one again."""
    there = programme_of_code(town, DEEDS)
    if there is not None and there.state == State.OPEN:
        return there
    programme = keep_programme(
        by=by, host=town, code=DEEDS, kind=Kind.VOLUNTEERING, name="我为群众办实事",
        name_en="Practical deeds for the people", starts_on=starts_on, minutes=1440,
    ).about  # fmt: skip
    return open_programme(by=by, programme=programme).about
