"""`yifa verify`, `yifa nightly`, `yifa seals …`: seal what was written, and check that nothing was changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from yifa.cli import start_django
from yifa.foundation.errors import Invalid, YifaError

if TYPE_CHECKING:
    from yifa.seals.standalone import Printed, Result

Json = Annotated[bool, typer.Option("--json", help="只输出 JSON")]
Quiet = Annotated[bool, typer.Option("--quiet", help="没有新内容时不输出")]
Anchors = Annotated[Path | None, typer.Option("--anchors", help="用另一份凭证核对，例如事先拷走的那一份")]
Key = Annotated[list[Path] | None, typer.Option("--key", help="公钥 PEM 文件；不给则用凭证文件夹里的")]
Code = Annotated[list[str] | None, typer.Option("--code", help="报告上封存凭证二维码的内容（YIFA:…）")]

seals = typer.Typer(help="封存：把已写入的账目、审计记录、报告和附件链接成签名的批次。", no_args_is_help=True)


def _ready() -> None:
    """Load Django; a YifaError when there is no database yet, or one of an older version."""
    start_django()
    from django.db import DatabaseError

    from yifa.seals.models import Batch

    try:
        Batch.objects.exists()
    except DatabaseError:
        raise YifaError("数据文件夹中还没有数据库，或者还没有升级", fix="请先运行一次 yifa serve") from None


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command("verify")(verify)
    app.command("nightly")(nightly)
    app.add_typer(seals, name="seals")


def verify(
    as_json: Json = False,
    anchors: Anchors = None,
    key: Key = None,
    code: Code = None,
    record: Annotated[bool, typer.Option("--record", help="把结果登记到“封存与核验”页面")] = False,
    begun: Annotated[int | None, typer.Option("--check", hidden=True)] = None,
) -> None:
    """核验全部封存：逐行重新计算，找出被改动、删除、塞入、对调的行。退出码：0 未发现问题，1 发现问题，2 无法核验。"""
    _ready()
    from yifa.reports import integrity

    if record or begun:
        from yifa.seals.models import Check

        known = Check.objects.filter(pk=begun).first() if begun else None
        check = integrity.check_all(by=known.by if known else None, begun=known)
        typer.echo(json.dumps(check.result, ensure_ascii=False) if as_json else _line(check))
        raise typer.Exit(0 if check.ok else 1)
    result = integrity.verify(place=anchors, keys=_keys(key), codes=_codes(code))
    show(result, as_json)
    raise typer.Exit(0 if result.ok else 1)


def _keys(paths: list[Path] | None) -> list[bytes] | None:
    from yifa.seals.standalone import read_keys

    return read_keys(paths) if paths else None


def _codes(texts: list[str] | None) -> list[Printed]:
    from yifa.seals.standalone import printed

    try:
        return [printed(one) for one in texts or ()]
    except ValueError as wrong:
        raise Invalid({"code": str(wrong)}) from None


def show(result: Result, as_json: bool) -> None:
    """The result, for people or for programs."""
    from yifa.seals.standalone import report

    if as_json:
        typer.echo(json.dumps(result.as_json(), ensure_ascii=False, indent=2))
    else:
        report(result)


def nightly(as_json: Json = False) -> None:
    """每夜一次：发出应发的提醒，封存新内容，核验全部封存和已用数据。退出码：0 一切正常，1 核验发现问题，2 无法运行。"""
    _ready()
    from yifa.procedures import messages
    from yifa.reports import integrity
    from yifa.seals.actions import seal

    (new, sent), sealed, problem = messages.warn(), 0, ""
    try:
        sealed = seal()
    except YifaError as refusal:  # checked all the same: the check says what is wrong
        problem = str(refusal)
    check = integrity.check_all()
    told: dict[str, Any] = {
        "warnings": new,
        "sent": sent,
        "sealed": sealed,
        "problem": problem,
        "ok": bool(check.ok) and not problem,
        "findings": check.result["count"],
        "moved": len(check.moved),
        "seconds": round(check.seconds, 1),
    }
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False))
    else:
        typer.echo(f"新提醒 {new} 条，对外送达 {sent} 条；新封存 {sealed} 行。{problem}")
        typer.echo(_line(check))
    raise typer.Exit(0 if told["ok"] else 1)


def _line(check: Any) -> str:
    found = check.result["count"]
    said = "未发现问题" if check.ok else f"发现 {found} 处问题，请用 yifa verify 查看"
    return f"核验 {check.result['batches']} 批封存：{said}；已用数据有变化 {len(check.moved)} 项"


@seals.command("now")
def now(quiet: Quiet = False, as_json: Json = False) -> None:
    """立即封存全部尚未封存的内容，写出库外凭证。退出码：0 完成，2 凭证比数据库新，暂停封存。"""
    _ready()
    from yifa.seals.actions import seal
    from yifa.seals.queries import status

    sealed = seal()
    reach = status()
    if as_json:
        typer.echo(json.dumps({"sealed": sealed, "batch": reach.number, "root": reach.root}))
    elif sealed or not quiet:
        typer.echo(f"新封存 {sealed} 行，最新第 {reach.number} 批，数据根 {reach.root or '无'}")


@seals.command("status")
def status(as_json: Json = False) -> None:
    """封存到了哪里。退出码：0。"""
    _ready()
    from yifa.seals import anchors, signing
    from yifa.seals.queries import status as reach_now

    reach = reach_now()
    told = {
        "batch": reach.number,
        "at": reach.at.isoformat() if reach.at else None,
        "root": reach.root,
        "key": signing.public().hex(),
        "anchors": str(anchors.folder()),
        "tables": {one.table: {"sealed": one.upto, "last": one.top} for one in reach.tables},
    }
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    typer.echo(
        f"最新第 {reach.number} 批，数据根 {reach.root or '无'}\n凭证：{told['anchors']}\n公钥：{told['key']}"
    )
    for one in reach.tables:
        typer.echo(f"  {one.table}：封存到 {one.upto}，现有到 {one.top}")


@seals.command("export")
def export(
    to: Annotated[Path, typer.Argument(help="要写的 zip 文件")],
    year: Annotated[int | None, typer.Option(help="只导出这一年的审计记录")] = None,
) -> None:
    """导出封存数据，供独立核验程序核对；压缩包内附核验程序。退出码：0 完成，2 没有可导出的内容。"""
    _ready()
    from yifa.seals.export import write
    from yifa.seals.trail import write_year

    if to.exists():
        raise typer.BadParameter(f"{to} 已经存在")
    rows = write(to) if year is None else write_year(to, year)
    typer.echo(f"已导出 {rows} 行到 {to}。核验：python3 yifa_verify.py {to.name}")


@seals.command("resume")
def resume(
    reason: Annotated[str, typer.Option(help="原因，写入审计记录")],
) -> None:
    """恢复旧备份之后继续封存：比数据库新的凭证移到一边保存，原因写入审计记录。退出码：0 完成。"""
    _ready()
    from yifa.seals.actions import resume as go_on

    moved = go_on(reason=reason, by=None)
    typer.echo(f"已将 {moved} 份较新的凭证移入 superseded 文件夹，可以继续封存")
