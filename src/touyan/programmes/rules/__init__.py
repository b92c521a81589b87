"""May this be done with a programme, by this person? None, or the reason that the person is shown."""

from touyan.programmes.rules.booking import (
    Room,
    brings_for,
    ineligible,
    past_cutoff,
    source_of,
    why_not_book,
)
from touyan.programmes.rules.canteen import why_not_eat
from touyan.programmes.rules.coming import is_near, minutes_within, why_not_arrive, why_not_leave
from touyan.programmes.rules.days import days_of, moment_of, takes_place
from touyan.programmes.rules.whose import (
    enrols,
    keeps_roster,
    organises,
    organises_session,
    reads_records,
    speaks_for,
)

__all__ = [
    "Room", "brings_for", "days_of", "enrols", "ineligible", "is_near", "keeps_roster", "minutes_within", "moment_of",
    "organises", "organises_session", "past_cutoff", "reads_records", "source_of", "speaks_for",
    "takes_place", "why_not_arrive", "why_not_book", "why_not_eat",
    "why_not_leave",
]  # fmt: skip
