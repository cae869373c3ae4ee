"""Documents of 5 to 80 pages as Word and PDF, read back, and measured: milliseconds, growth, size of the files."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import date

import pypdfium2

from benchmarks.table import Table
from yifa.papers import FigureRun, Heading, OfficialDocument, Paragraph, docx, pdf
from yifa.papers import Table as Grid
from yifa.papers.conformance import check_docx, check_pdf

SENTENCE = (
    "街道办事处坚持依法行政，健全行政决策程序，规范行政执法行为，推进矛盾纠纷多元化解，"
    "加强普法宣传教育，全年受理各类事项，各项工作取得新成效，群众满意程度进一步提高。"
)
PAGES = (5, 10, 20, 40, 80)
SECTION_PAGES = 3.6  # what one section below fills


def document(pages: int) -> OfficialDocument:
    """About so many pages: sections with headings, figures and a table each."""
    blocks = [block for number in range(round(pages / SECTION_PAGES)) for block in _section(number)]
    return OfficialDocument(
        kind="报告",
        title="示例街道办事处关于2026年度法治政府建设情况的报告",
        issuer="示例街道办事处",
        letterhead="示例街道办事处文件",
        number="示街办发〔2027〕3号",
        signer="甲某",
        addressee="示例区人民政府",
        blocks=tuple(blocks),
        signature="示例街道办事处",
        date=date(2027, 1, 5),
        copies=("示例区司法局",),
        printed_by="示例街道办事处党政办公室",
        printed_on=date(2027, 1, 6),
    )


def _section(number: int) -> Iterable[Heading | Paragraph | Grid]:
    yield Heading(2, f"（{'一二三四五六七八九十'[number % 10]}）第{number + 1}部分")
    for row in range(11):
        figure = FigureRun(f"figure.{number}.{row}", "指标", f"{number * 100 + row:,}")
        yield Paragraph.of(SENTENCE * 2, "共", figure, "件。")
    yield Grid((("指标", "2025年", "2026年"), *[(f"第{row}项", str(row), str(row * 2)) for row in range(8)]))


def best(work: Callable[[], object], times: int = 3) -> float:
    """Milliseconds of the quickest of a few runs."""
    found = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        found.append(time.perf_counter() - began)
    return min(found) * 1000


def run(quick: bool) -> Iterable[Table]:
    """Each step by pages; the last row of a column over its first, per page, shows whether it grows evenly."""
    head = (
        "pages",
        "docx ms",
        "PDF first ms",
        "PDF again ms",
        "read ms",
        "check docx ms",
        "check PDF ms",
        "docx KB",
        "PDF KB",
    )
    table = Table("Official documents", head)
    pdf.write(document(1))  # fonts are loaded once a process
    for wanted in PAGES[: 3 if quick else None]:
        table.add(*_row(document(wanted)))
    yield table
    yield _growth(table)


def _row(doc: OfficialDocument) -> tuple[object, ...]:
    began = time.perf_counter()
    printed = pdf.write(doc)
    first = (time.perf_counter() - began) * 1000
    written = docx.write(doc)
    return (
        len(pypdfium2.PdfDocument(printed)),
        best(lambda: docx.write(doc)),
        first,
        best(lambda: pdf.write(doc)),
        best(lambda: docx.read(written)),
        best(lambda: check_docx(written), 1),
        best(lambda: check_pdf(printed), 1),
        len(written) // 1024,
        len(printed) // 1024,
    )


def _growth(table: Table) -> Table:
    """How much longer a page takes in the longest document than in the shortest."""
    first, last = table.rows[0], table.rows[-1]
    growth = Table("Growth per page, longest over shortest (1 = even)", table.head[1:7])
    pages = float(str(last[0])) / float(str(first[0]))
    growth.add(*[float(str(b)) / float(str(a)) / pages for a, b in zip(first[1:7], last[1:7], strict=True)])
    return growth
