from typing import Any

from django.db import migrations

from yifa.foundation import guard

TABLE = "foundation_audit"


def install(apps: Any, editor: Any) -> None:
    guard.install(editor.connection, TABLE)


def lift(apps: Any, editor: Any) -> None:
    guard.lift(editor.connection, TABLE)


class Migration(migrations.Migration):
    dependencies = [("foundation", "0001_initial")]

    operations = [migrations.RunPython(install, lift)]
