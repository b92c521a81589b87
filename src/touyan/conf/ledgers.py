"""Every ledger that goes in and out, of every room."""

from touyan.kernel.ledgers import Kind
from touyan.orders import imports as orders
from touyan.plans import imports as plans
from touyan.town import imports as town

KINDS: dict[str, Kind] = {**town.KINDS, **orders.KINDS, **plans.KINDS}
