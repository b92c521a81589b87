"""Ranges of days of one person in one programme never overlap: PostgreSQL enforces it by itself.

A range of one number is compared instead of the number, so that no extension is needed. SQLite has no
exclusion constraints; there one writer at a time and the act's own look are what enforces it.
"""

from django.db import migrations

MAKE = """
ALTER TABLE programmes_enrolment ADD CONSTRAINT programmes_enrolment_never_overlap EXCLUDE USING gist (
    int8range(programme_id, programme_id, '[]') WITH &&,
    int8range(person_id, person_id, '[]') WITH &&,
    daterange(starts_on, ends_on, '[]') WITH &&
) WHERE (cancelled_at IS NULL)
"""
DROP = "ALTER TABLE programmes_enrolment DROP CONSTRAINT programmes_enrolment_never_overlap"


def make(apps, schema_editor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(MAKE)


def drop(apps, schema_editor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DROP)


class Migration(migrations.Migration):
    dependencies = [("programmes", "0001_initial")]

    operations = [migrations.RunPython(make, drop)]
