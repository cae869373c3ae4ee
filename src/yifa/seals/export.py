"""Sealed rows as an archive that the stand-alone verifier reads: one CSV a table, the batches, the public key.

A part of it can be given away and still be checked: whole batches of one table, such as the audit trail of a year.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from yifa.foundation.errors import Missing
from yifa.seals import anchors, standalone
from yifa.seals.models import Batch
from yifa.seals.registry import Columns, Source, mirrors, sources
from yifa.seals.rows import AT_ONCE, between
from yifa.seals.standalone import to_cell

Row = tuple[Any, ...]
README = """这是依法（Yifa）导出的封存数据。

核验方法：python3 yifa_verify.py 本压缩包.zip --key 公钥.pem --anchors 凭证文件夹
公钥和凭证请用本单位事先拷走的那一份；不给时用压缩包自带的公钥，只能证明内容前后一致。
CSV 可以用 WPS 或 Excel 打开查看；改动任何一格，核验都会指出是哪一行。
退出码：0 未发现问题，1 发现问题，2 文件无法读取。
"""


@dataclass(frozen=True, slots=True)
class Readable:
    """Columns for people behind the sealed ones: their heads, and their cells for some rows."""

    head: Sequence[str]
    cells: Callable[[Sequence[Row]], Iterable[Sequence[object]]]


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the chain and, of one table, the rows it seals: after one number and up to another."""

    table: str
    first: int
    last: int
    after: int
    upto: int


def part(table: str, low: int, high: int) -> Part:
    """The whole batches that seal the rows of a table from one number to another; Missing when none does."""
    chosen: list[tuple[int, int]] = []
    after = upto = 0
    for number, text in Batch.objects.order_by("number").values_list("number", "body").iterator():
        ends = [one["upto"] for one in json.loads(text)["sections"] if one["table"] == table]
        before, upto = upto, max([upto, *ends])
        if ends and upto >= low and before < high:
            after = after if chosen else before
            chosen.append((number, upto))
    if not chosen:
        raise Missing("这段时间没有已封存的内容", fix="请先运行 yifa seals now，再导出")
    return Part(table, chosen[0][0], chosen[-1][0], after, chosen[-1][1])


def write(to: IO[bytes] | Path, *, only: Part | None = None, readable: Readable | None = None) -> int:
    """Write everything sealed, or a part; returns the number of rows."""
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as box:
        last = Batch.objects.order_by("-number").values_list("number", flat=True).first() or 0
        first, last = (only.first, only.last) if only else (1, last)
        about = {
            "format": 1,
            "first": first,
            "last": last,
            "tables": [only.table] if only else [],
            "keys": [one.hex() for one in anchors.public_keys()],
        }
        box.writestr("seals.json", json.dumps(about, ensure_ascii=False, indent=1))
        box.writestr("说明.txt", README)
        box.write(standalone.__file__, "yifa_verify.py")
        with box.open("batches.jsonl", "w", force_zip64=True) as file:
            for line in _batches(first, last):
                file.write(line)
        return sum(_table(box, *one, readable) for one in _tables(only))


def _batches(first: int, last: int) -> Iterator[bytes]:
    rows = Batch.objects.filter(number__gte=first, number__lte=last).order_by("number")
    for row in rows.values("number", "body", "root", "signature").iterator(chunk_size=20):
        yield json.dumps(row, ensure_ascii=False).encode() + b"\n"


def _tables(only: Part | None) -> list[tuple[str, Columns, int, int | None]]:
    if only is not None:
        columns = next(one.columns for one in sources() if one.table == only.table)
        return [(only.table, columns, only.after, only.upto)]
    kept = [*sources(), *(Source(one.table, (("id", "int"), *one.columns)) for one in mirrors())]
    return [(one.table, one.columns, -(2**62), None) for one in kept]


def _table(
    box: zipfile.ZipFile, table: str, columns: Columns, after: int, upto: int | None, more: Readable | None
) -> int:
    count = 0
    with (
        box.open(f"{table}.csv", "w", force_zip64=True) as raw,
        io.TextIOWrapper(raw, encoding="utf-8-sig", errors="backslashreplace", newline="") as file,
    ):
        writer = csv.writer(file)
        writer.writerow([*(name for name, _ in columns), *(more.head if more else ())])
        while found := between(table, columns, after, upto, AT_ONCE):
            beside: Iterable[Sequence[object]] = more.cells(found) if more else [()] * len(found)
            for row, extra in zip(found, beside, strict=True):
                writer.writerow([to_cell(one) for one in (*row, *extra)])
            count, after = count + len(found), found[-1][0]
    return count
