"""Marks of secrecy, and papers that may not leave the house, in a text that is to be published."""

from __future__ import annotations

import re
from collections.abc import Iterable

from yifa.review.reading import Check, Reading
from yifa.review.values import Finding

_MARK = re.compile(
    r"(?:绝密|机密|秘密)\s*(?:★|☆)\s*(?:长期|\d{1,2}\s*(?:年|个月))?|(?m:^\s*(?:绝密|机密|秘密)\s*$)"
)
_INSIDE = re.compile(
    r"内部资料[，,\s]*(?:注意保存|严禁外传|请勿外传)|内部文件[，,\s]*(?:不得|严禁)外传|仅供内部(?:使用|参阅)"
)


def run(reading: Reading, check: Check) -> Iterable[Finding]:
    """Each mark, page headers included."""
    for pattern in (_MARK, _INSIDE):
        for match in pattern.finditer(reading.text):
            yield check.at(
                reading, *match.span(), "有密级或者内部标志，不得公开；确需公开的先依法解密或者作删减处理"
            )


CHECK = Check(
    "privacy.secret",
    "密级标志",
    "high",
    "《中华人民共和国政府信息公开条例》第十四条（条号待核对）；《中华人民共和国保守国家秘密法》",
    ("机密★1年", "（不含密级标志的公开稿）"),
    run,
)
