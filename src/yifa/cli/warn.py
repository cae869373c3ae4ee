"""`yifa warn`: give every warning that is owed today. `yifa migrate-case`: move a case to another version."""

from __future__ import annotations

from typing import Annotated

import typer

from yifa.cli import start_django


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command("warn")(warn)
    app.command("migrate-case")(migrate_case)


def warn(quiet: Annotated[bool, typer.Option("--quiet", help="没有新提醒时不输出")] = False) -> None:
    """发出今天应发的时限提醒，每项每人只发一次；可随时、反复运行。退出码：0。"""
    start_django()
    from yifa.procedures import messages

    new, sent = messages.warn()
    if new or not quiet:
        typer.echo(f"新提醒 {new} 条，对外送达 {sent} 条")


def migrate_case(
    number: Annotated[str, typer.Argument(help="案件编号")],
    version: Annotated[int, typer.Option(help="程序版本")],
    step: Annotated[str, typer.Option(help="新版本中的环节代码")],
    reason: Annotated[str, typer.Option(help="理由，写入历史")],
    by: Annotated[str, typer.Option(help="系统管理员的用户名")],
) -> None:
    """把一件在办案件改按程序的另一版本办理。退出码：0 完成，2 不能变更。"""
    start_django()
    from yifa.foundation.errors import Missing
    from yifa.office.access import compile_access
    from yifa.office.models import Person
    from yifa.procedures.versions import migrate_version
    from yifa.records.models import Record

    person = Person.objects.filter(username=by).first()
    record = Record.objects.filter(number=number).first()
    if person is None or record is None:
        raise Missing(f"没有{'这一用户名' if person is None else '这一编号的案件'}")
    migrate_version(
        record=record, version=version, step=step, by=person, reason=reason, access=compile_access(person)
    )
    typer.echo(f"{number} 已改按第{version}版程序办理")
