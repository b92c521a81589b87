"""How far a requirement is: the sum of the facts behind it, of whom it is asked, never a number that is kept."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Sum

from touyan.kernel import clock
from touyan.plans.models import Activity, Fact, Requirement
from touyan.plans.states import KINDS_OF, Audience, CommitmentState
from touyan.town.models import Organisation
from touyan.town.states import RoleCode

Window = tuple[str, date, date]


def window(row: Requirement) -> Window:
    """What counts for a requirement: its measure, from a day to a day."""
    return row.measure, row.starts_on, row.due_on


def within(one: Window) -> Q:
    measure, since, until = one
    return Q(measure=measure, day__gte=since, day__lte=until)


@dataclass
class Sums:
    """What was done within each window: by whom, by which organisation, altogether."""

    person: dict[tuple[Window, int | None], int] = field(default_factory=lambda: defaultdict(int))
    organisation: dict[tuple[Window, int | None], int] = field(
        default_factory=lambda: defaultdict(int)
    )
    total: dict[Window, int] = field(default_factory=lambda: defaultdict(int))

    def of(self, asked: Requirement, subject: int) -> int:
        if asked.audience == Audience.TOWN:
            return self.total.get(window(asked), 0)
        kept = self.person if asked.audience == Audience.MEMBER else self.organisation
        return kept.get((window(asked), subject), 0)


def sums(town: int, windows: Iterable[Window], extra: Q | None = None) -> Sums:
    """One query, grouped by whom and where, however many windows."""
    ordered, found = sorted(set(windows)), Sums()
    if not ordered:
        return found
    columns = {f"w{n}": Sum("quantity", filter=within(one)) for n, one in enumerate(ordered)}
    rows = Fact.objects.filter(
        extra or Q(), town=town, measure__in={one[0] for one in ordered},
        day__gte=min(one[1] for one in ordered), day__lte=max(one[2] for one in ordered),
    )  # fmt: skip
    grouped = rows.order_by().values("person", "organisation").annotate(**columns)
    for person, organisation, *numbers in grouped.values_list("person", "organisation", *columns):
        for one, number in zip(ordered, numbers, strict=True):
            if number:
                found.person[one, person] += number
                found.organisation[one, organisation] += number
                found.total[one] += number
    return found


# Of whom something is asked --------------------------------------------------------------------


@dataclass
class Audiences:
    """The organisations of a town by number, whose branch is whose, and who is a member where."""

    organisations: dict[int, Organisation] = field(default_factory=dict)
    members: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    """By the organisation in which they are members."""
    helping: list[Organisation] = field(default_factory=list)

    def asked(self, audience: str) -> list[int]:
        """The numbers of those of whom it is asked: people for members, else organisations."""
        if audience == Audience.MEMBER:
            return list(dict.fromkeys(one for rows in self.members.values() for one in rows))
        kinds = KINDS_OF.get(audience, ())
        return [pk for pk, one in self.organisations.items() if one.kind in kinds]


def audiences(town: Organisation, activity: int | None = None) -> Audiences:
    """All of them in one query; with those that help with an activity, if one is named."""
    day = clock.today()
    in_force = Q(roles__ends_on__isnull=True) | Q(roles__ends_on__gte=day)
    member = FilteredRelation(
        "roles", condition=Q(roles__role=RoleCode.MEMBER, roles__starts_on__lte=day) & in_force
    )
    through = Activity.helpers.through.objects.filter(
        activity=activity or 0, organisation=OuterRef("pk")
    )
    rows = (
        Organisation.objects.filter(path__startswith=town.path, ended_on__isnull=True)
        .annotate(member=member, helps=Exists(through), person=F("member__person"))
        .order_by("code", "person")
    )
    found = Audiences()
    names = ("pk", "kind", "code", "name", "name_en", "parent_id", "path", "helps", "person")
    for pk, kind, code, name, name_en, parent, path, helps, person in rows.values_list(*names):
        if pk not in found.organisations:
            one = Organisation(pk=pk, kind=kind, code=code, name=name, name_en=name_en, path=path)
            one.parent_id = parent
            found.organisations[pk] = one
            if helps:
                found.helping.append(one)
        if person is not None and person not in found.members[pk]:
            found.members[pk].append(person)
    return found


# Requirements ----------------------------------------------------------------------------------


@dataclass
class Asked:
    """A requirement with what was taken on or waived of it."""

    row: Requirement
    states: dict[int, str] = field(default_factory=dict)
    """Person or organisation → the state of the commitment."""

    def wants(self, subject: int) -> bool:
        """Whether it is asked of this one: what is prescribed unless waived, what is chosen once taken on."""
        state = self.states.get(subject)
        if state == CommitmentState.WAIVED:
            return False
        return not self.row.is_chosen or state == CommitmentState.TAKEN


def asked_in(rows: QuerySet[Requirement]) -> list[Asked]:
    """Requirements, each with its commitments, in one query."""
    named = rows.select_related("menu", "activity__plan__town", "activity__plan__host").annotate(
        its=FilteredRelation("commitments", condition=Q()),
        its_state=F("its__state"), its_person=F("its__person"),
        its_organisation=F("its__organisation"),
    )  # fmt: skip
    found: dict[int, Asked] = {}
    for row in named.order_by("activity__number", "number", "id"):
        asked = found.setdefault(row.pk, Asked(row))
        subject = row.its_person or row.its_organisation
        if subject is not None:
            asked.states[subject] = row.its_state
    return list(found.values())


@dataclass(frozen=True)
class Progress:
    """n of m: of the town the deeds themselves, of others how many of them have met it."""

    asked: Asked
    done: int
    target: int

    @property
    def is_met(self) -> bool:
        return self.target > 0 and self.done >= self.target

    @property
    def is_late(self) -> bool:
        return not self.is_met and self.target > 0 and self.asked.row.due_on < clock.today()

    @property
    def share(self) -> int:
        """In twentieths, for a bar; never more than all of it."""
        return min(20, self.done * 20 // self.target) if self.target else 0


def progress(asked: Asked, told: Sums, there: Audiences) -> Progress:
    row = asked.row
    if row.audience == Audience.TOWN:
        return Progress(asked, told.total.get(window(row), 0), row.target)
    wanted = [one for one in there.asked(row.audience) if asked.wants(one)]
    met = sum(told.of(row, one) >= row.target for one in wanted)
    return Progress(asked, met, len(wanted))


def progress_of(
    asked: Sequence[Asked], town: Organisation, activity: int | None = None
) -> tuple[Mapping[int, list[Progress]], Audiences]:
    """Activity → how far its requirements are: two queries beside theirs, however many of either."""
    told, there = sums(town.pk, [window(one.row) for one in asked]), audiences(town, activity)
    found: dict[int, list[Progress]] = defaultdict(list)
    for one in asked:
        found[one.row.activity_id].append(progress(one, told, there))
    return found, there
