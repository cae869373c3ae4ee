"""A named enterprise beside a penalty: lawful, and why."""

from __future__ import annotations

import re
from collections.abc import Iterable

from yifa.review.reading import Check, Reading
from yifa.review.values import Finding

_COMPANY = re.compile(r"[一-鿿]{4,24}(?:有限公司|有限责任公司|股份公司|经营部|个体工商户)")
_PENALTY = re.compile(r"罚款|处罚|没收|责令停产|吊销")


def run(reading: Reading, check: Check) -> Iterable[Finding]:
    """A note for each enterprise named in a sentence on a penalty."""
    for match in reading.matches(_COMPANY):
        stop = reading.text.find("。", match.end())
        around = reading.text[
            max(0, match.start() - 30) : stop if 0 <= stop < match.end() + 80 else match.end() + 80
        ]
        if _PENALTY.search(around) and "某" not in match[0]:
            yield check.at(
                reading,
                *match.span(),
                "企业名称可以写：具有一定社会影响的行政处罚决定应当依法公开；决定被撤销、变更的，三日内撤回公开",
            )


CHECK = Check(
    "privacy.enterprise",
    "企业名称（可以写）",
    "low",
    "《中华人民共和国行政处罚法》第四十八条",
    ("对示例餐饮有限公司罚款500元", "（可以保留）"),
    run,
)
