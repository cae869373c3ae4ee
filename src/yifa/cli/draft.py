"""`yifa draft`: the yearly report of a unit, written from its records."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from yifa.cli import start_django
from yifa.foundation.errors import Invalid, YifaError

if TYPE_CHECKING:
    from yifa.office.models import Unit
    from yifa.reports.values import Draft


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("draft")(write)


def write(
    unit: Annotated[str, typer.Option(help="单位代码（用 yifa units 查看）")],
    year: Annotated[int, typer.Option(help="报告年度，如 2025")],
    out: Annotated[Path | None, typer.Option(help="Word 文件的位置，如 report.docx；不写则打印正文")] = None,
    pdf: Annotated[bool, typer.Option("--pdf", help="在 Word 文件旁边同时写出 PDF")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="只输出 JSON")] = False,
    approx: Annotated[bool, typer.Option("--approx", help="大数写成“余”（仅在属实时）")] = False,
    first: Annotated[str, typer.Option(help="放在最前面的部分，如 duty；多个用逗号分开")] = "",
) -> None:
    """从台账起草年度法治政府建设情况报告。退出码：0 正常，2 输入有误。"""
    check_out(out, pdf)
    start_django()
    from yifa.reports.drafting import draft

    order = tuple(part for part in first.split(",") if part)
    found = draft(find(unit), year, prefer="over" if approx else "text", order=order)
    written = save(found, out, pdf) if out else []
    if as_json:
        typer.echo(print_json(found, written))
    elif out:
        tell(found, written)
    else:
        typer.echo(found.text())


def check_out(out: Path | None, pdf: bool) -> None:
    """Refuse a place nothing can be written to before any work is done."""
    if out is None:
        if pdf:
            raise Invalid({"out": "写 PDF 须同时用 --out 指明 Word 文件的位置"})
        return
    if out.suffix.lower() != ".docx":
        raise Invalid({"out": f"“{out.name}”不是 Word 文件名，请以 .docx 结尾"})
    if not out.resolve().parent.is_dir():
        raise Invalid({"out": f"文件夹“{out.parent}”不存在，请先建立或换一个位置"})


def find(code: str) -> Unit:
    """The unit of a code; a YifaError says what is wrong."""
    from django.db import DatabaseError

    from yifa.office.models import Unit

    try:
        found = Unit.objects.select_related("parent").filter(code=code).first()
    except DatabaseError:
        raise YifaError("数据文件夹中还没有数据库", fix="请先运行 yifa serve 或 yifa demo") from None
    if found is None:
        raise Invalid({"unit": f"没有代码为“{code}”的单位，请用 yifa units 查看单位代码"})
    return found


def save(found: Draft, out: Path, pdf: bool) -> list[Path]:
    """Write the Word file and, if asked, the PDF beside it."""
    from yifa.papers import docx
    from yifa.papers import pdf as pdfs
    from yifa.reports.document import document

    paper = document(found)
    out.write_bytes(docx.write(paper))
    if not pdf:
        return [out]
    beside = out.with_suffix(".pdf")
    beside.write_bytes(pdfs.write(paper, at=found.as_of))
    return [out, beside]


def print_json(found: Draft, written: list[Path]) -> str:
    """The draft for programs, with the files that were written."""
    from yifa.reports.values import to_json

    return json.dumps(
        {**to_json(found), "files": [str(path) for path in written]}, ensure_ascii=False, indent=2
    )


def tell(found: Draft, written: list[Path]) -> None:
    """What was written, and what the office still has to fill in."""
    typer.echo(f"{found.title}：{len(found.tokens())}个指标")
    for path in written:
        typer.echo(f"已写出 {path}")
    if gaps := found.gaps():
        typer.echo(f"还有{len(gaps)}处须由单位填写（文中标有【请填写】）：")
        for gap in gaps:
            typer.echo(f"  {gap}")
