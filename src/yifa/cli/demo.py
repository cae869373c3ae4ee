"""`yifa demo`: fill an empty data folder with the demo district. `yifa units`: what units there are."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from yifa.cli import start_django


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command("demo")(demo)
    app.command("units")(units)


def demo() -> None:
    """把演示区填入空的数据文件夹。退出码：0 完成，2 文件夹不是空的。"""
    start_django()
    from django.core.management import call_command
    from rich.progress import Progress

    from yifa.demo.fill import ACCOUNTS, fill

    call_command("migrate", verbosity=0)
    with Progress(transient=True) as progress:
        task = progress.add_task("填入演示数据", total=3)

        def told(name: str) -> None:
            progress.update(task, advance=1, description=name)

        count = fill(told=told)
    typer.echo(f"演示区已填好：{count} 条记录。\n{ACCOUNTS}")


def units(as_json: Annotated[bool, typer.Option("--json", help="只输出 JSON")] = False) -> None:
    """列出单位的代码、名称、类型和设立日期。退出码：0。"""
    start_django()
    from yifa.office.models import Unit

    rows = [
        {
            "code": one.code,
            "name": one.name,
            "kind": one.kind,
            "parent": one.parent.code if one.parent else None,
            "valid_from": str(one.valid_from),
            "valid_to": str(one.valid_to) if one.valid_to else None,
            "level": one.level,
        }
        for one in Unit.objects.select_related("parent")
    ]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        typer.echo(f"{'  ' * (int(str(row['level'])) - 1)}{row['code']}  {row['name']}  {row['kind']}")
