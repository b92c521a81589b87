"""Whether what was sampled every minute grows."""

from typing import Any

GROWS = 20.0
"""Megabytes an hour, beyond which memory is not flat."""


def flat(minutes: list[dict[str, Any]], warm: int) -> dict[str, Any]:
    """Megabytes an hour after the warm minutes, by a line through each minute's median; and the verdict."""
    after = minutes[min(warm, len(minutes) // 2) :]
    own = slope([one["own_mb"] for one in after]) * 60
    return {
        "grows_mb_an_hour": round(slope([one["pss_mb"] for one in after]) * 60, 1),
        "grows_mb_an_hour_in_no_file": round(own, 1),
        "flat": own < GROWS,
        "bound_mb_an_hour": GROWS,
    }


def slope(values: list[float]) -> float:
    """Of the line that is nearest to the values, one a minute (least squares); 0 for fewer than two."""
    if len(values) < 2:
        return 0.0
    middle, mean = (len(values) - 1) / 2, sum(values) / len(values)
    wide = sum((at - middle) ** 2 for at in range(len(values)))
    return sum((at - middle) * (value - mean) for at, value in enumerate(values)) / wide
