"""Read marks, and stories of orders that were closed."""

from django.utils.translation import gettext as _

from touyan.kernel import clock
from touyan.kernel.acts import Actor, Event, act
from touyan.kernel.refused import Refused
from touyan.newsroom import rules
from touyan.newsroom.models import Published, ReadMark, Story
from touyan.newsroom.rules.redaction import found
from touyan.town.models import Organisation, Person


def mark_read(*, by: Person, published: Published) -> None:
    """For oneself only; a reader's convenience, so it makes no history and counts for nothing."""
    ReadMark.objects.get_or_create(person=by, published=published, defaults={"at": clock.now()})


def unmark_read(*, by: Person, published: Published) -> None:
    ReadMark.objects.filter(person=by, published=published).delete()


@act(personal=("words",))
def tell_story(*, by: Person, town: Organisation, order: str, words: str) -> Event[Story]:
    """Propose to tell of a closed order; nobody reads it until whoever asked for it agrees."""
    if why := rules.writes(by, town):
        raise Refused(why)
    if not words.strip():
        raise Refused(_("Please say it in a few words."), field="words")
    if stopping := found(words, known=[town.phone]):
        told = _(", ").join(f"{one.label} ({one.around})" for one in stopping[:5])
        raise Refused(_("Leave out: {found}").format(found=told), field="words")
    if again := Story.objects.filter(order=order).first():
        if again.words != words.strip()[:300]:
            raise Refused(_("This order was put forward already."), field="order")
        return Event(again, by, repeated=True)
    story = Story.objects.create(
        town=town, order=order, words=words.strip()[:300], by=by, at=clock.now()
    )
    return Event(story, by, {"order": order, "words": story.words}, first=True)


@act()
def answer_story(*, by: Actor, story: Story, agrees: bool) -> Event[Story]:
    """Whoever asked for it says whether the town may tell of it; they may change their mind."""
    story = Story.objects.select_for_update().get(pk=story.pk)
    now = clock.now()
    story.agreed_at, story.declined_at = (now, None) if agrees else (None, now)
    story.save(update_fields=["agreed_at", "declined_at"])
    return Event(story, by, {"agrees": agrees})
