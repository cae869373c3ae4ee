"""`yifa recount`: bring the journal in line with what the ledgers count now."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from yifa.cli import Data, start_django, use_data


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("recount")(recount)


def recount(
    by: Annotated[str, typer.Option(help="系统管理员的用户名，记为记账人")],
    as_json: Annotated[bool, typer.Option("--json", help="以JSON输出")] = False,
    data: Data = None,
) -> None:
    """升级后新增或改变了统计口径时，把已有记录按现在的口径重新记账；只补差额，以前的账和已定稿的数字不变。

    可以在有人使用时运行，中断后再运行一次即可。退出码：0 完成，2 没有这一用户。
    """
    use_data(data)
    start_django()
    from rich.progress import Progress

    from yifa.foundation.errors import Missing
    from yifa.office.models import Person
    from yifa.records.models import Record
    from yifa.records.recount import recount as work

    person = Person.objects.filter(username=by, is_active=True).first()
    if person is None:
        raise Missing(f"没有用户名为“{by}”的在用账号")
    with Progress(transient=True, disable=as_json) as progress:
        task = progress.add_task("重新记账", total=Record.objects.count())
        written = work(by=person, seen=lambda number: progress.advance(task, number))
    if as_json:
        typer.echo(json.dumps({"postings": written}, ensure_ascii=False))
    else:
        typer.echo(
            "；".join(f"{code} 补记 {number} 笔" for code, number in written.items())
            or "账目与口径一致，没有补记"
        )
