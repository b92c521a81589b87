"""Whether memory grows is judged by a line through what was sampled, and a leak is seen."""

from bench.slopes import flat, slope


def minutes(*megabytes: float) -> list[dict[str, float]]:
    return [{"pss_mb": one + 100, "own_mb": one} for one in megabytes]


def test_memory_that_moves_around_its_mean_is_flat() -> None:
    assert flat(minutes(*([300, 302, 299, 301] * 10)), warm=10)["flat"]


def test_a_leak_of_a_megabyte_a_minute_is_not() -> None:
    told = flat(minutes(*(300 + n for n in range(40))), warm=10)
    assert (told["grows_mb_an_hour_in_no_file"], told["flat"]) == (60.0, False)


def test_what_grows_only_while_it_warms_is_flat() -> None:
    assert flat(minutes(*(200 + 10 * n for n in range(10)), *([300] * 30)), warm=10)["flat"]


def test_one_sample_has_no_slope() -> None:
    assert slope([5.0]) == 0.0
