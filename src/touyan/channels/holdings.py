"""What the channels hold about a person: where they are reached, and what was sent to them."""

from django.utils.translation import gettext_lazy as _

from touyan.channels.acts import forget_addresses
from touyan.channels.acts.leaving import forget_wechat
from touyan.channels.models import Choice, Delivery, Draft, Follower
from touyan.kernel.held import Column, Holding

CHOICES = Holding(
    "addresses",
    _("How you are reached"),
    _("Because you chose so. Kept until you change it."),
    lambda person: Choice.objects.filter(person=person),
    (
        Column("channel", _("By"), lambda row: row.get_channel_display()),
        Column("address", _("Address"), lambda row: row.address),
        Column("on", _("Switched on"), lambda row: row.on),
        Column("confirmed", _("Confirmed"), lambda row: row.confirmed_at),
    ),
    _("Erased."),
    erase=lambda by, person: forget_addresses(by=by, person=person),
)
MESSAGES = Holding(
    "messages",
    _("Messages to you"),
    _(
        "That something was sent, never its words. Kept for 30 days, for 180 where it could not be sent."
    ),
    lambda person: Delivery.objects.filter(person=person),
    (
        Column("channel", _("By"), lambda row: row.get_channel_display()),
        Column("about", _("What about"), lambda row: row.number),
        Column("at", _("When"), lambda row: row.at),
        Column("state", _("State"), lambda row: row.get_state_display()),
    ),
    _("Erased."),
)
WECHAT = Holding(
    "wechat",
    _("Your WeChat"),
    _("Because you joined it to your account. Kept until you separate it."),
    lambda person: Follower.objects.filter(person=person),
    (
        Column("openid", _("How WeChat names you to the town"), lambda row: row.openid),
        Column("joined", _("Joined"), lambda row: row.bound_at),
        Column("follows", _("Follows the town's account"), lambda row: row.followed),
    ),
    _("Erased."),
    erase=lambda by, person: forget_wechat(by=by, person=person),
)
DRAFTS = Holding(
    "drafts",
    _("What you wrote in WeChat"),
    _("Until you send it, a day at most. Afterwards only that the order is yours."),
    lambda person: Draft.objects.filter(follower__person=person),
    (
        Column("words", _("Words"), lambda row: row.words),
        Column("where", _("Where"), lambda row: row.where),
        Column("at", _("When"), lambda row: row.begun_at),
        Column("sent", _("Sent"), lambda row: row.placed_at),
    ),
    _("Erased."),
)
ALL = (CHOICES, MESSAGES, WECHAT, DRAFTS)
