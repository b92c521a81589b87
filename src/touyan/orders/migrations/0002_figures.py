"""What a figure must find on the row itself: the day, and the date by which a branch should have accepted."""

from django.db import migrations, models

from touyan.kernel.local_day import LocalDay


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="order", name="accept_due_at", field=models.DateTimeField(null=True)
        ),
        migrations.AddField(
            model_name="order",
            name="placed_on",
            field=models.GeneratedField(
                db_persist=True,
                expression=LocalDay("placed_at"),
                output_field=models.DateField(),
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["village", "placed_on", "id"], name="orders_village_day"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["town", "placed_on", "id"], name="orders_town_day"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["placed_on", "id"], name="orders_day"),
        ),
    ]
