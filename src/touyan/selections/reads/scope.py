"""Which selections, names and objections somebody may see."""

from django.db.models import Q, QuerySet

from touyan.kernel import receipts
from touyan.kernel.sealed import blinds
from touyan.selections.models import Candidate, Objection, Selection, TourStop
from touyan.selections.states import EVER_HONOURED, SHOWN, CandidateState, Kind
from touyan.town.models import Organisation, Person, Role
from touyan.town.states import RoleCode

RUNS = (RoleCode.DISPATCHER,)
"""The office that runs a selection: it vets, reviews, and puts on notice."""
DECIDES = (RoleCode.LEADER,)
"""Who decides, and takes back."""
NAMES = (RoleCode.SECRETARY, RoleCode.OFFICER)
"""Who names people and organisations of their own place."""
SEES = frozenset({*RUNS, *DECIDES, *NAMES})

WITH_NAMES = ("town", "host")
CANDIDATE_NAMES = (
    "town", "selection__town", "selection__host", "person", "organisation__parent", "unit",
    "village",
)  # fmt: skip


def _of_town(role: Role, town: str) -> Q:
    """Selections of the town that a role stands in, or of the towns below it."""
    here = Q(**{f"{town}__path__startswith": role.organisation.path})
    own = role.organisation.town_id_of
    return here | Q(**{town: own}) if own else here


def visible_to(person: Person) -> QuerySet[Selection]:
    scope = Q(pk__in=[])
    for role in person.roles_today:
        if role.role in SEES:
            scope |= _of_town(role, "town")
    return Selection.objects.filter(scope)


def candidates_visible_to(person: Person) -> QuerySet[Candidate]:
    """All names for whoever runs it or decides; for the others those of their own place."""
    scope = Q(pk__in=[])
    for role in person.roles_today:
        if role.role in {*RUNS, *DECIDES}:
            scope |= Q(selection__host__path__startswith=role.organisation.path)
        elif role.role in NAMES:
            scope |= Q(unit__path__startswith=role.organisation.path)
    return Candidate.objects.filter(scope)


def objections_visible_to(person: Person) -> QuerySet[Objection]:
    """That there are any: for whoever runs the selection or decides, and not about themselves."""
    scope = Q(pk__in=[])
    for role in person.roles_today:
        if role.role in {*RUNS, *DECIDES}:
            scope |= Q(candidate__selection__host__path__startswith=role.organisation.path)
    own = Q(candidate__person=person) | Q(candidate__nominated_by=person)
    return Objection.objects.filter(scope).exclude(own)


def objection_by_receipt(receipt: str) -> Objection | None:
    """For whoever made it: by the letters that only they have."""
    plain = receipts.heard(receipt)
    rows = Objection.objects.filter(receipt_blind__in=blinds(plain, "objection") if plain else [])
    return rows.select_related(*(f"candidate__{name}" for name in CANDIDATE_NAMES)).first()


def public() -> QuerySet[Selection]:
    """What everybody may read: contests from the first call, commendations from the notice."""
    return Selection.objects.filter(state__in=SHOWN)


def candidates_public() -> QuerySet[Candidate]:
    """Names on notice, honoured, or with a note that the honour was taken back; entries with a turn."""
    named = Q(state__in=[CandidateState.ON_NOTICE, *EVER_HONOURED])
    entered = Q(selection__kind=Kind.CONTEST, lot__isnull=False)
    return Candidate.objects.filter(named | entered, selection__state__in=SHOWN)


def stops_public() -> QuerySet[TourStop]:
    return TourStop.objects.filter(candidate__state=CandidateState.HONOURED)


def selection_of_code(town: Organisation, code: str) -> Selection | None:
    rows = Selection.objects.filter(town=town, code=code).select_related(*WITH_NAMES)
    return rows.first() if code else None


def locked(selection: Selection) -> Selection:
    """The selection as it stands now; one writer at a time until the act is over."""
    return (
        Selection.objects.select_for_update(of=("self",), no_key=True)
        .select_related(*WITH_NAMES)
        .get(pk=selection.pk)
    )


def locked_candidate(candidate: Candidate) -> Candidate:
    """The candidate and its selection as they stand now: the selection first, so that nobody deadlocks."""
    selection = locked(Selection(pk=candidate.selection_id))
    found = (
        Candidate.objects.select_for_update(of=("self",), no_key=True)
        .select_related("town", "person", "organisation__parent", "unit", "village")
        .get(pk=candidate.pk)
    )
    found.selection = selection
    return found
