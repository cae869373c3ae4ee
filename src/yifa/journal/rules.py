"""Pure rules of the journal: what a line may be, what to write, how a span of days falls into months."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from yifa.journal.values import Account, Key, Line

WHOLE = 40  # digits of the longest path
OFFICE = 2 * 4  # digits of an office's path: district and subdistrict, four a level
LARGEST = 2**62  # sums of a few postings still fit the database's 64 bits


def month_of(day: date) -> int:
    """The month of a day as yyyymm."""
    return day.year * 100 + day.month


def next_month(month: int) -> int:
    """The month after, as yyyymm."""
    return month + 1 if month % 100 < 12 else month + 89


def first_day(month: int) -> date:
    """The first day of a month given as yyyymm."""
    return date(month // 100, month % 100, 1)


def last_day(month: int) -> date:
    """The last day of a month given as yyyymm."""
    return date.max if month == 999912 else first_day(next_month(month)) - timedelta(days=1)


def months_between(first: int, last: int) -> list[int]:
    """Every month from one to another, both included, as yyyymm."""
    months, month = [], first
    while month <= last:
        months.append(month)
        month = next_month(month)
    return months


@dataclass(frozen=True, slots=True)
class Span:
    """A span of days: the first and last whole month, and what is left at the edges, each inside a month."""

    first: int
    last: int
    edges: tuple[tuple[date, date], ...]

    @property
    def whole(self) -> bool:
        """Whether there is any whole month."""
        return self.first <= self.last


def split(start: date, end: date) -> Span:
    """Take a span apart. An end before the start is an empty span."""
    if start > end:
        return Span(1, 0, ())
    first, last = month_of(start), month_of(end)
    edges = []
    if start > first_day(first) or end < last_day(first):
        edges.append((start, min(end, last_day(first))))
        first = next_month(first)
    if first <= last and end < last_day(last):
        edges.append((first_day(last), end))
        last = month_of(first_day(last) - timedelta(days=1)) if last > first else first - 1
    return Span(first, last, tuple(edges))


def fault(line: Line, account: Account | None) -> tuple[str, str] | None:
    """What is wrong with a line, as field and message; None when it may be posted."""
    if account is None:
        return "account", f"科目表中没有“{line.account}”，请先在科目表中登记"
    if line.detail not in (account.details or ("",)):
        return "detail", _detail_fault(line, account)
    if not isinstance(line.quantity, int) or isinstance(line.quantity, bool) or abs(line.quantity) > LARGEST:
        return "quantity", f"“{account.name}”的数量须为整数，现为 {line.quantity!r}"
    if line.quantity == 0 or (line.quantity < 0 and account.kind == "flow"):
        return "quantity", f"“{account.name}”的数量须大于零，现为 {line.quantity}"
    if not isinstance(line.day, date) or isinstance(line.day, datetime):
        return "day", f"“{account.name}”的记账日须为日期，现为 {line.day!r}"
    return None


def _detail_fault(line: Line, account: Account) -> str:
    if not account.details:
        return f"“{account.name}”不分明细，不能记“{line.detail}”"
    if not line.detail:
        return f"“{account.name}”须按{account.detail_name}记账，请补充{account.detail_name}"
    return f"“{account.name}”的{account.detail_name}没有“{line.detail}”，请从分类中选择"


def total(lines: Iterable[Line]) -> dict[Key, int]:
    """Lines summed by place."""
    sums: dict[Key, int] = {}
    for line in lines:
        key = Key(line.account, line.unit_id, line.day, line.detail)
        sums[key] = sums.get(key, 0) + line.quantity
    return sums


def net(wanted: Mapping[Key, int], standing: Mapping[Key, int]) -> dict[Key, int]:
    """What must be added so that what stands becomes what is wanted; places that agree are absent."""
    keys = sorted(wanted.keys() | standing.keys())
    found = {key: wanted.get(key, 0) - standing.get(key, 0) for key in keys}
    return {key: quantity for key, quantity in found.items() if quantity}
