from django.apps import AppConfig


class ConfConfig(AppConfig):
    name = "touyan.conf"

    def ready(self) -> None:
        from touyan.conf import wiring  # noqa: PLC0415 - models exist only now

        wiring.connect()
