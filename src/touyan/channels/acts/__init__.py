"""What people choose about messages, which systems listen, and what is sent once more."""

from touyan.channels.acts.choosing import (
    choose_mail,
    choose_sms,
    confirm_mail,
    forget_addresses,
    prove_phone,
)
from touyan.channels.acts.guests import allow_sms, ask_for_mail, ask_for_sms, stop_messages
from touyan.channels.acts.listening import add_webhook, resend, stop_webhook

__all__ = [
    "add_webhook", "allow_sms", "ask_for_mail", "ask_for_sms", "choose_mail", "choose_sms",
    "confirm_mail", "forget_addresses", "prove_phone", "resend", "stop_messages", "stop_webhook",
]  # fmt: skip
