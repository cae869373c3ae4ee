"""An office's own calendar file, or next year's notice of the State Council, read and checked.

Two forms. YAML lists a notice as it is written: each holiday from–to, and the days worked in exchange. CSV lists
days: 日期, 安排, 名称, 来源. For a year no notice covers yet, the file must be complete: either every day of the year, or
all seven statutory holidays. A year with a gap is refused, because a missing holiday would silently count as work.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from yifa.law import data
from yifa.law.calendars import Calendar
from yifa.law.calendars import calendar as base_calendar
from yifa.law.errors import LawError

# 全国年节及纪念日放假办法 第二条; “国庆节、中秋节” may be one holiday in some years.
STATUTORY = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")
_WORDS = {"休息": False, "放假": False, "休": False, "rest": False}
_WORDS |= {"上班": True, "补班": True, "工作": True, "班": True, "work": True}
_FIX = "请对照国务院办公厅的放假安排通知补全后重新导入"


@dataclass(frozen=True, slots=True)
class Listed:
    """One day of a file."""

    day: date
    works: bool
    name: str
    source: str


@dataclass(frozen=True, slots=True)
class Notice:
    """What a file says: every day it settles, whole years filled in, and the years it announces."""

    days: Mapping[date, tuple[bool, str]]
    years: tuple[int, ...]


def read_notice(text: str, *, using: Calendar | None = None) -> Notice:
    """Read a calendar file; pass `days` to `Calendar.with_days`. LawError says what is wrong, where, and what to do."""
    known = using or base_calendar()
    rows = _yaml(text) if text.lstrip().startswith(("year", "年份")) else _csv(text)
    if not rows:
        raise LawError("日历文件中没有日期", fix="请至少填写一行：日期、安排（休息或上班）、名称、来源")
    listed = _once_each(rows)
    years = tuple(sorted({day.year for day in listed if not known.is_known(day)}))
    _no_holes(rows)
    for year in years:
        _complete(year, listed)
    filled: dict[date, tuple[bool, str]] = {}
    for year in years:
        filled |= _whole_year(year, listed)
    return Notice(filled | {day: (row.works, row.source) for day, row in listed.items()}, years)


def _csv(text: str) -> list[Listed]:
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    if missing := {"日期", "安排"} - set(reader.fieldnames or ()):
        raise LawError(f"日历文件缺少列：{'、'.join(sorted(missing))}", fix="表头应为：日期,安排,名称,来源")
    return [_listed(row, f"第{number}行") for number, row in enumerate(reader, start=2)]


def _listed(row: Mapping[str, str | None], where: str) -> Listed:
    word = (row["安排"] or "").strip()
    if word not in _WORDS:
        raise LawError(f"{where}的安排“{word}”读不懂", fix="请填写“休息”或“上班”")
    name, source = (row.get("名称") or "").strip(), (row.get("来源") or "").strip()
    return Listed(_date(row["日期"], where), _WORDS[word], name, source or "本单位日历")


def _date(text: str | None, where: str) -> date:
    try:
        return date.fromisoformat((text or "").strip())
    except ValueError:
        raise LawError(f"{where}的日期“{text}”读不懂", fix="请写作 2027-01-01") from None


def _yaml(text: str) -> list[Listed]:
    content = data.parse(text)
    source = content.get("source", "")
    if not source:
        raise LawError("日历文件没有写明来源文件", fix="请在 source 一栏填写通知的标题和文号")
    rows = [row for entry in content.get("holidays", []) for row in _range(entry, source)]
    return rows + [
        Listed(_date(day, "workdays"), True, "调休补班", source) for day in content.get("workdays", [])
    ]


def _range(entry: Mapping[str, Any], source: str) -> list[Listed]:
    name = entry.get("name", "")
    first, last = _date(entry.get("from"), name), _date(entry.get("to") or entry.get("from"), name)
    if last < first:
        raise LawError(f"{name}的止日 {last} 早于起日 {first}", fix="请更正起止日期")
    return [Listed(first + timedelta(days=n), False, name, source) for n in range((last - first).days + 1)]


def _once_each(rows: Iterable[Listed]) -> dict[date, Listed]:
    found: dict[date, Listed] = {}
    for row in rows:
        if row.day in found:
            raise LawError(f"{row.day} 在日历文件中出现了两次", fix="请删去重复的一行")
        if row.works and row.day.weekday() < 5 and row.name:
            raise LawError(f"补班日 {row.day} 不是周末", fix="补班日应为周六或周日，请核对日期")
        found[row.day] = row
    return found


def _no_holes(rows: Iterable[Listed]) -> None:
    """Each named holiday is an unbroken run of days."""
    runs: dict[tuple[int, str], list[date]] = {}
    for row in rows:
        if row.name and not row.works:
            runs.setdefault((row.day.year, row.name), []).append(row.day)
    for (year, name), days in runs.items():
        if hole := _hole(min(days), max(days), set(days)):
            raise LawError(f"{year}年{name}中间缺少 {hole}", fix=_FIX)


def _hole(first: date, last: date, days: set[date] | Mapping[date, Listed]) -> date | None:
    every = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return next((day for day in every if day not in days), None)


def _complete(year: int, listed: Mapping[date, Listed]) -> None:
    """A year not announced yet needs every day, or all seven statutory holidays."""
    hole = _hole(date(year, 1, 1), date(year, 12, 31), listed)
    if hole is None:
        return
    names = "、".join({row.name for row in listed.values() if row.day.year == year and not row.works})
    missing = [name for name in STATUTORY if name not in names]
    if missing:
        raise LawError(
            f"{year}年的日历不完整：缺少{'、'.join(missing)}的安排，也没有逐日列出（从 {hole} 起缺）",
            fix=_FIX,
        )


def _whole_year(year: int, listed: Mapping[date, Listed]) -> dict[date, tuple[bool, str]]:
    """Days the notice does not name: weekdays are worked, weekends are not, on the authority of the same notice."""
    source = next(row.source for day, row in sorted(listed.items()) if day.year == year)
    first, count = date(year, 1, 1), 366 if _leap(year) else 365
    return {day: (day.weekday() < 5, source) for day in (first + timedelta(days=n) for n in range(count))}


def _leap(year: int) -> bool:
    return (date(year, 12, 31) - date(year, 1, 1)).days == 365
