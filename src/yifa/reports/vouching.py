"""The seal of a report's figures on its own paper: the batch that sealed them, as a code somebody else can keep.

The code stands in an attachment (附件), before the 版记: GB/T 9704-2012 knows no place for it after the imprint.
"""

from __future__ import annotations

import json
from datetime import date
from io import BytesIO

from yifa.journal.queries import Assertion
from yifa.papers import Attachment, Paragraph, Picture
from yifa.papers.rules import chinese_date
from yifa.reports.models import Report
from yifa.reports.queries import asserted
from yifa.seals import anchors
from yifa.seals.models import Batch
from yifa.seals.standalone import Printed, printed

TITLE = "数据封存凭证"
WIDTH = 38.0  # mm: a square of the code is 0.8 mm, read by any telephone
SAYS = (
    "本报告定稿时的数据和文字已由台账系统封存，其后任何改动都能查出。二维码载明封存批次、日期、封存根、签名的前16位和"
    "公钥的前16位。收存本报告即收存一份凭证：核验时用核验程序的 --code 选项输入二维码的内容，与数据库中的封存对照。"
)


def batch_of(found: Report) -> Batch | None:
    """The first batch that seals every figure the frozen report asserts; None before it is frozen and sealed."""
    if found.as_of is None:
        return None
    kept = asserted(found, found.as_of).order_by("-pk")
    last = kept.values_list("pk", flat=True).first() or 0
    rows = Batch.objects.filter(at__gte=found.as_of).order_by("number")
    return next((one for one in rows.iterator(chunk_size=5) if _upto(one) >= last), None)


def _upto(one: Batch) -> int:
    return int(json.loads(one.body)["upto"].get(Assertion._meta.db_table, 0))


def code_of(found: Report) -> str:
    """What the report's code says; empty when none is wanted, or nothing is sealed yet."""
    one = batch_of(found) if found.with_seal else None
    return anchors.code(one) if one else ""


def voucher(code: str) -> tuple[Attachment, ...]:
    """The attachment that carries a code; none for no code."""
    if not code:
        return ()
    told = printed(code)
    root = " ".join(told.root[at : at + 8] for at in range(0, 64, 8))
    return (
        Attachment(
            TITLE,
            (
                Paragraph.of(SAYS),
                Paragraph.of(f"封存根：{root}"),
                Picture(picture(code), caption=_caption(told), width_mm=WIDTH, alt=code),
            ),
        ),
    )


def _caption(told: Printed) -> str:
    return f"第{told.number}批　{chinese_date(date.fromisoformat(told.day))}"


def picture(code: str) -> bytes:
    """A code as a PNG: error correction M, the quiet zone the standard asks for."""
    import segno

    out = BytesIO()
    segno.make(code, error="m", micro=False).save(out, kind="png", scale=10, border=4)
    return out.getvalue()
