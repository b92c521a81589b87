"""Text messages: a template with some gaps, by the provider that TOUYAN_SMS names."""

from collections.abc import Sequence
from importlib import import_module

from django.conf import settings

from touyan.channels.models import Delivery
from touyan.channels.reads import wanted_still
from touyan.channels.sms.plain import FolderOutlet, LogOutlet
from touyan.channels.sms.text import Outlet, worded


class Sms:
    """Sends for as long as one turn of the worker lasts."""

    def __init__(self) -> None:
        self._outlet = outlet()

    def send(self, delivery: Delivery, parts: Sequence[Delivery]) -> None:
        """NotSent where it did not get there, Unwanted where nobody waits for it."""
        choice = wanted_still(delivery)
        self._outlet.send(choice.address, worded(delivery, parts, choice), delivery.key)

    def close(self) -> None:
        self._outlet.close()


def outlet() -> Outlet:
    """What TOUYAN_SMS names."""
    said = settings.SMS
    if said.by == "tencent":
        # By name: only towns that use it have its library.
        made: Outlet = import_module("touyan.channels.sms.tencent").Tencent()
        return made
    return FolderOutlet(said.folder) if said.by == "file" else LogOutlet()
