"""`yifa figures`: the figures of a unit and period, for people or (--json) for programs."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import typer

from yifa.cli import start_django
from yifa.foundation.clock import BEIJING
from yifa.foundation.errors import Invalid, YifaError

if TYPE_CHECKING:
    from yifa.figures.periods import Period
    from yifa.figures.values import Figure, FigureValue
    from yifa.office.models import Unit


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("figures")(show)


def show(
    unit: Annotated[str, typer.Option(help="单位代码（用 yifa units 查看）")],
    period: Annotated[str, typer.Option(help="统计期：2025、2025H1、2025Q1、2025-03、2025-01..2025-06")],
    group: Annotated[str, typer.Option(help="只看一组指标，如 disputes")] = "",
    as_of: Annotated[str, typer.Option(help="按某一时刻的账目计算，如 2025-12-31T18:00")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="只输出 JSON")] = False,
) -> None:
    """查看一个单位（含下级）在统计期内的指标。退出码：0 正常，2 输入有误。"""
    start_django()
    found, span, rows = ask(unit, period, group, as_of)
    if as_json:
        typer.echo(json.dumps([row(*one) for one in rows], ensure_ascii=False, indent=2))
    else:
        _print(found, span, rows)


def ask(
    unit: str, period: str, group: str = "", as_of: str = ""
) -> tuple[Unit, Period, list[tuple[Figure, FigureValue]]]:
    """The figures asked for; a YifaError says which part of the question is wrong."""
    from yifa.figures.definitions import figures, groups
    from yifa.figures.periods import period as read
    from yifa.figures.queries import values

    found = _unit(unit)
    names = [one.code for one in groups()]
    if group and group not in names:
        raise Invalid({"group": f"没有“{group}”这一组指标，可选：{'、'.join(names)}"})
    span, wanted = read(period), figures(group or None)
    got = values(
        [one.code for one in wanted], unit=found, start=span.start, end=span.end, as_of=_moment(as_of)
    )
    return found, span, [(one, got[one.code]) for one in wanted]


def _unit(code: str) -> Unit:
    from django.db import DatabaseError

    from yifa.office.models import Unit

    try:
        found = Unit.objects.filter(code=code).first()
    except DatabaseError:
        raise YifaError("数据文件夹中还没有数据库", fix="请先运行 yifa serve 或 yifa demo") from None
    if found is None:
        raise Invalid({"unit": f"没有代码为“{code}”的单位，请用 yifa units 查看单位代码"})
    return found


def row(figure: Figure, value: FigureValue) -> dict[str, Any]:
    """One figure as a JSON object."""
    return {
        "code": figure.code,
        "name": figure.name,
        "unit": figure.unit,
        "value": _number(value.value),
        "numerator": _number(value.numerator),
        "denominator": _number(value.denominator),
        "empty": value.empty,
        "text": value.text,
        "says": figure.says,
    }


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Invalid({"as_of": f"时刻“{text}”无法识别，请写成 2025-12-31T18:00"}) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=BEIJING)


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _print(unit: Unit, span: Period, rows: list[tuple[Figure, FigureValue]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("指标", "数值", "分子/分母", "代码", title=f"{unit.name} {span.label}")
    table.columns[1].justify = "right"
    for figure, value in rows:
        table.add_row(figure.name, "—" if value.empty else value.text, value.parts, figure.code)
    Console().print(table)
