"""Accusations already registered are known to a few only from now on (信访工作条例 art. 30)."""

from django.db import migrations


def narrow(apps, schema_editor):
    Petition = apps.get_model("petitions", "Petition")
    Record = apps.get_model("records", "Record")
    accusing = Petition.objects.filter(nature="report").values("pk")
    Record.objects.filter(pk__in=accusing).update(secrecy=1)


class Migration(migrations.Migration):
    dependencies = [
        ("petitions", "0001_initial"),
        ("records", "0005_secrecy_consultations"),
    ]

    operations = [migrations.RunPython(narrow, migrations.RunPython.noop)]
