"""`yifa acts`: the register of acts, and what a name means."""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated, Any

import typer

from yifa import law
from yifa.foundation import clock
from yifa.law import Act
from yifa.law.acts import STATUSES
from yifa.law.values import MARKS


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("acts", help="查法律库：名称、简称、文号或备注中的词；不填时列出全部")(run)


def run(
    query: Annotated[str, typer.Argument(help="名称、简称、文号")] = "",
    on: Annotated[str, typer.Option(help="按哪一天的状态，如 2022-04-30，默认今天")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="只输出 JSON")] = False,
) -> None:
    """List acts. Exit code 1 when there is none of that name, 2 for a date that is none."""
    day = _day(on) if on else clock.today()
    found, near = _find(query)
    rows = [_row(act, day) for act in found]
    if as_json:
        typer.echo(
            json.dumps(
                {"acts": rows, "suggestion": near.title if near else None}, ensure_ascii=False, indent=2
            )
        )
    else:
        _print(rows, near, query)
    if not rows:
        raise typer.Exit(1)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise law.LawError(f"日期“{text}”读不懂", fix="请写作 2026-02-10") from None


def _find(query: str) -> tuple[list[Act], Act | None]:
    acts = law.register()
    exact = acts.find(query) if query else None
    found = [exact] if exact else acts.search(query)
    return found, None if found else acts.suggest(query)


def _row(act: Act, on: date) -> dict[str, Any]:
    status = act.status(on)
    return {
        "title": act.title,
        "short": list(act.shorts),
        "issuer": act.issuer,
        "kind": act.kind,
        "number": act.number,
        "in_force_since": act.since.isoformat() if act.since else None,
        "revised": [{"adopted": str(one.adopted), "effective": str(one.effective)} for one in act.revised],
        "repealed_on": act.repealed.isoformat() if act.repealed else None,
        "superseded_by": act.superseded_by,
        "status": status,
        "status_text": STATUSES[status],
        "mark": act.mark,
        "mark_text": MARKS[act.mark],
        "note": act.note,
    }


def _print(rows: list[dict[str, Any]], near: Act | None, query: str) -> None:
    for row in rows:
        since = row["in_force_since"] or "施行日不详"
        typer.echo(
            f"《{row['title']}》 {row['issuer']} {row['kind']} {since} {row['status_text']} {row['mark_text']}"
        )
        if row["superseded_by"]:
            typer.echo(f"    由《{row['superseded_by']}》取代")
        if row["note"]:
            typer.echo(f"    {row['note']}")
    if not rows:
        typer.echo(f"法律库中没有“{query}”" + (f"，是否为《{near.title}》" if near else ""))
