"""Where Django says that all rooms are there: the stories between them are connected."""

from importlib import import_module
from typing import Any

from django.apps import AppConfig, apps
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_migrate, pre_migrate


class ConfConfig(AppConfig):
    name = "touyan.conf"

    def ready(self) -> None:
        # By name: wiring reads the rooms' models, which exist only now.
        import_module("touyan.conf.wiring").connect()
        user_logged_in.connect(import_module("touyan.conf.idle").begin)
        # Any room with models would do: Django sends these signals once for each.
        kernel = apps.get_app_config("kernel")
        pre_migrate.connect(_before_migrations, sender=kernel)
        post_migrate.connect(_after_migrations, sender=kernel)


def _before_migrations(plan: list[object], **_more: Any) -> None:
    if plan:
        import_module("touyan.kernel.kept").put_away()


def _after_migrations(**_more: Any) -> None:
    import_module("touyan.kernel.kept").put_up()
