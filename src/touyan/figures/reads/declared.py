"""What was declared, as it stands."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from touyan.figures.models import Declared
from touyan.figures.reads.whose import may_read
from touyan.kernel.figures import FIGURES, Scope
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


def standing_within(scope: Scope) -> QuerySet[Declared]:
    """What stands declared of these days, of any place."""
    return Declared.objects.filter(
        since__gte=scope.since, until__lte=scope.until,
        replaced_by__isnull=True, value__isnull=False,
    )  # fmt: skip


def newer(scope: Scope) -> Exists:
    """Whether a newer one stands of the same number and place: how many live somewhere is not added up over two periods."""
    of_the_same = standing_within(scope).filter(
        figure=OuterRef("figure"), organisation=OuterRef("organisation")
    )
    later = Q(until__gt=OuterRef("until")) | Q(until=OuterRef("until"), pk__gt=OuterRef("pk"))
    return Exists(of_the_same.filter(later))


def declared(keys: Iterable[str], scope: Scope) -> dict[str, list[Declared]]:
    """Figure → what stands declared within the scope's place and days. Never added to what was counted.

    Of what nobody counts here, the newest of each place: it is the number itself.
    """
    counted = [key for key in keys if FIGURES[key].source.model is not Declared]
    rows = (
        standing_within(scope)
        .filter(
            Q(figure__in=counted) | ~newer(scope),
            figure__in=list(keys), organisation__path__startswith=scope.organisation.path,
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
