"""Somebody's WeChat goes with them."""

from touyan.channels.models import Follower
from touyan.kernel.acts import Actor, Event, act
from touyan.town.models import Person


@act()
def forget_wechat(*, by: Actor, person: Person) -> Event[Person]:
    """Somebody asked to be erased: who they are in WeChat, and what they wrote there, is gone."""
    gone, _each = Follower.objects.filter(person=person).delete()
    return Event(person, by, {"wechat": bool(gone)}, repeated=not gone)
