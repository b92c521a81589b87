"""Orders and all that hangs on each; and the sums that their figures are read from."""

from touyan.orders.models.counted import KEPT, OrderChange, OrderSum
from touyan.orders.models.loop import (
    IS_OPEN,
    OPEN_STATE,
    Category,
    Clock,
    Custody,
    Extension,
    Follow,
    Order,
    Requester,
    Sample,
)

__all__ = [
    "IS_OPEN", "KEPT", "OPEN_STATE", "Category", "Clock", "Custody", "Extension", "Follow", "Order",
    "OrderChange", "OrderSum", "Requester", "Sample",
]  # fmt: skip
