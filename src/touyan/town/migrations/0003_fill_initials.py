"""Initials and last digits of the people who are known already."""

from django.db import migrations

from touyan.kernel.initials import initials
from touyan.kernel.sealed import blind


def fill(apps, schema_editor) -> None:
    Person = apps.get_model("town", "Person")
    for person in Person.objects.iterator(chunk_size=500):
        digits = "".join(c for c in person.phone if c.isdigit())
        person.initials = initials(person.name)
        person.phone_tail_blind = blind(digits[-4:] if len(digits) >= 7 else "", "phone tail")
        person.save(update_fields=["initials", "phone_tail_blind"])


class Migration(migrations.Migration):
    dependencies = [("town", "0002_people_who_act_for_others")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
