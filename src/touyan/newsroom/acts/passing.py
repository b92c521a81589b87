"""Handing a published piece on to where else the town speaks."""

from django.conf import settings

from touyan.kernel.acts import Event, act
from touyan.kernel.refused import Refused
from touyan.newsroom import rules
from touyan.newsroom.models import Published
from touyan.newsroom.papers import article
from touyan.town.models import Person


@act()
def hand_to_wechat(*, by: Person, published: Published) -> Event[Published]:
    """Put a piece into the drafts of the town's WeChat account; there people look at it and publish it."""
    published = Published.objects.select_for_update().get(pk=published.pk)
    if why := rules.writes(by, published.town) or rules.may_hand_over(published):
        raise Refused(why)
    made = article(published, settings.BASE_URL)
    if why := rules.fits_wechat(made):
        raise Refused(why)
    return Event(published, by, {"to": "wechat"}, made=made)
