"""The case file (卷宗): cover, catalogue in statutory order, the papers and scans, numbered, as one PDF."""

from __future__ import annotations

from dataclasses import dataclass

from yifa.foundation import clock
from yifa.papers import Fields, OfficialDocument, Paragraph, Picture, SignatureLines, Table, docx, pdf
from yifa.papers.pdf.bundle import Part, bundle, starts
from yifa.procedures.models import CasePaper
from yifa.procedures.papers import Filled, fill, owed
from yifa.procedures.registry import procedure_of
from yifa.records.display import chinese_date, shown
from yifa.records.models import Attachment, Record
from yifa.records.store import storage


def document(filled: Filled, *, kind: str = "文书") -> OfficialDocument:
    """A filled paper as an official document in plain form."""
    blocks: list[Paragraph | Fields | Table | SignatureLines] = []
    if filled.table:
        blocks.append(Fields(tuple(filled.table), columns=1))
    blocks += [Paragraph.of(line) for text in filled.body for line in text.splitlines() if line.strip()]
    if filled.grid:
        widths = tuple(min(5.0, max(map(_ems, column))) + 1.6 for column in zip(*filled.grid, strict=True))
        blocks.append(Table(tuple(map(tuple, filled.grid)), widths=widths))
    if filled.sign:
        blocks.append(SignatureLines(tuple(filled.sign)))
    return OfficialDocument(
        kind=kind,
        form="plain",
        title=filled.title,
        number=filled.number,
        addressee=filled.addressee,
        issuer=filled.unit,
        blocks=tuple(blocks),
        signature=filled.unit if filled.sealed else "",
        date=filled.day if filled.sealed else None,
        sealed=filled.sealed,
    )


def _ems(text: str) -> float:
    """About how wide a text runs, in Chinese characters."""
    return sum(1 if ord(one) > 0x2E7F else 0.6 for one in text)


def paper_pdf(record: Record, code: str, number: str = "") -> bytes:
    """One paper as PDF."""
    return pdf.write(document(fill(record, code, number=number)), at=clock.now())


def paper_docx(record: Record, code: str, number: str = "") -> bytes:
    """One paper as a Word document."""
    return docx.write(document(fill(record, code, number=number)))


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the catalogue."""

    title: str
    number: str
    day: str
    part: Part | None = None


def entries(record: Record) -> list[Entry]:
    """What the file holds, in statutory order: made papers (the signed copy where there is one), then other scans."""
    found: list[Entry] = []
    used: set[int] = set()
    for paper, made, has_template in owed(record):
        if made is None:
            continue
        content = _of_paper(record, made, has_template)
        used |= {made.scan.pk} if made.scan else set()
        found.append(Entry(paper.name, made.number, chinese_date(made.on), content))
    rest = Attachment.objects.filter(record_id=record.pk, removed_at__isnull=True).exclude(pk__in=used)
    return found + [Entry(one.name, "", chinese_date(one.at.date()), _of_attachment(one)) for one in rest]


def _of_paper(record: Record, made: CasePaper, has_template: bool) -> Part | None:
    if made.scan is not None:
        return _of_attachment(made.scan, made.name)
    return Part(made.name, paper_pdf(record, made.code, made.number)) if has_template else None


def _of_attachment(one: Attachment, title: str = "") -> Part | None:
    """A scan as PDF pages; None for kinds that cannot be bound (they are listed, and lie beside the file)."""
    with storage().whole(one.place) as file:
        content = file.read()
    if one.mime == "application/pdf":
        return Part(title or one.name, content)
    if one.mime == "image/png":
        page = OfficialDocument(
            kind="附件", form="plain", title=one.name, blocks=(Picture(content, width_mm=150),)
        )
        return Part(title or one.name, pdf.write(page, at=clock.now()))
    return None


def make(record: Record) -> bytes:
    """The whole file as one PDF."""
    listed = entries(record)
    parts = [entry.part for entry in listed if entry.part is not None]
    front = [
        Part("封面", pdf.write(cover(record), at=clock.now())),
        Part("卷内目录", pdf.write(catalogue(listed), at=clock.now())),
    ]
    return bundle(front, parts, [Part("封底", pdf.write(back(parts), at=clock.now()))])


def cover(record: Record) -> OfficialDocument:
    """The file's cover."""
    procedure = procedure_of(record)
    pairs = (
        ("案卷编号", record.number),
        ("程序", procedure.name),
        ("事由", record.title),
        ("单位", record.unit.name),
        ("收到日期", shown(record, "received_on")),
        ("环节", procedure.step_name(record.step)),
        ("承办人", record.responsible.name if record.responsible else record.entered_by.name),
        ("装订日期", chinese_date(clock.today())),
    )
    return OfficialDocument(
        kind="卷宗",
        form="plain",
        title=f"{procedure.name}卷宗",
        issuer=record.unit.name,
        blocks=(Fields(pairs, columns=1),),
    )


def back(parts: list[Part]) -> OfficialDocument:
    """The back page: how many papers and pages there are, who bound and who checked the file."""
    text = f"本卷共有文书材料{len(parts)}份，连续编号{sum(part.pages for part in parts)}页。"
    blocks = (Paragraph.of(text), SignatureLines(("立卷人", "检查人")))
    return OfficialDocument(kind="卷宗", form="plain", title="卷宗封底", blocks=blocks)


def catalogue(listed: list[Entry]) -> OfficialDocument:
    """The file's catalogue with page numbers."""
    parts = [entry.part for entry in listed if entry.part is not None]
    pages = dict(zip(map(id, parts), starts(parts), strict=True))
    rows: list[tuple[str, ...]] = [("序号", "文书名称", "文号", "日期", "页号")]
    for serial, entry in enumerate(listed, 1):
        page = str(pages[id(entry.part)]) if entry.part is not None else "另存"
        rows.append((str(serial), entry.title, entry.number, entry.day, page))
    if len(rows) == 1:
        rows.append(("", "卷内尚无文书", "", "", ""))
    table = Table(tuple(rows), widths=(1.4, 4.4, 3.4, 3.2, 1.4))
    return OfficialDocument(kind="目录", form="plain", title="卷内目录", blocks=(table,))
