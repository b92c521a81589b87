"""What the figures are kept as; the triggers that feed it are put up after every migration."""

from django.db import migrations, models
from django.db.models.deletion import DO_NOTHING

KEPT = (
    "placed", "closed_by_branch", "escalated", "with_branch", "ended_otherwise",
    "to_accept", "accepted_on_time", "accepted_late", "not_accepted",
    "to_deliver", "delivered_on_time", "delivered_late", "not_delivered",
    "closed", "silent", "assessed", "solved", "partly", "unsolved",
    "rated", "satisfied", "fair", "unsatisfied", "reopened",
)  # fmt: skip


def beside(to, **more) -> models.ForeignKey:
    return models.ForeignKey(
        to=to, on_delete=DO_NOTHING, db_constraint=False, db_index=False, related_name="+", **more
    )


class Migration(migrations.Migration):
    dependencies = [("orders", "0003_accept_dates"), ("town", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="OrderChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("village", beside("town.organisation")),
                ("town", beside("town.organisation")),
                ("placed_on", models.DateField()),
                ("category", beside("orders.category", null=True)),
                *((name, models.SmallIntegerField(default=0)) for name in KEPT),
            ],
        ),
        migrations.CreateModel(
            name="OrderSum",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "organisation",
                        "grain",
                        "category",
                        "day",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("organisation", beside("town.organisation")),
                ("grain", models.SmallIntegerField()),
                ("category", models.BigIntegerField()),
                ("day", models.DateField()),
                *((name, models.IntegerField(default=0)) for name in KEPT),
            ],
        ),
    ]
