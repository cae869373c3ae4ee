"""Statutory tables: rows and columns over accounts, filled from the journal, with the sums they must satisfy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from yifa.journal.queries import by_source, totals
from yifa.office.models import Unit

BEGINNING = date(2000, 1, 1)
Cells = Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Row:
    """One row: `terms` say for a column which (account, detail) pairs it adds up; `span` which days."""

    code: str
    name: str
    terms: Callable[[str], tuple[tuple[str, str], ...]]
    span: str = "year"  # year; before: all that stood before the year
    minus: Callable[[str], tuple[tuple[str, str], ...]] | None = None
    level: int = 1


@dataclass(frozen=True, slots=True)
class Check:
    """A sum that must hold in every column: the left rows add up to the right rows."""

    name: str
    left: tuple[str, ...]
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A statutory table. `columns` maps a code to its heading; a total column is added."""

    code: str
    name: str
    basis: str
    columns: Mapping[str, str]
    rows: tuple[Row, ...]
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True)
class FilledTable:
    """A table of one unit and year: numbers by row, one a column and the total; checks that fail."""

    table: Table
    unit: Unit
    year: int
    numbers: Mapping[str, list[int]]
    failures: list[str]


def fill(table: Table, unit: Unit, year: int) -> FilledTable:
    """Fill a table from the journal with two queries."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    accounts = {
        account for row in table.rows for column in table.columns for account, _ in _terms(row, column)
    }
    inside = totals(accounts, path=unit.path, start=first, end=last)
    before = totals(accounts, path=unit.path, start=BEGINNING, end=first - timedelta(days=1))
    numbers = {row.code: _numbers(row, table, inside, before) for row in table.rows}
    return FilledTable(table, unit, year, numbers, [_says(c) for c in table.checks if not _holds(c, numbers)])


def behind(table: Table, row: Row, column: str, unit: Unit, year: int) -> dict[str, int]:
    """The sources of a cell and what each brings to it; no column: of the whole row. They add up to the number."""
    columns = [column] if column in table.columns else list(table.columns)
    first, last = date(year, 1, 1), date(year, 12, 31)
    start, end = {
        "year": (first, last),
        "before": (BEGINNING, first - timedelta(days=1)),
        "until": (BEGINNING, last),
    }[row.span]
    accounts = {account for one in columns for account, _ in _terms(row, one)}
    cells: dict[str, dict[tuple[str, str], int]] = {}
    for (source, account, detail), net in by_source(accounts, path=unit.path, start=start, end=end).items():
        cells.setdefault(source, {})[account, detail] = net
    brought = {
        source: sum(
            _sum(row.terms(one), own) - (_sum(row.minus(one), own) if row.minus else 0) for one in columns
        )
        for source, own in cells.items()
    }
    return {source: number for source, number in brought.items() if number}


def _terms(row: Row, column: str) -> tuple[tuple[str, str], ...]:
    return row.terms(column) + (row.minus(column) if row.minus else ())


def _numbers(row: Row, table: Table, inside: Cells, before: Cells) -> list[int]:
    cells = {"year": [inside], "before": [before], "until": [before, inside]}[row.span]
    found = [
        sum(
            _sum(row.terms(column), one) - (_sum(row.minus(column), one) if row.minus else 0) for one in cells
        )
        for column in table.columns
    ]
    return [*found, sum(found)]


def _sum(terms: tuple[tuple[str, str], ...], cells: Cells) -> int:
    """Add up cells; a term without detail takes every detail of its account."""
    return sum(
        number
        for (account, detail), number in cells.items()
        for term in terms
        if term == (account, detail) or (term[1] == "" and term[0] == account)
    )


def _holds(check: Check, numbers: Mapping[str, list[int]]) -> bool:
    left = [sum(cells) for cells in zip(*(numbers[code] for code in check.left), strict=True)]
    return left == [sum(cells) for cells in zip(*(numbers[code] for code in check.right), strict=True)]


def _says(check: Check) -> str:
    return f"勾稽关系不成立：{check.name}"
