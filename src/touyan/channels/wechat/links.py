"""Links that the account sends: signed, for some hours, and each for one thing alone."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from touyan.channels.models import Draft, Follower
from touyan.kernel import clock
from touyan.kernel.sealed import Unreadable, blinds, seal, unseal
from touyan.town.models import Person

DRAFT, BIND = "channels.wechat.draft", "channels.wechat.bind"
DRAFT_KEPT = timedelta(hours=24)
"""As long as photos that wait for their form are kept."""
BIND_WITHIN = timedelta(minutes=30)


def to_draft(draft: Draft) -> str:
    return settings.BASE_URL + reverse("front:wechat_draft", args=[draft_token(draft)])


def draft_token(draft: Draft) -> str:
    return signing.dumps(draft.pk, salt=DRAFT)


def draft_of(token: str) -> Draft | None:
    """The draft, while it can be sent: once, within a day; with how many photos are still `coming`."""
    pk = _loaded(token, DRAFT, DRAFT_KEPT)
    waiting = Count("photos", filter=Q(photos__done_at=None))
    rows = Draft.objects.filter(placed_at=None, expires_at__gt=clock.now()).annotate(coming=waiting)
    return rows.select_related("follower__person").filter(pk=pk).first() if isinstance(pk, int) else None  # fmt: skip


def to_bind(follower: Follower) -> str:
    return settings.BASE_URL + reverse("front:wechat_bind", args=[bind_token(follower.openid)])


def bind_token(openid: str, person: Person | None = None) -> str:
    """Who a WeChat is, sealed: it is on its way through addresses. Asked for while signed in, it is for that person."""
    told = {"openid": seal(openid), "person": person.pk if person else None}
    return signing.dumps(told, salt=BIND)


def openid_of(token: str, person: Person) -> str | None:
    told = _loaded(token, BIND, BIND_WITHIN)
    if not isinstance(told, dict) or told["person"] not in {None, person.pk}:
        return None
    try:
        return unseal(told["openid"])
    except Unreadable:
        return None


def _loaded(token: str, salt: str, within: timedelta) -> Any:
    try:
        return signing.loads(token, salt=salt, max_age=within)
    except signing.BadSignature:
        return None


# Signing in at WeChat ------------------------------------------------------------------------------

STATE_SECONDS = 600


def state_of(person: Person, session: str) -> str:
    """What WeChat brings back: letters and digits alone, for this session of this person, for ten minutes."""
    at = f"{int(clock.now().timestamp()):x}"
    return f"{at}x{_digests(at, person, session)[0]}"


def state_fits(state: str, person: Person, session: str) -> bool:
    at, _x, digest = state.partition("x")
    try:
        age = clock.now().timestamp() - int(at[:12], 16)
    except ValueError:
        return False
    right = _digests(at, person, session)
    from_us = any(constant_time_compare(digest, one) for one in right)
    return from_us and -60 <= age <= STATE_SECONDS


def _digests(at: str, person: Person, session: str) -> list[str]:
    """Under every configured key, the newest first: whoever is at WeChat meanwhile comes back."""
    return [one[:48] for one in blinds(f"{at}:{person.pk}:{session}", "wechat state")]
