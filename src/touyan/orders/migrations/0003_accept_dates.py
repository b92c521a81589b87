"""Orders that were there before: their chain of holders still says by when a branch should have accepted."""

from django.db import migrations
from django.db.models import F, OuterRef, Subquery


def fill(apps, schema_editor) -> None:
    Order = apps.get_model("orders", "Order")
    Custody = apps.get_model("orders", "Custody")
    waits = Custody.objects.filter(order=OuterRef("pk"), state="placed").order_by("-id")
    Order.objects.update(accept_due_at=Subquery(waits.values("due_at")[:1]))
    # The ledger did not say when it was accepted, so the moment of the answer was taken for it.
    unknown = Order.objects.filter(channel="import", accepted_at=F("delivered_at"))
    unknown.update(accept_due_at=None)


class Migration(migrations.Migration):
    dependencies = [("orders", "0002_figures")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
