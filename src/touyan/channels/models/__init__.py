"""What people chose, who else listens, and every message on its way."""

from touyan.channels.models.choice import Choice
from touyan.channels.models.delivery import Delivery
from touyan.channels.models.webhook import Webhook
from touyan.channels.models.wechat import AccessToken, Draft, Follower, Heard, Photo

__all__ = [
    "AccessToken", "Choice", "Delivery", "Draft", "Follower", "Heard", "Photo", "Webhook",
]  # fmt: skip
