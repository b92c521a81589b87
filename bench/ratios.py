"""What may be quoted: each figure against another of the same run."""

from typing import Any


def ratios(measured: dict[str, Any]) -> dict[str, Any]:
    """Of the stages that were run."""
    found: dict[str, Any] = {}
    if "bare" in measured and "placing" in measured:
        found |= _placing(measured)
    if "pages" in measured:
        found["page at the largest ÷ at the smallest size"] = _growth(measured["pages"])
    if "figures" in measured:
        reads, pages = _growth(measured["figures"], "reads"), _growth(measured["figures"])
        found["figures at the largest ÷ at the smallest size"] = {**reads, **pages}
    return found


def _placing(measured: dict[str, Any]) -> dict[str, Any]:
    return {
        "orders over HTTP ÷ bare driver": _against_the_driver(measured, "per_second"),
        "processor time of an order over HTTP ÷ bare driver": _against_the_driver(
            measured, "cpu_ms"
        ),
        "placed ÷ one row, bare driver": {
            clients: _ratio(one["per_second"], measured["bare"]["one_row"][clients]["per_second"])
            for clients, one in measured["bare"]["placed"].items()
        },
    }


def _against_the_driver(measured: dict[str, Any], figure: str) -> dict[str, float | None]:
    over_http = measured["placing"]["clients"]
    return {
        clients: _ratio(over_http[clients][figure], bare[figure])
        for clients, bare in measured["bare"]["placed"].items()
    }


def _growth(sizes: dict[str, Any], what: str = "pages") -> dict[str, dict[str, float | None]]:
    """Per page: the median as the client saw it, and the processor time."""
    smallest, largest = (sizes[str(size)][what] for size in _ends(sizes))
    return {
        page: {
            "median": _ratio(then["ms"]["p50"], smallest[page]["ms"]["p50"]),
            "cpu": _ratio(then["cpu_ms"], smallest[page]["cpu_ms"]) if "cpu_ms" in then else None,
        }
        for page, then in largest.items()
        if "ms" in then and "ms" in smallest.get(page, {})
    }


def _ends(sizes: dict[str, Any]) -> tuple[int, int]:
    numbers = [int(size) for size in sizes]
    return min(numbers), max(numbers)


def _ratio(one: float, other: float) -> float | None:
    return round(one / other, 3) if other else None
