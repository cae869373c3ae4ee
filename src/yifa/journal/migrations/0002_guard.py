from typing import Any

from django.db import migrations

from yifa.journal import guard


def install(apps: Any, editor: Any) -> None:
    guard.install(editor.connection)


def lift(apps: Any, editor: Any) -> None:
    guard.lift(editor.connection)


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]

    operations = [migrations.RunPython(install, lift)]
