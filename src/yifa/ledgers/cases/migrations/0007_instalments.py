"""A day until which somebody may pay becomes a schedule of one instalment: the whole sum on that day."""

from django.db import migrations

import yifa.records.fields


def one_instalment(apps, schema_editor):
    case = apps.get_model("cases", "Case")
    rows = []
    for one in case.objects.filter(pay_by__isnull=False, fine__gt=0).only("pk", "pay_by", "fine").iterator():
        one.schedule = [{"day": one.pay_by.isoformat(), "amount": f"{one.fine:.2f}"}]
        rows.append(one)
    case.objects.bulk_update(rows, ["schedule"], batch_size=200)


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_benchmark_departure")]

    operations = [
        migrations.AddField(
            model_name="case",
            name="schedule",
            field=yifa.records.fields.RowsField(
                blank=True,
                default=list,
                help_text="每期一行，合计等于罚没金额；只延期的写一行",
                verbose_name="延期、分期缴纳计划",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="payments",
            field=yifa.records.fields.RowsField(
                blank=True,
                default=list,
                help_text="每次缴纳一行，按先后抵充各期；加处罚款另填",
                verbose_name="缴纳登记",
            ),
        ),
        migrations.RunPython(one_instalment, migrations.RunPython.noop),
        migrations.RemoveField(model_name="case", name="pay_by"),
    ]
