"""Figures for machines: the command and the API say the same."""

from typing import Any

from touyan.figures.reads.board import Told
from touyan.kernel.figures import Scope


def as_json(scope: Scope, told: list[Told]) -> dict[str, Any]:
    """A figure's value is null where nobody counts it and nobody declared it."""
    place = scope.organisation
    return {
        "scope": {
            "organisation": getattr(place, "code", ""),
            "name": getattr(place, "name", ""),
            "since": scope.since.isoformat(),
            "until": scope.until.isoformat(),
        },
        "figures": {one.figure.key: _figure(one) for one in told},
    }


def _figure(one: Told) -> dict[str, Any]:
    said: dict[str, Any] = {
        "value": one.value if one.is_known else None,
        "unit": str(one.figure.unit),
        "label": str(one.figure.label),
        "definition": str(one.figure.definition),
        "version": one.figure.version,
        "counted": not one.only_declared,
        "parts": {part.figure.key: part.value for part in one.parts},
    }
    if one.figure.out_of:
        said["rate"] = {
            "numerator": one.value, "denominator": one.whole, "share": one.share,
            "out_of": one.figure.out_of, "left_out": str(one.figure.left_out),
        }  # fmt: skip
    if one.declared:
        said["declared"] = [
            {
                "value": row.value, "at_least": row.at_least, "organisation": row.organisation.code,
                "since": row.since.isoformat(), "until": row.until.isoformat(),
                "source": row.source, "signer": row.signer,
            }
            for row in one.declared
        ]  # fmt: skip
    return said
