"""What the office keeps: the selection while it is a draft, its opening, and who judges it."""

from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from touyan.kernel import clock
from touyan.kernel.acts import Actor, Beside, Event, act
from touyan.kernel.refused import Refused
from touyan.selections.models import Juror, Selection
from touyan.selections.moves import LIFE
from touyan.selections.reads import locked
from touyan.selections.reads.faults import facts
from touyan.selections.reads.scope import RUNS, WITH_NAMES
from touyan.selections.rules.whose import runs, runs_for
from touyan.selections.states import MARK_MOST, NOTICE_LEAST, Kind, State, TieRule
from touyan.town.acts import town_of
from touyan.town.models import Organisation, Person
from touyan.town.states import RoleCode

FIELDS = frozenset(
    {
        "kind", "name", "name_en", "about", "criteria", "quota_people", "quota_organisations",
        "notice_days", "mark_most", "tie_rule", "closes_on", "held_on",
    }
)  # fmt: skip


def person_of(by: Actor) -> Person | None:
    """Whoever acts, where it is a person that a row can name."""
    return by if isinstance(by, Person) else None


@act()
def keep_selection(
    *,
    by: Actor,
    host: Organisation,
    selection: Selection | None = None,
    code: str = "",
    **fields: Any,
) -> Event[Selection]:
    """Draft a selection, or change the draft. Once it is open, its rules are frozen."""
    if unknown := fields.keys() - FIELDS:
        raise ValueError(f"not kept: {sorted(unknown)}")
    town = town_of(host)
    kept = _found(town, code, selection)
    made, kept = kept is None, kept or Selection(town=town, host=host, code=code)
    if not runs_for(kept.host, by):
        raise Refused(_("You cannot run a selection for {host}.").format(host=kept.host.label))
    if kept.state != State.DRAFT:
        raise Refused(_("It is open already: its quotas, rules and criteria stay as they are."))
    for name, value in fields.items():
        setattr(kept, name, value)
    _check(kept)
    kept.save()
    data = {**fields, "set": facts(kept)}
    return Event(kept, by, data, first=made)


def _found(town: Organisation, code: str, selection: Selection | None) -> Selection | None:
    if selection is not None:
        return locked(selection)
    rows = Selection.objects.select_for_update(of=("self",), no_key=True)
    found = rows.filter(town=town, code=code).select_related(*WITH_NAMES)
    return found.first() if code else None


def _check(kept: Selection) -> None:
    if kept.kind not in Kind.values:
        raise Refused(_("Choose what kind of selection it is."), field="kind")
    if not kept.name.strip():
        raise Refused(_("Give it a name."), field="name")
    if kept.quota_people + kept.quota_organisations < 1:
        raise Refused(_("Say how many are to be honoured."), field="quota_people")
    if kept.held_on < kept.closes_on:
        raise Refused(_("It is decided after names are in, not before."), field="held_on")
    _check_contest(kept) if kept.is_contest else _check_notice(kept)


def _check_notice(kept: Selection) -> None:
    if kept.notice_days < NOTICE_LEAST:
        raise Refused(
            _("A public notice runs {n} working days at least.").format(n=NOTICE_LEAST),
            field="notice_days",
        )


def _check_contest(kept: Selection) -> None:
    if not kept.quota_people or kept.quota_organisations:
        raise Refused(_("A contest has winners, and they are people."), field="quota_people")
    if kept.tie_rule not in TieRule.values:
        raise Refused(_("Choose what decides a tie."), field="tie_rule")
    if not 1 <= kept.mark_most <= MARK_MOST:
        raise Refused(_("Marks go up to {n} at most.").format(n=MARK_MOST), field="mark_most")


@act()
def open_selection(*, by: Actor, selection: Selection) -> Event[Selection]:
    """Let names come in; from here on quotas, rules and criteria are frozen."""
    selection = locked(selection)
    selection.state = LIFE.take("open", selection, by)
    selection.opened_at, selection.opened_by = clock.now(), person_of(by)
    selection.save(update_fields=["state", "opened_at", "opened_by"])
    return Event(selection, by, {"set": facts(selection)})


@act()
def cancel(*, by: Actor, selection: Selection, reason: str = "") -> Event[Selection]:
    """Call it off before anything was published."""
    selection = locked(selection)
    selection.state = LIFE.take("cancel", selection, by)
    selection.save(update_fields=["state"])
    return Event(selection, by, {"reason": reason.strip(), "set": facts(selection)})


def _seat(selection: Selection) -> int:
    """The next number; one that was given up is nobody else's."""
    last: int = selection.jurors.aggregate(last=Max("seat"))["last"] or 0
    return last + 1


@act()
def invite_judge(*, by: Actor, selection: Selection, person: Person) -> Event[Selection]:
    """Name a judge; the seats are numbered as they are filled."""
    selection = locked(selection)
    if not (runs(selection, by) and selection.is_contest):
        raise Refused(_("Only the office that runs the contest invites its judges."))
    if selection.state not in {State.DRAFT, State.OPEN}:
        raise Refused(_("Judging has begun: the judges stay as they are."))
    if again := selection.jurors.filter(person=person).first():
        return Event(selection, by, repeated=True, made=again)
    _check_judge(selection, person)
    juror = Juror.objects.create(
        selection=selection, person=person, seat=_seat(selection),
        invited_by=person_of(by), invited_at=clock.now(),
    )  # fmt: skip
    return Event(selection, by, {"judge": person.pk, "seat": juror.seat}, made=juror)


def _check_judge(selection: Selection, person: Person) -> None:
    if not person.holds(RoleCode.JUDGE, selection.host.path):
        raise Refused(_("{name} is not on the town's list of judges.").format(name=person.name))
    if person.works_in(selection.host.path, *RUNS):
        raise Refused(_("Whoever runs the contest does not judge it."))
    if selection.candidates.filter(person=person).exists():
        raise Refused(_("Whoever enters the contest does not judge it."))


def beside(thing: Any, *, first: bool = False, **more: Any) -> Beside:
    """Another thing that an act changed, with its facts."""
    return Beside(thing, {**more, "set": facts(thing)}, first=first)
