"""Who took orders out of the house: the taking itself is kept."""

from touyan.kernel.acts import Event, act
from touyan.orders.reads.reach import SEE_ORDERS
from touyan.town.models import Person


@act(repeatable=True)
def take_list(*, by: Person, queue: str, rows: int) -> Event[Person]:
    """Keep that somebody took a list of orders as a file: which, of where, how many.

    What they searched for is not kept: words may name people.
    """
    where = {role.organisation_id for role in by.roles_today if role.role in SEE_ORDERS}
    told = {"what": "orders", "queue": queue, "organisations": sorted(where), "rows": rows}
    return Event(by, by, told)
