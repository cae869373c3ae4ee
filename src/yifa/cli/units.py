"""`yifa units`: the units of the tree with their codes, for people or (--json) for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from yifa.cli import Data, start_django, use_data
from yifa.foundation.errors import Missing, YifaError

if TYPE_CHECKING:
    from yifa.office.models import Unit


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("units")(show)


def show(
    kind: Annotated[
        str, typer.Option(help="只看一类：district、subdistrict、department、community、grid")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="只输出 JSON")] = False,
    data: Data = None,
) -> None:
    """列出单位的代码、名称、类型和起止日期。退出码：0 正常，1 没有单位，2 输入有误。"""
    use_data(data)
    start_django()
    found = units(kind)
    if as_json:
        typer.echo(json.dumps([row(one) for one in found], ensure_ascii=False, indent=2))
    else:
        _print(found)
    raise typer.Exit(0 if found else 1)


def units(kind: str = "") -> list[Unit]:
    """The units in tree order, with those above each of them."""
    from django.db import DatabaseError

    from yifa.office.models import Unit, UnitKind

    if kind and kind not in UnitKind.values:
        raise Missing(f"没有“{kind}”这一类单位", fix=f"可选：{'、'.join(UnitKind.values)}")
    rows = Unit.objects.select_related("parent").order_by("path")
    try:
        return list(rows.filter(kind=kind) if kind else rows)
    except DatabaseError:
        raise YifaError("数据文件夹中还没有数据库", fix="请先运行 yifa serve 或 yifa demo") from None


def row(unit: Unit) -> dict[str, Any]:
    """One unit as a JSON object."""
    return {
        "code": unit.code,
        "name": unit.name,
        "kind": unit.kind,
        "parent": unit.parent.code if unit.parent else None,
        "valid_from": unit.valid_from.isoformat(),
        "valid_to": unit.valid_to.isoformat() if unit.valid_to else None,
    }


def _print(found: list[Unit]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("代码", "名称", "类型", "设立", "撤销")
    for unit in found:
        until = unit.valid_to.isoformat() if unit.valid_to else ""
        name = "  " * (unit.level - 1) + unit.name
        table.add_row(unit.code, name, unit.get_kind_display(), unit.valid_from.isoformat(), until)
    Console().print(table)
