"""Identity numbers, mobile phones, plates and home addresses of people."""

from __future__ import annotations

import re
from collections.abc import Iterable

from yifa.review.reading import Check, Reading
from yifa.review.values import Finding

_ID = re.compile(
    r"(?<![\dA-Za-z])[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])"
)
_PHONE = re.compile(r"(?<![\d.])1[3-9]\d{9}(?!\d)")
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·.]?(?=[A-HJ-NP-Z0-9]*\d)[A-HJ-NP-Z0-9]{5,6}(?![A-Za-z0-9])"
)
_HOME = re.compile(
    r"(?:小区|路|街|巷|弄|村|苑|园|里)[^，。；\n]{0,10}?\d{1,4}(?:号楼|栋|幢|号)[^，。；\n]{0,6}?\d{1,2}单元\d{2,4}(?:室|号)?"
)
_CONTACT = re.compile(r"联系人|联系电话|联系方式|咨询电话|热线|值班|传真|地址|办公")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def run(reading: Reading, check: Check) -> Iterable[Finding]:
    """Each place; a contact line of the office itself is left alone."""
    for match in reading.matches(_ID):
        if _valid(match[0]):
            yield check.at(reading, *match.span(), "身份证号码不得写入报告", suggestion="（隐去）")
    for match in reading.matches(_PHONE):
        if not _office(reading, match):
            yield check.at(reading, *match.span(), "个人手机号码不得写入报告", suggestion="（隐去）")
    for match in reading.matches(_PLATE):
        yield check.at(
            reading,
            *match.span(),
            "车辆号牌能识别个人，不得写入报告",
            suggestion="（隐去）",
            severity="medium",
        )
    for match in reading.matches(_HOME):
        if not _office(reading, match):
            yield check.at(
                reading, *match.span(), "住址精确到户，不得写入报告", suggestion="（隐去）", severity="medium"
            )


def _office(reading: Reading, match: re.Match[str]) -> bool:
    return bool(_CONTACT.search(reading.text, max(0, match.start() - 20), match.start()))


def _valid(number: str) -> bool:
    """Whether the check digit of an identity number is right (GB 11643-1999)."""
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == number[17].upper()


CHECK = Check(
    "privacy.identity",
    "个人身份信息",
    "high",
    "《中华人民共和国个人信息保护法》第二十五条；《中华人民共和国政府信息公开条例》第十五条（条号待核对）",
    ("联系李某（13800000000）", "联系当事人"),
    run,
)
