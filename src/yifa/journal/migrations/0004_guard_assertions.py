from typing import Any

from django.db import migrations

from yifa.foundation import guard

TABLE = "journal_assertion"


def install(apps: Any, editor: Any) -> None:
    guard.install(editor.connection, TABLE)


def lift(apps: Any, editor: Any) -> None:
    guard.lift(editor.connection, TABLE)


class Migration(migrations.Migration):
    dependencies = [("journal", "0003_rolled_balances")]

    operations = [migrations.RunPython(install, lift)]
