"""Room for the calls below a test: a fifth of the time of tests that ask for many pages.

Python keeps its frames in pieces of 16 KB. A piece is asked of the system whenever a call goes past the end of one,
and given back when the call returns; a test lies so deep that a page's loops stood at such an end, and cost 190
system calls a page. A frame that needs more than a piece gets one as large as itself, rounded up, and whatever it
calls finds room there. (A served request is not as deep: measured, it gains nothing.)
"""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

SLOTS = 17_000
"""Of eight bytes: 136 KB are rounded up to 256, and the rest is for what is called."""


def roomy(call: Callable[P, R]) -> Callable[P, R]:
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        return call(*args, **kwargs)

    run.__code__ = run.__code__.replace(co_stacksize=SLOTS)
    return run
