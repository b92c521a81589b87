"""Who took names out of the house: the taking itself is kept."""

from touyan.kernel.acts import Event, act
from touyan.selections.models import Selection
from touyan.town.models import Person


@act(repeatable=True)
def take_names(*, by: Person, selection: Selection, rows: int) -> Event[Selection]:
    """Keep that somebody took the names of a selection, those that they may see, as a file."""
    told = {"what": "names", "organisation": selection.host_id, "rows": rows}
    return Event(selection, by, told)
