"""A role that was given by mistake can be over on its first day: it ends on the eve of it."""

from django.db import migrations, models

import touyan.kernel.local_day


class Migration(migrations.Migration):
    dependencies = [("town", "0007_who_is_signed_in_where")]

    operations = [
        migrations.RemoveConstraint(model_name="role", name="town_role_ends_after_start"),
        migrations.AddConstraint(
            model_name="role",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True),
                    ("ends_on__gte", touyan.kernel.local_day.Eve("starts_on")),
                    _connector="OR",
                ),
                name="town_role_ends_on_its_eve_or_later",
            ),
        ),
    ]
