"""Who took one of the town's ledgers out of the house: the taking itself is kept."""

from touyan.kernel.acts import Actor, Event, act
from touyan.town.models import Organisation
from touyan.town.rules import must_administer


@act(repeatable=True)
def take_ledger(
    *, by: Actor, organisation: Organisation, what: str, rows: int
) -> Event[Organisation]:
    """Keep that somebody took a ledger of the whole installation as a file: which, how many rows."""
    must_administer(organisation, by)
    return Event(organisation, by, {"what": what, "organisation": organisation.pk, "rows": rows})
