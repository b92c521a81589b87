"""Orders and all that hangs on each; and the sums that their figures are read from."""

from touyan.orders.models.counted import KEPT, OrderChange, OrderSum
from touyan.orders.models.loop import (
    Custody,
    Extension,
    Follow,
    Order,
    Requester,
    Sample,
)
from touyan.orders.models.reading import Matter, Measured, Suggestion, Voice
from touyan.orders.models.sorting import Category, Clock
from touyan.orders.states import (
    ERASED,
    GUEST_TO_FORGET,
    HAS_CONTACT,
    IS_OPEN,
    OPEN_STATE,
    TO_FORGET,
)

__all__ = [
    "ERASED",
    "GUEST_TO_FORGET",
    "HAS_CONTACT",
    "IS_OPEN",
    "KEPT",
    "OPEN_STATE",
    "TO_FORGET",
    "Category",
    "Clock",
    "Custody",
    "Extension",
    "Follow",
    "Matter",
    "Measured",
    "Order",
    "OrderChange",
    "OrderSum",
    "Requester",
    "Sample",
    "Suggestion",
    "Voice",
]  # fmt: skip
