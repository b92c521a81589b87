"""Every query about programmes, scoped first."""

from touyan.programmes.reads.coming import (
    arrivals,
    booked_or_there,
    enrolled_on,
    open_booking,
    peak,
    still_here,
    tariff_for,
)
from touyan.programmes.reads.scope import (
    guarded_by,
    locked,
    programme_of_code,
    public,
    sessions_public,
    sessions_visible_to,
    visible_to,
)

__all__ = [
    "arrivals", "booked_or_there", "enrolled_on", "guarded_by", "locked", "open_booking", "peak",
    "programme_of_code", "public", "sessions_public", "sessions_visible_to", "still_here",
    "tariff_for", "visible_to",
]  # fmt: skip
