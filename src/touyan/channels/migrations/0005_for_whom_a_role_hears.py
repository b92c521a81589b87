import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("channels", "0004_quiet_until_eight"),
        ("town", "0008_roles_that_never_began"),
    ]
    operations = [
        migrations.AddField(
            "delivery",
            "place",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="town.organisation",
            ),
        ),
    ]
