"""`yifa doctor`: look over this installation and say what to do."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from yifa.cli import Data, start_django, use_data

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yifa.health.checks import Check, State

COLOURS = {"good": "green", "warn": "yellow", "bad": "red"}


def register(app: typer.Typer) -> None:
    app.command()(doctor)


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="以JSON输出")] = False, data: Data = None
) -> None:
    """检查本机的安装：数据库、密钥、磁盘、时钟、字体、节假日等。退出码：0 没有错误，1 有错误。"""
    use_data(data)
    start_django()
    from yifa.health import checks

    found = list(checks.run(checks.every()))
    bad = any(one.state == "bad" for one in found)
    if as_json:
        rows = {"good": not bad, "checks": [asdict(one) for one in found]}
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        show(found, checks.NAMES)
    raise typer.Exit(1 if bad else 0)


def show(found: list[Check], names: Mapping[State, str]) -> None:
    """One line a check; what to do stands under what is not in order."""
    for one in found:
        typer.echo(typer.style(names[one.state], fg=COLOURS[one.state]) + f"  {one.name}：{one.says}")
        if one.fix:
            typer.echo(f"      → {one.fix}")
