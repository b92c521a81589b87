"""When a selection may go on: what has to have ended, and how many places there are."""

from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touyan.kernel import clock
from touyan.selections.models import Candidate, Selection
from touyan.selections.rules.whose import clashes, is_member
from touyan.selections.states import BALLOTS_LEAST, OF_PEOPLE, Award, CandidateState


def notice_over(candidate: Candidate) -> bool:
    return candidate.notice_until is not None and clock.now() > candidate.notice_until


def awaits_decision(candidate: Candidate, by: Any) -> str | None:
    """Why nothing can be decided about this one yet."""
    if why := clashes(candidate, by):
        return why
    if not notice_over(candidate):
        return _("The public notice still runs. It can be decided when that is over.")
    if candidate.open_objections:
        return ngettext(
            "An objection is being looked into. It can be decided when that is answered.",
            "{n} objections are being looked into. It can be decided when they are answered.",
            candidate.open_objections,
        ).format(n=candidate.open_objections)
    return None


def honour_refused(candidate: Candidate, by: Any) -> str | None:
    """The notice, objections that were right, and the number of places."""
    if why := awaits_decision(candidate, by):
        return why
    if candidate.upheld_objections:
        return _("An objection was upheld, so this one cannot be honoured.")
    selection = candidate.selection
    if candidate.award in OF_PEOPLE and not (
        candidate.person and is_member(candidate.person, selection.town)
    ):
        return _("They are not a party member any more.")
    of_orgs = candidate.award == Award.ORGANISATION
    taken = selection.honoured_organisations if of_orgs else selection.honoured_people
    most = selection.quota_organisations if of_orgs else selection.quota_people
    if taken >= most:
        return _("All {n} places are taken.").format(n=most)
    return None


def publish_refused(selection: Selection, _by: Any) -> str | None:
    if not selection.candidates.filter(state=CandidateState.REVIEWED).exists():
        return _("Nobody has been reviewed yet.")
    left = [CandidateState.NOMINATED, CandidateState.VETTED]
    if n := selection.candidates.filter(state__in=left).count():
        return ngettext(
            "{n} name has not been reviewed yet.", "{n} names have not been reviewed yet.", n
        ).format(n=n)
    return None


def conclude_refused(selection: Selection, _by: Any) -> str | None:
    if n := selection.candidates.filter(state=CandidateState.ON_NOTICE).count():
        return ngettext("{n} name is not decided yet.", "{n} names are not decided yet.", n).format(
            n=n
        )
    return None


def start_refused(selection: Selection, _by: Any) -> str | None:
    """Judging needs entries, and enough judges of each that two marks can be dropped."""
    named = Q(candidates__state=CandidateState.NOMINATED)
    counted = Selection.objects.filter(pk=selection.pk).annotate(
        entries=Count("candidates", filter=named, distinct=True),
        judges=Count("jurors", distinct=True),
    )
    entries, judges = counted.values_list("entries", "judges").get()
    if entries < 2:
        return _("A contest needs two entries at least.")
    if judges < BALLOTS_LEAST:
        return _("Invite {n} judges at least: the highest and the lowest mark are dropped.").format(
            n=BALLOTS_LEAST
        )
    return None


def lock_refused(selection: Selection, _by: Any) -> str | None:
    if n := missing(selection):
        return ngettext("{n} mark is missing.", "{n} marks are missing.", n).format(n=n)
    return None


def missing(selection: Selection) -> int:
    """Marks that judges still owe: of every entry with a turn, but for the recused. One statement."""
    rows = selection.candidates.filter(lot__isnull=False).annotate(
        judges=Count("selection__jurors", distinct=True),
        back=Count("recusals", distinct=True),
        given=Count("ballots", distinct=True),
    )
    told = rows.values_list("judges", "back", "given")
    return sum(judges - back - given for judges, back, given in told)


def enough_judges_without(candidate: Candidate) -> bool:
    """Whether one judge fewer still leaves marks to count."""
    jurors = candidate.selection.jurors.aggregate(n=Count("pk"))["n"]
    return bool(jurors - candidate.recusals.count() > BALLOTS_LEAST)
