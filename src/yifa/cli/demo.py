"""`yifa demo`: fill an empty data folder with an invented district."""

from __future__ import annotations

import os
import time
from typing import Annotated

import typer

from yifa.cli import Data, start_django, use_data


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("demo")(demo)


def demo(
    seed: Annotated[str, typer.Option(help="随机种子；同一种子、同一天得到同样的数据")] = "yifa",
    data: Data = None,
) -> None:
    """在空的数据文件夹里建立示例区：三个街道、各类人员、两年的台账。退出码：0 完成，2 文件夹不是空的。"""
    use_data(data)
    os.environ["YIFA_DEMO"] = "1"  # the invented district has local rules of its own
    start_django()
    from rich.progress import Progress

    from yifa.cli.serve import migrate
    from yifa.demo.actions import accounts, fill

    began = time.monotonic()
    migrate()
    with Progress(transient=True) as bar:
        task = bar.add_task("写入台账", total=None)
        made = fill(seed=seed, progress=lambda done, total: bar.update(task, completed=done, total=total))
    typer.echo(f"示例区已建立：{made} 条记录，用时 {time.monotonic() - began:.1f} 秒。")
    typer.echo(accounts(), nl=False)
