"""The document number: 示街办发〔2026〕3号, with these brackets, a full year, no 第, no leading zero."""

from __future__ import annotations

import re
from collections.abc import Iterable

from yifa.review.reading import Check, Reading
from yifa.review.values import Finding

_WRONG = re.compile(r"(?<=[一-鿿])[\[【（(［](20\d\d)[\]】）)］]\s*第?0*(\d{1,4})号")
_LOOSE = re.compile(r"(?<=[一-鿿])〔(20\d\d)〕\s*(?:第\s*0*|0+)(\d{1,4})号")

_SHORT_YEAR = re.compile(r"(?<=[一-鿿])〔(\d\d)〕\s*第?0*(\d{1,4})号")


def run(reading: Reading, check: Check) -> Iterable[Finding]:
    """Each document number in another form."""
    for pattern in (_WRONG, _LOOSE):
        for match in reading.matches(pattern):
            yield check.at(
                reading,
                *match.span(),
                "发文字号的年份用六角括号，序号不加“第”、不编虚位",
                suggestion=f"〔{match[1]}〕{match[2]}号",
            )
    for match in reading.matches(_SHORT_YEAR):
        right = f"〔20{match[1]}〕{match[2]}号"
        yield check.at(reading, *match.span(), "发文字号的年份写全四位", suggestion=right)


CHECK = Check(
    "structure.number",
    "发文字号",
    "medium",
    "《党政机关公文格式》GB/T 9704—2012（发文字号）",
    ("示街办发[2026]03号", "示街办发〔2026〕3号"),
    run,
)
