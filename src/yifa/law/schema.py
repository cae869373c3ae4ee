"""Checks on data rows: each failure names the row and what is wrong with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from yifa.law.values import Extension

T = TypeVar("T", bound=str)


def check(row: Any, needed: Collection[str], known: Collection[str], where: str) -> None:
    """Refuse a row with missing or unknown entries."""
    if not isinstance(row, Mapping):
        raise ValueError(f"{where}：应为“名称: 值”的形式")
    if missing := sorted(set(needed) - set(row)):
        raise ValueError(f"{where}：缺少栏目：{'、'.join(missing)}")
    if unknown := sorted(set(row) - set(known)):
        raise ValueError(f"{where}：没有这些栏目：{'、'.join(unknown)}")


def day(text: str, where: str) -> date:
    """A date written 2026-01-31."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{where}：“{text}”不是日期，应写作 2026-01-31") from None


def option(text: str, options: Sequence[T], where: str) -> T:
    """One of a few words."""
    for one in options:
        if text == one:
            return one
    raise ValueError(f"{where}：“{text}”应为 {'、'.join(options)} 之一")


def whole(text: str, where: str) -> int:
    """A whole number that is not negative."""
    if not text.isascii() or not text.isdigit():
        raise ValueError(f"{where}：“{text}”应为整数")
    return int(text)


def extension(row: Any, where: str) -> Extension:
    """An extension rule: who approves, at most how many days, how often."""
    check(row, {"by"}, {"by", "most", "times", "basis", "note"}, f"{where} 的延长")
    most, times = row.get("most"), row.get("times")
    return Extension(
        by=row["by"],
        most=whole(most, where) if most else None,
        times=whole(times, where) if times else None,
        basis=row.get("basis", ""),
        note=row.get("note", ""),
    )
