"""What an office cannot do: a subdistrict is respondent in 行政复议, it does not accept it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from yifa.review.reading import Check, Reading
from yifa.review.values import Finding

_ACCEPTS = re.compile(r"(?:受理|审理|办理|裁决)(?:各类|群众)?行政复议(?:申请|案件?|\d)?")
_OTHER = re.compile(r"司法局|复议机关|区政府|县政府|市政府|人民政府(?!.{0,8}办事处)|复议机构")


def run(reading: Reading, check: Check) -> Iterable[Finding]:
    """Each sentence in which a subdistrict or township accepts reconsideration."""
    if not re.search("街道|我街|镇|乡", reading.text[:600]):
        return
    for match in reading.matches(_ACCEPTS):
        clause = reading.text[max(0, match.start() - 24) : match.start()]
        if match[0].startswith("办理") or _OTHER.search(re.split("[。；，]", clause)[-1]):
            continue
        yield check.at(
            reading,
            *match.span(),
            "街道（乡镇）是行政复议的被申请人，不受理、不审理行政复议；可写“作为被申请人的行政复议案件”",
        )


CHECK = Check(
    "wording.role",
    "职权表述",
    "medium",
    "《中华人民共和国行政复议法》第二十四条（县级以上人民政府管辖）",
    ("我街受理行政复议案件2件", "我街作为被申请人的行政复议案件2件"),
    run,
)
