"""The ledgers of the loop: orders that were kept elsewhere, categories, clocks; in and out of Excel."""

from touyan.kernel.ledgers import Kind
from touyan.orders.imports import orders, sorting

KINDS: dict[str, Kind] = {**orders.KINDS, **sorting.KINDS}
"""Every ledger of the loop, by the name that `touyan import` and `touyan export` use."""
