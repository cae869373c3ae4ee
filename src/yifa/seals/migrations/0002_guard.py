from typing import Any

from django.db import migrations

from yifa.foundation import guard

TABLE = "seals_batch"


def install(apps: Any, editor: Any) -> None:
    guard.install(editor.connection, TABLE)


def lift(apps: Any, editor: Any) -> None:
    guard.lift(editor.connection, TABLE)


class Migration(migrations.Migration):
    dependencies = [("seals", "0001_initial")]

    operations = [migrations.RunPython(install, lift)]
