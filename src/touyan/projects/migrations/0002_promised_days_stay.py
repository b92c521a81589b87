from typing import Any

from django.db import migrations

from touyan.projects.models import fixed


def put_up(_apps: Any, editor: Any) -> None:
    fixed.put_up(editor.connection)


def take_down(_apps: Any, editor: Any) -> None:
    fixed.take_down(editor.connection)


class Migration(migrations.Migration):
    dependencies = [("projects", "0001_initial")]

    operations = [migrations.RunPython(put_up, take_down)]
