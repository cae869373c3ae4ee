"""An act under the wrong issuer: 国务院《信访工作条例》 is of the Central Committee and the State Council."""

from __future__ import annotations

import re
from collections.abc import Iterable

from yifa.review.reading import Check, Reading
from yifa.review.values import Finding

_BEFORE = re.compile(
    r"(中共中央办公厅、国务院办公厅|中共中央、国务院|国务院办公厅|中共中央|国务院|全国人大常委会|全国人大|司法部|最高人民法院)(?:印发|发布|公布|制定|颁布|出台)?的?$"
)
_SHORT = {"中办": "中共中央办公厅", "国办": "国务院办公厅", "最高法": "最高人民法院"}
_RANK = ("中共中央", "国务院", "全国人大", "司法部", "最高人民法院", "办公厅")


def run(reading: Reading, check: Check) -> Iterable[Finding]:
    """Each title after an issuer that the register does not name for it."""
    if reading.acts is None:
        return
    for one in reading.citations:
        said = _BEFORE.search(reading.text, max(0, one.start - 24), one.start)
        act = reading.acts.find(one.title) if said else None
        if said and act and act.issuer and not _agree(said[1], act.issuer):
            yield check.at(
                reading, said.start(1), one.end, f"《{act.title}》的制定机关是{act.issuer}，不是{said[1]}"
            )


def _agree(said: str, real: str) -> bool:
    for short, full in _SHORT.items():
        real = real.replace(short, full)
    return {word for word in _RANK if word in said} == {word for word in _RANK if word in real}


CHECK = Check(
    "law.issuer",
    "制定机关有误",
    "medium",
    "法律库",
    ("国务院印发的《信访工作条例》", "中共中央、国务院印发的《信访工作条例》"),
    run,
)
