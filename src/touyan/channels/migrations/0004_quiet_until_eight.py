from datetime import time

from django.db import migrations, models

BEFORE, AFTER = (time(21), time(7)), time(8)


def until_eight(apps, schema_editor) -> None:
    """Guests are never asked for hours, so theirs are the ones that stood here. Whoever has an account saved a form
    that said 07:00: nobody can tell whether they meant it, so theirs stay, and their page shows them."""
    Choice = apps.get_model("channels", "Choice")
    guests = Choice.objects.filter(person=None, quiet_from=BEFORE[0], quiet_until=BEFORE[1])
    guests.update(quiet_until=AFTER)


class Migration(migrations.Migration):
    dependencies = [("channels", "0003_wechat")]
    operations = [
        migrations.AlterField("choice", "quiet_until", models.TimeField(default=time(8))),
        migrations.RunPython(until_eight, migrations.RunPython.noop, elidable=True),
    ]
