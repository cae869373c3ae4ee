from typing import Any

from django.db import migrations

from yifa.foundation import guard

TABLE = "reports_version"


def install(apps: Any, editor: Any) -> None:
    guard.install(editor.connection, TABLE)


def lift(apps: Any, editor: Any) -> None:
    guard.lift(editor.connection, TABLE)


class Migration(migrations.Migration):
    dependencies = [("reports", "0006_aside")]

    operations = [migrations.RunPython(install, lift)]
