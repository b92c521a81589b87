"""What was declared, as it stands."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from touyan.figures.models import Declared
from touyan.figures.reads.whose import may_read
from touyan.kernel.figures import Scope
from touyan.town.models import Organisation, Person


def standing(figure: str, organisation: Organisation, since: date, until: date) -> Declared | None:
    """The last entry about this number; it may be one that took it back."""
    return (
        Declared.objects.filter(
            figure=figure, organisation=organisation, since=since, until=until,
            replaced_by__isnull=True,
        )
        .select_related("organisation")
        .first()
    )  # fmt: skip


def declared(keys: Iterable[str], scope: Scope) -> dict[str, list[Declared]]:
    """Figure → what stands declared within the scope's place and days. Never added to what was counted."""
    rows = (
        Declared.objects.filter(
            figure__in=list(keys), organisation__path__startswith=scope.organisation.path,
            since__gte=scope.since, until__lte=scope.until,
            replaced_by__isnull=True, value__isnull=False,
        )
        .select_related("organisation")
        .order_by("organisation__path", "since", "id")
    )  # fmt: skip
    found: dict[str, list[Declared]] = defaultdict(list)
    for row in rows:
        found[row.figure].append(row)
    return found


def declared_of(person: Person, number: int) -> Declared | None:
    """An entry about a place where the person reads figures."""
    found = Declared.objects.select_related("organisation").filter(pk=number).first()
    return found if found and may_read(person, found.organisation) else None


def chain(row: Declared) -> QuerySet[Declared]:
    """Every entry about the same number, oldest first; the last one is what stands."""
    return Declared.objects.filter(
        figure=row.figure, organisation=row.organisation, since=row.since, until=row.until
    ).order_by("id")
