"""After a change of secret: everything that is sealed, sealed anew by the key in force."""

from collections.abc import Callable, Mapping
from typing import Any

from django.apps import apps
from django.db import models, transaction

from touyan.kernel.sealed import SealedField

PORTION = 500
Blind = Callable[[Any], str | None]
BLINDS: dict[str, Mapping[str, Blind]] = {}
"""`town.Person` → its blind indexes, and how each is made from a row. Filled by conf/wiring.py."""


def reseal() -> dict[str, int]:
    """How many rows of each kind. Portion by portion under the rows' locks; may stop anywhere and run again."""
    counted = {}
    for model in apps.get_models():
        fields = model._meta.concrete_fields  # noqa: SLF001 - Django documents _meta as its API
        sealed = [field.name for field in fields if isinstance(field, SealedField)]
        if sealed:
            counted[model._meta.label] = _kind(model, sealed)  # noqa: SLF001
    return counted


def _kind(model: type[models.Model], sealed: list[str]) -> int:
    blinds = BLINDS.get(model._meta.label, {})  # noqa: SLF001 - Django documents _meta as its API
    last, count = 0, 0
    while True:
        with transaction.atomic():
            rows = model._base_manager.select_for_update().filter(pk__gt=last)  # noqa: SLF001
            portion = list(rows.order_by("pk")[:PORTION])
            if not portion:
                return count
            for row in portion:
                for name, made in blinds.items():
                    setattr(row, name, made(row))
            model._base_manager.bulk_update(portion, [*sealed, *blinds], batch_size=100)  # noqa: SLF001
        last, count = portion[-1].pk, count + len(portion)
