"""What the account answers: plain sentences, and a draft of whatever somebody says is needed."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touyan.channels.models import Draft, Follower, Photo
from touyan.channels.models.wechat import MOST_MEDIA
from touyan.channels.reads import asked_by_wechat
from touyan.channels.wechat.envelope import Message
from touyan.channels.wechat.links import DRAFT_KEPT, to_bind, to_draft
from touyan.kernel import clock, tries
from touyan.kernel.evidence import MOST_PHOTOS
from touyan.orders.states import WORDS_MOST

TOGETHER = timedelta(minutes=15)
"""What somebody sends within so many minutes belongs to one matter: words, photos, where it is."""
MOST_A_DAY = 120
"""Messages of one person that are looked at."""
MOST_SHOWN = 6

COMMANDS = {
    "mine": {"mine", "我的", "我的工单", "进度", "查询"},
    "help": {"help", "?", "？", "帮助", "你好", "您好", "在吗", "hi", "hello"},
    "bind": {"bind", "绑定"},
    "new": {"new", "新的", "另一件"},
}
LEFT = "event:unsubscribe"


def matters(message: Message) -> bool:
    """Whether it is answered at all; WeChat tells much that is nobody's word."""
    return message.kind in ANSWERS or not message.kind.startswith("event:")


def answered(follower: Follower, message: Message) -> str:
    """The answer, and whatever is kept for it."""
    key = f"wechat:{follower.openid_blind[:40]}"
    if tries.count(key, window=timedelta(days=1)) > MOST_A_DAY:
        return _("These are more messages than we can read in a day. Please telephone the town.")
    return ANSWERS.get(message.kind, _other)(follower, message)


def command_of(message: Message) -> str:
    """What is asked for by one of the account's own words, or in its menu."""
    told = (message.key or message.words).strip().rstrip("。.!！").lower()
    return next((name for name, words in COMMANDS.items() if told in words), "")


def _text(follower: Follower, message: Message) -> str:
    if name := command_of(message):
        return DOES[name](follower)
    draft = _draft(follower)
    words = f"{draft.words}\n{message.words.strip()}".strip()
    if len(words) > WORDS_MOST:
        return _("This is too long for one order: {most} characters at most. Please say it in fewer words.").format(most=WORDS_MOST)  # fmt: skip
    more, draft.words = bool(draft.words), words
    _keep(draft)
    said = _("Added to your draft.") if more else _("Noted as a draft; nothing has been sent yet.")
    return _with_link(draft, said)


def _image(follower: Follower, message: Message) -> str:
    draft = _draft(follower)
    if not 0 < len(message.media) <= MOST_MEDIA:
        return _other(follower, message)
    if draft.pk and draft.photos.count() >= MOST_PHOTOS:
        return _("There are {most} photos with your draft already; more cannot be kept.").format(most=MOST_PHOTOS)  # fmt: skip
    _keep(draft)
    Photo.objects.create(draft=draft, media=message.media, next_at=clock.now())
    return _with_link(draft, _("Your photo is put with your draft."))


def _location(follower: Follower, message: Message) -> str:
    if message.point is None:
        return _other(follower, message)
    draft = _draft(follower)
    draft.latitude, draft.longitude = message.point
    draft.where = message.place[:120] or draft.where
    _keep(draft)
    return _with_link(draft, _("The place is put with your draft."))


def _draft(follower: Follower) -> Draft:
    """The one that somebody is at, or a new one."""
    now = clock.now()
    rows = follower.drafts.filter(
        placed_at=None, heard_at__gt=now - TOGETHER, expires_at__gt=now
    )  # fmt: skip
    found = rows.select_for_update().order_by("-heard_at", "-id").first()
    return found or Draft(
        follower=follower, key=uuid4(), begun_at=now, heard_at=now, expires_at=now + DRAFT_KEPT
    )


def _keep(draft: Draft) -> None:
    draft.heard_at = clock.now()
    draft.save()


def _with_link(draft: Draft, said: str) -> str:
    lines = [
        said,
        "" if draft.words else _("Please also write what is needed."),
        _("Open this link, choose the village or community, and press Send:"),
        to_draft(draft),
        _("The link is yours alone and holds for 24 hours. You can still send words, photos or your location here."),
        _danger(),
    ]  # fmt: skip
    return "\n".join(line for line in lines if line)


def _danger() -> str:
    return _("In danger do not wait for us: call 110, 119 or 120.")


def _mine(follower: Follower) -> str:
    """Open orders only, each with its receipt."""
    found = list(asked_by_wechat(follower)[: MOST_SHOWN + 1])
    if not found:
        return _("You have no open orders. Write here what is needed, in your own words.")
    lines = [
        f"{one.order.ref} {one.order.that_moves.get_state_display()}\n{settings.BASE_URL}{reverse('front:receipt', args=[one.receipt])}"
        for one in found[:MOST_SHOWN]
    ]
    head = ngettext("Your open order:", "Your open orders:", len(found))
    more = [_("There are more; sign in on the town's page to see all.")]
    return "\n".join([head, *lines, *(more if len(found) > MOST_SHOWN else [])])


def _help(_follower: Follower) -> str:
    return "\n".join(
        [
            _("Write here what is needed, as you would tell a neighbour; send photos and your location too."),
            _("You get a link; there you choose the village and send it. Only then is it an order."),
            _("“我的”: your open orders. “新的”: begin another matter. “绑定”: join this WeChat to your account on the town's page, to hear of news here."),
            _danger(),
        ]
    )  # fmt: skip


def _bind(follower: Follower) -> str:
    if follower.person_id is not None:
        return _("This WeChat is joined to an account already. You can undo that there: {link}").format(link=settings.BASE_URL + reverse("front:wechat"))  # fmt: skip
    said = _("Open this link within half an hour, sign in, and say that it is you:")
    return f"{said}\n{to_bind(follower)}"


def _new(follower: Follower) -> str:
    """What comes next is another matter; what was begun can still be sent by its link."""
    follower.drafts.filter(placed_at=None).update(heard_at=clock.now() - TOGETHER)
    return _("Good. What is needed?")


def _welcome(follower: Follower, _message: Message) -> str:
    if not follower.followed:
        follower.followed = True
        follower.save(update_fields=["followed"])
    return _("Welcome.") + "\n" + _help(follower)


def _left(follower: Follower, _message: Message) -> str:
    """Whoever leaves is forgotten, unless an account here is theirs: then nothing more is sent."""
    follower.drafts.filter(placed_at=None).delete()
    if follower.person_id is None:
        follower.delete()
    else:
        follower.followed = False
        follower.save(update_fields=["followed"])
    return ""


def _chosen(follower: Follower, message: Message) -> str:
    name = command_of(message)
    return DOES[name](follower) if name else ""


def _other(_follower: Follower, _message: Message) -> str:
    return _(
        "This cannot be read here. Please write what is needed, or send a photo or your location."
    )


DOES: dict[str, Callable[[Follower], str]] = {
    "mine": _mine,
    "help": _help,
    "bind": _bind,
    "new": _new,
}
ANSWERS: dict[str, Callable[[Follower, Message], str]] = {
    "text": _text,
    "image": _image,
    "location": _location,
    "event:subscribe": _welcome,
    LEFT: _left,
    "event:click": _chosen,
}
