"""What an official document is made of. Plain data: no layout, no file format.

The elements and their names follow GB/T 9704-2012 section 7 (版头、主体、版记).
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum

from yifa.foundation.errors import Invalid


class Form(StrEnum):
    """How the first page looks."""

    REPORT = "报告"  # red letterhead; with a signer's name it is a document to a superior (上行文)
    PUBLIC = "public"  # the same text for the public, without the letterhead (版头)
    LETTER = "letter"  # 信函格式, GB/T 9704-2012 section 10.1
    PLAIN = "plain"  # case papers of a procedure (文书)


@dataclass(frozen=True, slots=True)
class Text:
    """A stretch of running text."""

    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class FigureRun:
    """A figure inside the text. `code` names it wherever the document travels; `label` is what a person reads."""

    code: str
    label: str
    text: str


Run = Text | FigureRun


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; `align` is body (first line indented), flush, center or right."""

    runs: tuple[Run, ...]
    align: str = "body"

    @classmethod
    def of(cls, *parts: str | Run, align: str = "body") -> Paragraph:
        """A paragraph of strings and figures."""
        return cls(tuple(Text(part) if isinstance(part, str) else part for part in parts), align)

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 (一、) to 4 （1）. The number is part of the text."""

    level: int
    text: str

    def __post_init__(self) -> None:
        if self.level not in (1, 2, 3, 4):
            raise Invalid({"level": f"标题层次只有一至四级，没有第{self.level}级"})


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; the first `header_rows` repeat on each page. `widths` are parts of the text width."""

    rows: tuple[tuple[str | FigureRun, ...], ...]
    caption: str = ""
    header_rows: int = 1
    widths: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        lengths = {len(row) for row in self.rows}
        if len(lengths) != 1 or 0 in lengths:
            raise Invalid({"rows": "表格至少有一行一列，各行的列数应当相同"})
        if self.widths and len(self.widths) != len(self.rows[0]):
            raise Invalid({"widths": "列宽的个数与列数不同"})

    @property
    def columns(self) -> int:
        return len(self.rows[0])


@dataclass(frozen=True, slots=True)
class Fields:
    """The form part of a case paper: labels and values in a ruled table, `columns` pairs beside each other."""

    pairs: tuple[tuple[str, str | FigureRun], ...]
    columns: int = 2


@dataclass(frozen=True, slots=True)
class SignatureLines:
    """Lines where people sign by hand: who, and whether a date line stands beside it."""

    people: tuple[str, ...]
    dated: bool = True


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG or SVG, centred, at most as wide as the text; `png` is the copy for Word when `data` is an SVG."""

    data: bytes
    caption: str = ""
    width_mm: float = 140.0
    png: bytes = b""
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """Columns drawn as vector: in each category one for every series (name, values), none below nothing.

    `unit` stands over the axis. The first series is the one that is read: its values stand on its columns.
    """

    categories: tuple[str, ...]
    series: tuple[tuple[str, tuple[float, ...]], ...]
    unit: str = ""
    caption: str = ""

    def __post_init__(self) -> None:
        if not self.categories or not 1 <= len(self.series) <= MOST_SERIES:
            raise Invalid({"series": f"统计图至少有一个类别，数列一至{MOST_SERIES}个"})
        if any(len(values) != len(self.categories) for _, values in self.series):
            raise Invalid({"series": "统计图各数列的个数应当与类别相同"})
        if any(value < 0 for _, values in self.series for value in values):
            raise Invalid({"series": "统计图不能有负数"})

    @property
    def alt(self) -> str:
        """The chart in words, for whom it is read aloud."""
        told = "；".join(
            f"{name}：" + "，".join(f"{where}{value:g}{self.unit}" for where, value in zip(self.categories, values, strict=True))
            for name, values in self.series
        )  # fmt: skip
        return f"{self.caption}。{told}"


MOST_SERIES = 3


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows starts on a new page."""


Block = Heading | Paragraph | Table | Fields | SignatureLines | Picture | Chart | PageBreak


@dataclass(frozen=True, slots=True)
class Attachment:
    """An attachment; without blocks it is only named in the list under the text."""

    title: str
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialDocument:
    """One document. Empty fields are left out; the rules of placing stand in `rules`, measures in `standard`.

    kind: 文种, one of the fifteen of 党政机关公文处理工作条例 art. 8, or the name of a case paper.
    issuer: full name of the issuing office. letterhead: 发文机关标志, "文件" included where it is used.
    number: 发文字号, e.g. 示街办发〔2026〕3号. signer: 签发人, only in a document to a superior.
    title: a line feed fixes where a line ends; otherwise lines are found by `rules.title_lines`.
    date: 成文日期. sealed: a seal will be put over signature and date, which decides their place.
    notes: 附注, without its brackets. copies: 抄送机关. printed_by, printed_on: 印发机关, 印发日期.
    """

    kind: str
    title: str
    issuer: str = ""
    form: Form | str = Form.REPORT
    letterhead: str = ""
    number: str = ""
    signer: str = ""
    copy_number: str = ""
    secrecy: str = ""
    urgency: str = ""
    addressee: str = ""
    blocks: tuple[Block, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    signature: str = ""
    date: datetime.date | None = None
    sealed: bool = True
    notes: str = ""
    copies: tuple[str, ...] = ()
    printed_by: str = ""
    printed_on: datetime.date | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "form", Form(self.form))
        for name in ("blocks", "attachments", "copies"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        if not self.title.strip():
            raise Invalid({"title": "公文应当有标题"})

    @property
    def has_red_head(self) -> bool:
        return self.form == Form.REPORT and bool(self.letterhead or self.issuer)

    @property
    def has_imprint(self) -> bool:
        """Whether there is a 版记. The public copy drops it with the letterhead."""
        return self.form in (Form.REPORT, Form.LETTER) and bool(self.copies or self.printed_by)

    @property
    def head_name(self) -> str:
        """发文机关标志."""
        return self.letterhead or self.issuer
