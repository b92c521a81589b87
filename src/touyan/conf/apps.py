"""Where Django says that all rooms are there: the stories between them are connected."""

from importlib import import_module

from django.apps import AppConfig


class ConfConfig(AppConfig):
    name = "touyan.conf"

    def ready(self) -> None:
        # By name: wiring reads the rooms' models, which exist only now.
        import_module("touyan.conf.wiring").connect()
