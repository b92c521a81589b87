"""The newsroom, and Wagtail told to send no mail of its own."""

from types import ModuleType

from django.apps import AppConfig
from django.dispatch import Signal
from wagtail import signals
from wagtail.users.apps import WagtailUsersAppConfig

MAILS: dict[str, Signal] = {
    "group_approval_task_submitted": signals.task_submitted,
    "workflow_state_submitted": signals.workflow_submitted,
    "workflow_state_rejected": signals.workflow_rejected,
    "workflow_state_approved": signals.workflow_approved,
}


class NewsroomConfig(AppConfig):
    name = "touyan.newsroom"
    default = True

    def ready(self) -> None:
        # Its mails ask a person for groups and an address, which ours have not. The desk tells who must act.
        for name, signal in MAILS.items():
            signal.receivers = [
                receiver
                for receiver in signal.receivers
                if receiver[0][0] != f"{name}_email_notification"
            ]
            signal.sender_receivers_cache.clear()


class Users(WagtailUsersAppConfig):  # type: ignore[misc]
    """Wagtail's profiles without its pages about users: the town keeps its people itself (desk, The town)."""

    def ready(self) -> None:
        super().ready()
        # Its hooks build forms on fields that our people do not have. Without a path, none are found.
        self.module = ModuleType(self.name)
