"""A pledge is given by oneself, for oneself, and taken back the same way."""

from django.utils.translation import gettext as _

from touyan.kernel import clock, journal
from touyan.kernel.acts import Event, about, act
from touyan.kernel.models import Entry
from touyan.kernel.refused import Refused
from touyan.plans.models import Plan, Pledge
from touyan.plans.reads.faults import facts
from touyan.plans.reads.mine import plan_of_member
from touyan.plans.states import PLEDGE_MOST
from touyan.town.models import Person


@act(personal=("words",))
def pledge(*, by: Person, plan: Plan, words: str) -> Event[Pledge]:
    """Put on one's own card what one promises this year; said again, it takes the place of what was said before."""
    plan, said = _theirs(by, plan), " ".join(words.split())
    if not said:
        raise Refused(_("Write what you promise."), field="words")
    if len(said) > PLEDGE_MOST:
        raise Refused(
            _("A card holds {n} letters: shorten it.").format(n=PLEDGE_MOST), field="words"
        )
    kept = Pledge.objects.select_for_update().filter(plan=plan, person=by).first()
    made, kept = kept is None, kept or Pledge(town=plan.town, plan=plan, person=by)
    if kept.words == said:
        return Event(kept, by, repeated=True)
    kept.words, kept.at = said, clock.now()
    kept.save()
    return Event(kept, by, {"words": said, "set": facts(kept)}, first=made)


@act()
def take_pledge_back(*, by: Person, plan: Plan) -> Event[Pledge]:
    """Its words are kept nowhere any longer, the journal included."""
    kept = Pledge.objects.select_for_update().filter(plan=plan, person=by).exclude(words="").first()
    if kept is None:
        raise Refused(_("There is no pledge of yours."))
    kept.words, kept.at = "", clock.now()
    kept.save(update_fields=["words", "at"])
    for entry in Entry.objects.filter(about=about(kept), name="plans.pledge"):
        journal.shed(entry, ("words",))
    return Event(kept, by, {"set": {}})


def _theirs(by: Person, plan: Plan) -> Plan:
    found = plan_of_member(by).select_related("town").filter(pk=plan.pk).first()
    if found is None:
        raise Refused(_("This plan asks nothing of you."))
    return found
