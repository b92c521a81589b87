"""The newsroom; and two of Wagtail's applications without what does not fit a town."""

from types import ModuleType

from django.apps import AppConfig
from django.dispatch import Signal
from wagtail import signals
from wagtail.admin.apps import WagtailAdminAppConfig
from wagtail.users.apps import WagtailUsersAppConfig

MAILS: dict[str, Signal] = {
    "group_approval_task_submitted_email_notification": signals.task_submitted,
    "workflow_state_submitted_email_notification": signals.workflow_submitted,
    "workflow_state_rejected_email_notification": signals.workflow_rejected,
    "workflow_state_approved_email_notification": signals.workflow_approved,
}


class NewsroomConfig(AppConfig):
    name = "touyan.newsroom"
    default = True


class Admin(WagtailAdminAppConfig):  # type: ignore[misc]
    """The editor without its mails: they ask a person for groups and an address. The desk tells who must act."""

    def ready(self) -> None:
        super().ready()
        for name, signal in MAILS.items():
            signal.receivers = [one for one in signal.receivers if one[0][0] != name]
            signal.sender_receivers_cache.clear()


class Users(WagtailUsersAppConfig):  # type: ignore[misc]
    """Wagtail's profiles without its pages about users: the town keeps its people itself (desk, The town)."""

    def ready(self) -> None:
        super().ready()
        # Its hooks build forms on fields that our people do not have. Without a path, none are found.
        self.module = ModuleType(self.name)
