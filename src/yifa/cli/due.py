"""`yifa due`: when a time limit runs out, and why."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Annotated, Any

import typer

from yifa.law import Due, LawError, codes, due, limit, pack


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("due", help="推算时限届满日期，并说明怎样算出来的")(run)


def run(
    code: Annotated[str, typer.Argument(help="时限编号，如 REV-11；不填时列出全部编号")] = "",
    start: Annotated[
        str, typer.Option("--from", help="起算日（事项发生之日），如 2026-02-10 或 2026-02-10T09:30")
    ] = "",
    suspend: Annotated[
        list[str] | None, typer.Option(help="中止期间，如 2026-02-12..2026-02-20，可多次填写")
    ] = None,
    extend: Annotated[int, typer.Option(help="批准延长的天数，按该时限自己的日计算")] = 0,
    place: Annotated[str, typer.Option("--pack", help="地方规则包，如 shifanqu")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="只输出 JSON")] = False,
) -> None:
    """The command itself; a question that cannot be answered ends with code 2."""
    if code:
        _print(_due(code, start, suspend or [], extend, place), start, as_json)
    else:
        _print_all()


def _due(code: str, start: str, suspend: list[str], extend: int, place: str) -> Due:
    if not start:
        raise LawError("没有填写起算日", fix="请加上 --from，如 --from 2026-02-10")
    spans = [_span(text) for text in suspend]
    return due(code, _moment(start), suspensions=spans, extension=extend, pack=pack(place) if place else None)


def _moment(text: str) -> date:
    for read in (date.fromisoformat, datetime.fromisoformat):
        try:
            return read(text)
        except ValueError:
            continue
    raise LawError(f"日期“{text}”读不懂", fix="请写作 2026-02-10，需要时刻的写作 2026-02-10T09:30")


def _span(text: str) -> tuple[date, date]:
    first, dots, last = text.partition("..")
    if not dots:
        raise LawError(f"中止期间“{text}”读不懂", fix="请写作 2026-02-12..2026-02-20，首尾两天都算在内")
    return _moment(first), _moment(last)


def _print(found: Due, start: str, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(_row(found, start), ensure_ascii=False, indent=2))
        return
    end = found.due.isoformat(" ") if isinstance(found.due, datetime) else str(found.due or "无届满日期")
    typer.echo(f"{found.code} {found.limit.procedure}：{end}{'（暂定）' if found.provisional else ''}")
    for step in found.explanation:
        typer.echo(f"  {step}")


def _row(found: Due, start: str) -> dict[str, Any]:
    return {
        "code": found.code,
        "from": start,
        "due": found.due.isoformat() if found.due else None,
        "provisional": found.provisional,
        "basis": found.basis,
        "explanation": found.explanation,
    }


def _print_all() -> None:
    for code in codes():
        rule = limit(code)
        typer.echo(f"{code}\t{rule.procedure}\t{rule.length.text}\t{rule.basis}")
