from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from touyan.kernel import clock


def come_back(apps: Apps, _schema: BaseDatabaseSchemaEditor) -> None:
    """What the rule had cancelled until now came back with its days; for what is still to come it stays so."""
    apps.get_model("programmes", "Booking").objects.filter(
        source="rule", state="cancelled", session__starts_at__gt=clock.now()
    ).update(released=True)


class Migration(migrations.Migration):
    dependencies = [("programmes", "0007_tours")]

    operations = [
        migrations.AddField("booking", "released", models.BooleanField(default=False)),
        migrations.RunPython(come_back, migrations.RunPython.noop),
    ]
