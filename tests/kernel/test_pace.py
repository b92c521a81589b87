"""A backup rests so long that people keep their part of the machine."""

from hypothesis import given
from hypothesis import strategies as st

from touyan.kernel.backups.pace import STRETCH, Pace


class _Day:
    """A clock that goes on only by what is worked and rested, and remembers which was which."""

    def __init__(self) -> None:
        self.now, self.rested = 0.0, 0.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.rested += seconds

    def pace(self, share: float) -> Pace:
        return Pace(share, clock=lambda: self.now, sleep=self.sleep)


@given(
    st.lists(st.floats(0.001, 5.0), min_size=20, max_size=60),
    st.sampled_from([0.1, 0.25, 0.5, 1.0]),
)
def test_work_takes_its_share_of_the_time_whatever_a_piece_takes(
    pieces: list[float], share: float
) -> None:
    day = _Day()
    pace = day.pace(share)
    for piece in pieces:
        day.now += piece
        pace.keep()
    rest_owed_for_the_last_stretch = STRETCH * (1 / share - 1)
    wanted = sum(pieces) * (1 / share - 1)
    assert wanted - rest_owed_for_the_last_stretch <= day.rested + 1e-6 <= wanted + 1e-3


def test_it_does_not_rest_after_every_row() -> None:
    day = _Day()
    pace = day.pace(0.5)
    for _ in range(10):
        day.now += STRETCH / 20
        pace.keep()
    assert day.rested == 0
