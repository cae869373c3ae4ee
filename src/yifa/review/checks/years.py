"""Things of another year in this year's report: honours won before, an older report's opening."""

from __future__ import annotations

import re
from collections.abc import Iterable

from yifa.review.reading import Check, Reading
from yifa.review.values import Finding

_HONOUR = re.compile(
    r"(?<![—－~\-至])(20\d\d)年(?!以来|至|起|开始|度[^，。；\n]{0,30}(?:先进|优秀|示范|单位|集体|称号|个人))(?:(?!以来|至今)[^。；\n]){0,30}?(?:被[^。；，\n]{0,20}(?:评为|授予|命名为|确定为)|荣获|获评|获得[^。，；]{0,16}(?:称号|荣誉|表彰|奖))"
)
_OPENING = re.compile(r"现将[^。，；\n]{0,16}?(20\d\d)\s*年?(?:度)?[^。，；\n]{0,40}(?:报告|汇报|总结)如下")


def run(reading: Reading, check: Check) -> Iterable[Finding]:
    """Each sentence of another year that only this year's report could carry."""
    if not reading.outline.year and not reading.settings.year:
        return
    for match in reading.matches(_HONOUR):
        if int(match[1]) < reading.year:
            yield check.at(reading, *match.span(), f"{reading.year} 年度的报告写入了 {match[1]} 年的荣誉")
    for match in reading.matches(_OPENING):
        if int(match[1]) != reading.year:
            yield check.at(
                reading, *match.span(), f"标题写 {reading.year} 年，开头写 {match[1]} 年", severity="high"
            )


CHECK = Check(
    "structure.years",
    "年度不符",
    "medium",
    "年度报告只报告上一年度情况：《法治政府建设与责任落实督察工作规定》第二十五条",
    ("（2023年度报告）2022年，街道被评为先进集体", "2023年，街道被评为先进集体"),
    run,
)
