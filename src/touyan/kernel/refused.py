"""How the town says no."""

from django.utils.functional import Promise


class Refused(Exception):
    """The town said no; the text is a plain sentence that says why and what to do.

    Doors show it beside what was typed, with status 409 unless `status` says otherwise.
    """

    status = 409

    def __init__(self, why: "str | Promise", *, field: str | None = None) -> None:
        super().__init__(str(why))
        self.field = field
        """The form field that the sentence is about, or None for the whole form."""


class Stale(Refused):
    """The page was older than the thing it showed."""


class TooMany(Refused):
    """More, or faster, than anyone needs."""

    status = 429

    def __init__(self, why: "str | Promise", *, seconds: int = 60) -> None:
        super().__init__(why)
        self.seconds = seconds
        """After how many it may be tried again: a machine is told so in Retry-After."""
