"""The day of a session and of who came to it, by which figures fall into a period."""

from datetime import date

from django.db import migrations, models
from django.utils import timezone

UNKNOWN = date(1970, 1, 1)
"""Only until `fill` has run."""


def fill(apps, schema_editor) -> None:
    Session = apps.get_model("programmes", "Session")
    Attendance = apps.get_model("programmes", "Attendance")
    for session in Session.objects.iterator(chunk_size=500):
        session.day = timezone.localdate(session.starts_at)
        session.save(update_fields=["day"])
        Attendance.objects.filter(session=session).update(day=session.day)


class Migration(migrations.Migration):
    dependencies = [("programmes", "0002_enrolments_never_overlap")]

    operations = [
        migrations.AddField(
            "session", "day", models.DateField(default=UNKNOWN), preserve_default=False
        ),
        migrations.AddField(
            "attendance", "day", models.DateField(default=UNKNOWN), preserve_default=False
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex(
            "session",
            models.Index(fields=["town", "day", "id"], name="programmes_session_day"),
        ),
        migrations.AddIndex(
            "attendance",
            models.Index(fields=["town", "day", "id"], name="programmes_attendance_day"),
        ),
    ]
