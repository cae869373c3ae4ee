from django.db import migrations, models

# Balances are derived: they are thrown away and computed anew in their new shape.
EMPTY = "DELETE FROM journal_balance"
FILL = """
    INSERT INTO journal_balance (account, path, month, detail, rolled, quantity, count)
    SELECT account, place, month, detail, {rolled}, sum(quantity), count(*)
    FROM (SELECT substr(path, 1, {width}) AS place, account, month, detail, quantity FROM journal_posting) AS placed
    GROUP BY account, place, month, detail
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_guard")]

    operations = [
        migrations.RunSQL(EMPTY, migrations.RunSQL.noop),
        migrations.RemoveConstraint("balance", "balance_key"),
        migrations.RemoveIndex("balance", "balance_sums"),
        migrations.RemoveField("balance", "unit"),
        migrations.AddField(
            "balance",
            "rolled",
            models.BooleanField(default=False, verbose_name="按街道汇总"),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            "balance",
            models.UniqueConstraint(
                fields=("rolled", "account", "month", "path", "detail"), name="balance_place"
            ),
        ),
        migrations.RunSQL(FILL.format(rolled="FALSE", width=40), EMPTY),
        migrations.RunSQL(FILL.format(rolled="TRUE", width=8), EMPTY),
    ]
