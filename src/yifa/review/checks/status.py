"""Acts that were repealed, plans whose period ended, before the report's year began; acts not yet in force."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from yifa.review.acts import ActLike
from yifa.review.citations import Citation
from yifa.review.reading import Check, Reading
from yifa.review.values import Finding

_PAST = re.compile(r"(?:原|旧|已废止的|修订前的|此前的|替代|代替|取代)$")
_SAID = re.compile(r"(20\d\d)年(?:(\d{1,2})月)?|(?<!\d)(\d{1,2})月(?!份?[至到—－])")
_ENDED = re.compile(r"\s*(?:同时|已经?|被)?(?:废止|失效|修订|终止)")


def run(reading: Reading, check: Check) -> Iterable[Finding]:
    """Each act cited as if it stood."""
    if reading.acts is None:
        return
    for one in reading.citations:
        act = reading.acts.find(one.title) or reading.acts.suggest(one.title)
        if act and not _told_as_past(reading.text, one):
            yield from _judge(reading, check, one, act)


def _told_as_past(text: str, one: Citation) -> bool:
    return bool(_PAST.search(text, max(0, one.start - 6), one.start) or _ENDED.match(text, one.end))


def _judge(reading: Reading, check: Check, one: Citation, act: ActLike) -> Iterable[Finding]:
    begin = _applied(reading, one)
    status = reading.acts.status(act.title, begin) if reading.acts else None
    if status == "repealed":
        instead = f"，现行为《{act.superseded_by}》" if act.superseded_by else ""
        suggestion = f"《{act.superseded_by}》" if act.superseded_by else ""
        message = f"《{act.title}》自{_chinese(act.repealed)}起废止{instead}"
        yield check.at(reading, one.start, one.end, message, suggestion=suggestion)
    elif status == "expired" and act.period:
        message = f"《{act.title}》的期限到{act.period[1].year}年为止，请核对是否应当引用新的规划"
        yield check.at(reading, one.start, one.end, message, severity="medium")
    elif (
        status == "not_yet"
        and reading.acts
        and reading.acts.status(act.title, date(reading.year + 1, 6, 30)) == "not_yet"
    ):
        message = f"《{act.title}》自{_chinese(act.current_since)}起施行，报告年度尚未施行"
        yield check.at(reading, one.start, one.end, message, severity="medium")


def _applied(reading: Reading, one: Citation) -> date:
    """The day the text says it was applied on; else the year's first day: what ended within it may have been right."""
    clause = re.split("[。；\n]", reading.text[max(0, one.start - 60) : one.start])[-1]
    said = list(_SAID.finditer(clause))
    years = [int(one[1]) for one in said if one[1]]
    year = years[-1] if years and years[-1] <= reading.year else reading.year
    month = int(said[-1][2] or said[-1][3] or 1) if said and (year in years or not years) else 1
    return date(year, month if 1 <= month <= 12 else 1, 1)


def _chinese(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else "此前"


CHECK = Check(
    "law.status", "引用失效法规", "high", "法律库", ("按照《信访条例》办理", "按照《信访工作条例》办理"), run
)
