"""Selections as the desk reads them: lists, one with its names, whom somebody can name."""

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from touyan.selections.models import Candidate, Juror, Objection, Selection, StoryPicture, TourStop
from touyan.selections.reads import candidates_visible_to, objections_visible_to, visible_to
from touyan.selections.reads.scope import CANDIDATE_NAMES, NAMES, RUNS, WITH_NAMES
from touyan.selections.states import CandidateState, ObjectionState
from touyan.town.models import Organisation, Person, Role
from touyan.town.states import OrganisationKind, RoleCode


def _below(person: Person, *roles: str) -> Q:
    scope = Q(pk__in=[])
    for role in person.roles_today:
        if role.role in roles:
            scope |= Q(path__startswith=role.organisation.path)
    return scope


def hosts_for(person: Person) -> QuerySet[Organisation]:
    """What somebody runs selections for: their town, and the units below it."""
    rows = Organisation.objects.filter(_below(person, *RUNS), ended_on__isnull=True)
    return rows.exclude(kind=OrganisationKind.COUNTY).order_by("path")


def units_for(person: Person, selection: Selection) -> QuerySet[Organisation]:
    """In whose name somebody can name: their own place and what is below it."""
    rows = Organisation.objects.filter(
        _below(person, *NAMES, *RUNS), path__startswith=selection.town.path, ended_on__isnull=True
    )
    return rows.order_by("path")


def organisations_of(town: Organisation) -> QuerySet[Organisation]:
    rows = Organisation.objects.filter(path__startswith=town.path, ended_on__isnull=True)
    return rows.order_by("path")


def people_called(unit: Organisation, name: str, *, members: bool) -> QuerySet[Person]:
    """By their name, or by the number that their page has."""
    roles = Role.in_force().filter(organisation__path__startswith=unit.path)
    if members:
        roles = roles.filter(role=RoleCode.MEMBER)
    who = Q(pk__in=roles.values("person"))
    if not members:
        who |= Q(village__path__startswith=unit.path)
    known = (
        Q(pk=int(name)) if name.isascii() and name.isdigit() and len(name) < 19 else Q(name=name)
    )
    return Person.objects.filter(who, known, is_active=True).order_by("id")


def judges_of(selection: Selection) -> QuerySet[Person]:
    """The town's judges who have no seat yet."""
    roles = Role.in_force().filter(role=RoleCode.JUDGE)
    path = selection.host.path
    here = [role.person_id for role in roles.select_related("organisation") if path.startswith(role.organisation.path)]  # fmt: skip
    seated = Juror.objects.filter(selection=selection).values("person")
    return Person.objects.filter(pk__in=here, is_active=True).exclude(pk__in=seated).order_by("id")


def selections(person: Person, words: str, kind: str) -> QuerySet[Selection]:
    rows = visible_to(person).select_related(*WITH_NAMES)
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(name_en__icontains=words))
    return rows.filter(kind=kind) if kind else rows


def selection_for(person: Person, number: int) -> Selection | None:
    seat = Juror.objects.filter(selection=OuterRef("pk"), person=person)
    rows = visible_to(person).select_related(*WITH_NAMES).annotate(judged=Exists(seat))
    found = rows.filter(pk=number).first()
    if found is not None:  # what the rules would ask for
        found.__dict__["judged_by"] = {person.pk: found.judged}
    return found


def candidates(person: Person, selection: Selection, words: str, state: str) -> QuerySet[Candidate]:
    rows = candidates_visible_to(person).filter(selection=selection)
    rows = rows.select_related("person", "organisation", "unit")
    if words:
        called = Q(person__name__icontains=words) | Q(person__initials__istartswith=words)
        rows = rows.filter(called | Q(organisation__name__icontains=words))
    return rows.filter(state=state) if state else rows


def pictures_of(candidate: Candidate) -> list[StoryPicture]:
    """Of somebody who was honoured; nobody else has any."""
    if candidate.state != CandidateState.HONOURED:
        return []
    return list(candidate.pictures.order_by("pk"))


def candidate_for(person: Person, number: int) -> Candidate | None:
    rows = candidates_visible_to(person).select_related(
        *CANDIDATE_NAMES, "nominated_by", "vetted_by", "reviewed_by", "decided_by", "revoked_by"
    )
    return rows.filter(pk=number).first()


def objections_of(person: Person, candidate: Candidate) -> list[Objection]:
    rows = objections_visible_to(person).filter(candidate=candidate)
    return list(rows.only("id", "state", "received_at", "candidate").order_by("id"))


def objection_for(person: Person, number: int) -> Objection | None:
    names = [f"candidate__{name}" for name in CANDIDATE_NAMES]
    rows = objections_visible_to(person).select_related("town", "answered_by", *names)
    return rows.filter(pk=number).first()


def open_objections(person: Person, selection: Selection) -> list[Objection]:
    """What is still to be looked into: that it is there and against whom, not what it says."""
    rows = objections_visible_to(person).filter(
        candidate__selection=selection, state=ObjectionState.OPEN
    )
    names = ("candidate__person", "candidate__organisation")
    return list(rows.defer("name", "phone", "words").select_related(*names).order_by("id")[:50])


def seats(selection: Selection) -> list[Juror]:
    """The judges with how many marks they gave and from how many entries they stepped back: never a mark."""
    rows = selection.jurors.select_related("person").annotate(
        given=Count("ballots", distinct=True), back=Count("recusals", distinct=True)
    )
    return list(rows.order_by("seat"))


def stops_of(selection: Selection) -> list[TourStop]:
    rows = TourStop.objects.filter(candidate__selection=selection)
    return list(rows.select_related("candidate__person", "host").order_by("starts_at", "id")[:200])
