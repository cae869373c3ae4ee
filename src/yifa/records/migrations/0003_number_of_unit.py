"""Two units of one name may use the same number: a number is unique within its unit."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0002_search")]
    operations = [
        migrations.RemoveConstraint(model_name="record", name="record_number"),
        migrations.AddConstraint(
            model_name="record",
            constraint=models.UniqueConstraint(fields=["ledger", "unit", "number"], name="record_number"),
        ),
    ]
