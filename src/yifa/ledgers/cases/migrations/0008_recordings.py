from django.db import migrations

import yifa.records.fields


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0007_instalments"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="recordings",
            field=yifa.records.fields.RowsField(
                blank=True,
                default=list,
                help_text="存放位置写设备、存储平台和编号，或者本案附件的文件名；不写当事人姓名",
                verbose_name="执法记录目录",
            ),
        ),
    ]
