"""One complete official document of an invented office, and its parts."""

from __future__ import annotations

import struct
import zlib
from datetime import date
from typing import Any

from yifa.papers import (
    Attachment,
    Block,
    FigureRun,
    Heading,
    OfficialDocument,
    Paragraph,
    Table,
)

SENTENCE = (
    "街道办事处坚持依法行政，健全行政决策程序，规范行政执法行为，推进矛盾纠纷多元化解，"
    "加强普法宣传教育，各项工作取得新成效，群众满意程度进一步提高。"
)
ACCEPTED = FigureRun("disputes.accepted", "受理纠纷", "1,286")
RATE = FigureRun("disputes.rate", "调解成功率", "96.5%")
TABLE = Table(
    (
        ("指标", "2025年", "2026年"),
        ("受理纠纷（件）", "1,100", ACCEPTED),
        ("备注", "", "含口头协议四百三十件，均由调解员当场登记"),
    ),
    caption="表1 主要指标",
)
ATTACHMENTS = (
    Attachment("2026年度主要指标统计表", (Paragraph.of(SENTENCE),)),
    Attachment("资料来源清单", (Paragraph.of(SENTENCE),)),
)


def body(paragraphs: int = 14) -> tuple[Block, ...]:
    """Four levels of headings, figures, a table and enough text for several pages."""
    return (
        Heading(1, "一、2026年度法治政府建设主要情况"),
        Paragraph.of(
            "全年共受理各类矛盾纠纷",
            ACCEPTED,
            "件，调解成功率",
            RATE,
            "。“三所联动”——由镕堃、䶮三名调解员组成。",
        ),
        Heading(2, "（一）健全依法决策机制"),
        Paragraph.of(SENTENCE),
        Heading(3, "1. 严格履行法定程序。"),
        Heading(4, "（1）加强合法性审查。"),
        *[Paragraph.of(SENTENCE * 2) for _ in range(paragraphs)],
        TABLE,
        Paragraph.of(SENTENCE),
    )


def report(**changes: Any) -> OfficialDocument:
    """A report to the district with every element that a document can have."""
    given: dict[str, Any] = {
        "kind": "报告",
        "issuer": "示例街道办事处",
        "letterhead": "示例街道办事处文件",
        "number": "示街办发〔2027〕3号",
        "signer": "王镕堃",
        "title": "示例街道办事处关于2026年度法治政府建设情况的报告",
        "addressee": "示例区人民政府",
        "blocks": body(),
        "attachments": ATTACHMENTS,
        "signature": "示例街道办事处",
        "date": date(2027, 1, 5),
        "notes": "联系电话：0000-0000000",
        "copies": ("示例区司法局", "区委全面依法治区委员会办公室"),
        "printed_by": "示例街道办事处党政办公室",
        "printed_on": date(2027, 1, 6),
    }
    return OfficialDocument(**(given | changes))


def png(width: int = 4, height: int = 2) -> bytes:
    """A grey picture."""
    rows = b"".join(b"\0" + b"\x80" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20" fill="#c00"/></svg>'
