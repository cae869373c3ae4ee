"""The command `yifa`. Each module of this folder that has `register(app)` adds its commands.

Exit codes: 0 done, 1 findings or a negative answer, 2 wrong input.
With `--json` only JSON goes to standard output.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
from pathlib import Path
from typing import Annotated

import typer

from yifa.foundation.errors import YifaError

DATA_HELP = "数据文件夹（数据库、文件、密钥）。默认取环境变量 YIFA_DATA，再不然是 ./data"
Data = Annotated[Path | None, typer.Option("--data", help=DATA_HELP)]

app = typer.Typer(
    name="yifa", help="依法：基层法治政府建设工作平台。", no_args_is_help=True, add_completion=False
)


@app.callback()
def options(data: Data = None) -> None:
    """依法：基层法治政府建设工作平台。"""
    use_data(data)


def use_data(folder: Path | None) -> None:
    """Name the data folder for everything that this process does; None keeps what YIFA_DATA says."""
    if folder is not None:
        os.environ["YIFA_DATA"] = str(folder.resolve())


def register_commands(app: typer.Typer = app) -> None:
    """Let every module of this folder add its commands."""
    for module in sorted(found.name for found in pkgutil.iter_modules(__path__) if found.name != "__main__"):
        register = getattr(importlib.import_module(f"{__name__}.{module}"), "register", None)
        if register is not None:
            register(app)


def start_django() -> None:
    """Load Django; only commands that need the database call this, so that the others start at once."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yifa.config.settings")
    import django

    django.setup()


def main() -> None:
    """Run the command line; a refusal of the product is one line and exit code 2."""
    register_commands()
    try:
        app()
    except YifaError as error:
        typer.echo(str(error), err=True)
        sys.exit(2)
    except Exception as error:
        if not (told := _trouble(error)):
            raise
        typer.echo(told, err=True)
        sys.exit(2)


def _trouble(error: Exception) -> str:
    """What is wrong with the database, where that is why a command failed: it is away, or of another release."""
    if "django.db" not in sys.modules:
        return ""
    from django.db import DatabaseError

    if not isinstance(error, DatabaseError):
        return ""
    from yifa.health.checks import database, migrations

    found = next((one for check in (database, migrations) if (one := check()).state == "bad"), None)
    return f"{found.name}：{found.says}。{found.fix}" if found else ""
