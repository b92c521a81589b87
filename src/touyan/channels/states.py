"""Codes of the channels, what is urgent, and how long anything is tried."""

from datetime import timedelta

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Channel(TextChoices):
    MAIL = "mail", _("Mail")
    SMS = "sms", _("Text message")
    WECHAT = "wechat", _("WeChat")
    WEBHOOK = "webhook", _("Webhook")


PERSONAL = (Channel.MAIL, Channel.SMS, Channel.WECHAT)
"""Channels that reach a person; each says for itself which of them it wants."""


class State(TextChoices):
    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("Being sent")
    JOINED = "joined", _("Goes out with another")
    SENT = "sent", _("Sent")
    DROPPED = "dropped", _("No longer wanted")
    DEAD = "dead", _("Given up")


UNDER_WAY = (State.WAITING, State.SENDING)
ENDED = (State.SENT, State.DROPPED, State.DEAD)

CONFIRM = "channels.confirm"
"""The message that asks whether an address is right; it goes to an address that is not in use yet."""
ARTICLE = "newsroom.hand_to_wechat"
"""A published piece that goes into the drafts of the town's WeChat account."""
URGENT_EVENTS = frozenset({CONFIRM, ARTICLE, "programmes.arrive", "programmes.leave"})
"""Sent at once, by day and by night: a child came or left, what somebody has just asked for, and drafts, which wake nobody."""

OVERTAKEN_BY = {"programmes.arrive": "programmes.leave"}
"""What is not said any more once the other is to be said: a child that has left has not just come."""
REMINDERS = frozenset(f"orders.{name}" for name in ("due_soon", "due_now", "overdue", "answer_due"))
"""Of a date, which is known long before: nobody is woken for it, whatever the order's class."""

GROUP = timedelta(minutes=5)
"""What happens within so many minutes goes out as one message."""
MOST_TOGETHER = 30
LEASE = timedelta(minutes=2)
"""Longer than any channel may take for one message; a killed worker's is taken up again after it."""
DELAYS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720))
"""Before the second, third … attempt. After the last one it is given up, and the desk shows it."""
MOST_ATTEMPTS = len(DELAYS) + 1
REST = timedelta(seconds=60)
"""How long a server that cannot be reached is left alone."""
OLD_NEWS = timedelta(days=1)
"""What happened before that, as a ledger tells it, is not announced today."""
KEPT_DAYS, KEPT_DEAD_DAYS = 30, 180
CONFIRM_WITHIN = timedelta(days=3)
"""How long the link to a new address, and an address that nobody confirmed, are kept."""
CODE_WITHIN, CODE_DIGITS, MOST_TRIES = timedelta(minutes=10), 6, 5
"""A code that proves a telephone: how long it holds, and how often it may be typed."""
MOST_ASKED, ASKED_WINDOW = 5, timedelta(days=1)
"""How often one person, and how often one address, is asked whether it is right."""
STUCK = timedelta(hours=1)
"""Nothing that a worker looks after waits for so long beyond its time."""
MOST_WEBHOOKS = 10
"""Of one organisation."""


class NotSent(Exception):
    """It did not get there. The text is a plain sentence without anybody's name or address."""

    def __init__(self, why: str | Promise, *, for_good: bool = False, rest: bool = False) -> None:
        super().__init__(str(why))
        self.for_good = for_good
        """Trying again cannot help."""
        self.rest = rest
        """The server itself is not there: it should be left alone for a while."""


class Unwanted(Exception):
    """Whoever it was for does not want it any more, or is not there."""
