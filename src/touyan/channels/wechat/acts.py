"""What is done through the WeChat account: hearing somebody, joining it to an account here, choosing to be told."""

from dataclasses import dataclass
from datetime import time

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from touyan.channels.models import Choice, Follower, Heard
from touyan.channels.reads import follower_by, heard_before
from touyan.channels.states import Channel
from touyan.channels.wechat.conversation import LEFT, answered
from touyan.channels.wechat.envelope import Message
from touyan.kernel import clock
from touyan.kernel.acts import Event, act
from touyan.kernel.refused import Refused
from touyan.kernel.sealed import blind
from touyan.town.models import Person

PURPOSE = "wechat openid"


@dataclass(frozen=True)
class Writer:
    """Whoever WeChat says it is; known by no name."""

    openid: str
    signed = "wechat"


@act()
def hear(*, by: Writer, message: Message) -> Event[Heard]:
    """Take what somebody sent to the account; `about.answer` is what they are told. The same message has the same."""
    key = blind(message.identity, "wechat message")
    if again := heard_before(message.identity):
        return Event(again, by, repeated=True)
    answer = ""
    if message.kind != LEFT or follower_by(by.openid):
        answer = answered(_follower(by.openid), message)
    row = Heard.objects.create(key=key, answer=answer, at=clock.now())
    return Event(row, by, {"kind": message.kind[:40]}, first=True)


def _follower(openid: str) -> Follower:
    """Locked: what one person sends is taken one after the other."""
    return follower_by(openid, lock=True) or Follower.objects.create(
        openid=openid, openid_blind=blind(openid, PURPOSE), since=clock.now()
    )


@act()
def bind_wechat(*, by: Person, openid: str) -> Event[Follower]:
    """This WeChat is theirs. It is in nobody else's account, and theirs has no other."""
    mine = Follower.objects.select_for_update().filter(person=by).first()
    follower = follower_by(openid, lock=True)
    if mine is not None and mine == follower:
        return Event(follower, by, repeated=True)
    if mine is not None:
        raise Refused(_("Another WeChat is joined to your account. Separate that one first."))
    if follower is not None and follower.person_id is not None:
        raise Refused(
            _("This WeChat is joined to another account. Separate it there first, or ask the town.")
        )
    first = follower is None
    follower = follower or _follower(openid)
    follower.person, follower.bound_at = by, clock.now()
    follower.save(update_fields=["person", "bound_at"])
    return Event(follower, by, {"bound": True}, first=first)


@act()
def unbind_wechat(*, by: Person, follower: Follower) -> Event[Follower]:
    """It is theirs no more; nothing is sent there from now on."""
    follower = Follower.objects.select_for_update().get(pk=follower.pk)
    if follower.person_id != by.pk:
        return Event(follower, by, repeated=True)
    follower.person, follower.bound_at = None, None
    follower.save(update_fields=["person", "bound_at"])
    if not follower.followed:
        Follower.objects.filter(pk=follower.pk).delete()
    Choice.objects.filter(person=by, channel=Channel.WECHAT).delete()
    return Event(follower, by, {"bound": False})


@act()
def choose_wechat(
    *, by: Person, on: bool, quiet_from: time, quiet_until: time, grouped: bool
) -> Event[Choice]:
    """Say whether and when to be told through the town's WeChat account."""
    follower = Follower.objects.filter(person=by).first()
    if follower is None:
        raise Refused(_("Join your WeChat to this account first."))
    choice, first = Choice.objects.select_for_update().get_or_create(
        person=by, channel=Channel.WECHAT, defaults={"confirmed_at": follower.bound_at}
    )
    choice.on, choice.grouped = on, grouped
    choice.quiet_from, choice.quiet_until = quiet_from, quiet_until
    choice.language = get_language() or settings.LANGUAGE_CODE
    choice.save()
    return Event(choice, by, {"channel": choice.channel, "on": on, "confirmed": True}, first=first)
