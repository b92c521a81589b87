"""What acts tell the journal of a thing under `set`, and the same read back from the tables."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db import models
from django.db.models import QuerySet

Row = tuple[str, dict[str, Any]]


class Facts:
    """Model → the fields that the journal tells, too, for the models of one room."""

    def __init__(self, fields: dict[type[models.Model], tuple[str, ...]]) -> None:
        self.fields = fields

    def __call__(self, thing: models.Model, among: Iterable[str] | None = None) -> dict[str, Any]:
        """The facts of a thing as they stand now; only those `among` where it is given."""
        names = self.fields[type(thing)] if among is None else among
        return {name: getattr(thing, name) for name in names}

    def rows(self, model: type[models.Model]) -> Callable[[], Iterator[Row]]:
        """(`about`, the facts in the tables) of every thing of a kind, by id."""

        def rows() -> Iterator[Row]:
            kept: QuerySet[Any, dict[str, Any]] = (
                QuerySet(model).order_by("pk").values("pk", *self.fields[model])
            )
            for row in kept.iterator(chunk_size=2000):
                yield f"{kind_of(model)}:{row.pop('pk')}", row

        return rows


def kind_of(model: type[models.Model]) -> str:
    """What the journal calls things of this model."""
    return model.__name__.lower()
