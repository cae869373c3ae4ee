"""Import a user's own sheet in two phases: a plan that says everything that is wrong, then one transaction.

A row is a record and the moves it went through; it passes the same guards as if it had been entered by hand.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from django.core.files.base import ContentFile
from django.db import models, transaction

from yifa.foundation import audit, clock
from yifa.foundation.errors import Forbidden, Invalid, Refused
from yifa.office.access import Access
from yifa.office.models import Person, Unit
from yifa.procedures.bulk import Drafter, Entry, Passed, Progress, enter_many
from yifa.procedures.route import route
from yifa.procedures.values import Move, Procedure
from yifa.records.declaration import Ledger
from yifa.records.exchange import cells
from yifa.records.exchange.answer import answer
from yifa.records.exchange.columns import MADE_HERE, Column
from yifa.records.exchange.headings import Headings, missing
from yifa.records.exchange.lookups import Lookups
from yifa.records.exchange.workbook import MOST_ROWS, Line, Sheet, read
from yifa.records.fields import TallyField
from yifa.records.models import Record
from yifa.records.store import storage

DONE = "已导入"
MOST_TWINS = 20  # repeated rows that are named one by one


@dataclass(frozen=True, slots=True)
class Problem:
    """What keeps a row from being imported: its number in the sheet, the heading of the column, the reason."""

    row: int
    column: str
    message: str

    def __str__(self) -> str:
        return f"{self.column}：{self.message}" if self.column else self.message


@dataclass(frozen=True)
class Plan:
    """What an import would do. `entries` are the good rows by their number in the sheet."""

    ledger: Ledger
    unit: Unit
    by: Person
    access: Access
    name: str
    content: bytes
    checksum: str
    sheet: Sheet
    entries: Mapping[int, Entry]
    problems: list[Problem]
    warnings: list[str] = field(default_factory=list)
    numbers: Mapping[str, int] = field(default_factory=dict)
    made_on: date = field(default_factory=clock.today)
    office: int = 0

    @property
    def holds(self) -> bool:
        """Whether it may be written without reading the sheet again: neither the day, nor the units, people and posts
        it was made for have changed, and no record took one of its numbers. What else may have changed since, rights and
        rules of each row above all, is tried again when the rows are written.
        """
        same = self.made_on == clock.today() and self.office == office_stamp()
        return same and not any(known_numbers(self.ledger, list(self.numbers), self.access))

    @property
    def bad_rows(self) -> dict[int, list[Problem]]:
        """The problems of each row that has any."""
        found: dict[int, list[Problem]] = {}
        for one in self.problems:
            found.setdefault(one.row, []).append(one)
        return found

    @property
    def clean(self) -> bool:
        """Whether every row can be imported."""
        return bool(self.entries) and not self.problems


def plan(
    *,
    ledger: Ledger,
    unit: Unit,
    content: bytes,
    name: str,
    by: Person,
    access: Access,
    progress: Progress | None = None,
) -> Plan:
    """Read a sheet and try every row without writing anything.

    Raises Invalid when the file is no readable sheet of this ledger, Forbidden without the right to write.
    """
    access.require(ledger.verb, unit.path, ledger.code)
    today, office = clock.today(), office_stamp()
    headings = Headings(ledger)
    sheet = read(content, name, headings)
    if gone := missing(headings.columns, sheet.columns.values()):
        labels = "、".join(str(one.label) for one in gone)
        raise Invalid({"file": f"表里缺少必填的列：{labels}。请补上这些列，或者下载模板填写"})
    checksum = hashlib.new("sm3", content).hexdigest()
    reading = Reading(ledger, unit, by, access, sheet, checksum)
    for number, line in enumerate(sheet.lines, start=1):
        reading.take(line)
        if progress and number % 100 == 0:
            progress(100)
    reading.refuse_known()
    numbers = {number: row for number, row in reading.numbers.items() if row in reading.entries}
    warnings = [*_warnings(sheet, headings, checksum, ledger), *reading.warnings]
    return Plan(
        ledger,
        unit,
        by,
        access,
        name,
        content,
        checksum,
        sheet,
        reading.entries,
        reading.problems,
        warnings,
        numbers,
        today,
        office,
    )


def office_stamp() -> int:
    """What rises whenever a unit, a person or a post is changed."""
    from yifa.foundation.models import Audit

    rows = Audit.objects.filter(action__startswith="office.").order_by("-pk")
    return rows.values_list("pk", flat=True).first() or 0


def known_numbers(ledger: Ledger, numbers: list[str], access: Access) -> Iterator[str]:
    """Which numbers a record of the ledger that this person may see already carries."""
    for start in range(0, len(numbers), 500):
        rows = Record.objects.filter(ledger=ledger.code, number__in=numbers[start : start + 500])
        yield from access.visible(rows, "read").values_list("number", flat=True)


@transaction.atomic
def apply(plan: Plan, *, good_rows_only: bool = False) -> dict[int, Record]:
    """Write what was planned, all or none; returns the new records by row. The file is kept, encrypted, by checksum.

    With `good_rows_only` the rows with problems are left out. Applying the same file again writes nothing.
    """
    if not plan.entries or (plan.problems and not good_rows_only):
        raise Invalid({"file": "表中还有不能导入的行，请按说明改正后重新上传"})
    made = enter_many(ledger=plan.ledger, entries=plan.entries.values(), access=[plan.access])
    if not storage().exists(place_of(plan.checksum)):
        storage().save(place_of(plan.checksum), ContentFile(plan.content))
    detail = {"checksum": plan.checksum, "rows": len(made), "left_out": len(plan.bad_rows)}
    audit.note("record.import", by=plan.by.pk, target=f"ledger:{plan.ledger.code}", detail=detail)
    rows = {entry.token: row for row, entry in plan.entries.items()}
    return {rows[record.token]: record for record in made}


def place_of(checksum: str) -> str:
    """Where an imported file lies in the store, encrypted: it is full of personal data."""
    return f"imports/{checksum[:2]}/{checksum}"


class Reading:
    """Rows of one sheet on their way to entries."""

    def __init__(
        self, ledger: Ledger, unit: Unit, by: Person, access: Access, sheet: Sheet, checksum: str
    ) -> None:
        self.ledger, self.unit, self.by, self.sheet = ledger, unit, by, sheet
        self.procedure = cast(Procedure, ledger.procedure)
        self.drafter = Drafter(ledger, [access])
        self.lookups = Lookups(ledger, unit, access)
        self.token = hashlib.sha256(f"{checksum}:{unit.pk}:{ledger.code}".encode()).hexdigest()[:32]
        self.steps = {step.name: step.code for step in self.procedure.steps}
        self.entries: dict[int, Entry] = {}
        self.problems: list[Problem] = []
        self.warnings: list[str] = []
        self.numbers: dict[str, int] = {}
        self.done = 0
        self.waiting: dict[str, int] = {}
        self.alike: dict[tuple[str, ...], list[int]] = {}

    def take(self, line: Line) -> None:
        """Read one row: an entry, or its problems."""
        same = tuple(str(line.cells[place]) for place in self.sheet.columns if place < len(line.cells))
        self.alike.setdefault(same, []).append(line.number)
        found, wrong = self._cells(line)
        if str(found.pop("result", "")).startswith(DONE):
            self.done += 1
            return
        if line.number in self.sheet.merged:
            wrong.append(Problem(line.number, "", "这一行有合并单元格，请取消合并并逐行填写"))
        if wrong:
            self.problems += wrong
            return
        try:
            entry = self._entry(line, found)
            self.drafter.draft(entry)
        except Invalid as error:
            self.problems += [self._problem(line, *one) for one in error.errors.items()]
        except Refused as error:
            self.problems += [self._problem(line, one.field, str(one)) for one in error.reasons]
        except Forbidden as error:
            self.problems.append(self._problem(line, "unit", str(error)))
        else:
            self.entries[line.number] = entry

    def refuse_known(self) -> None:
        """Rows whose number a record of this ledger already carries are not entered a second time."""
        access = self.drafter.access(self.by)
        for number in known_numbers(self.ledger, list(self.numbers), access):
            row = self.numbers[number]
            if self.entries.pop(row, None):
                said = f"编号为“{number}”的记录已经在台账中，没有重复导入"
                self.problems.append(Problem(row, "编号", said))
        self.problems.sort(key=lambda one: one.row)
        twins = [same for same in self.alike.values() if len(same) > 1]
        for same in twins[:MOST_TWINS]:
            self.warnings.append(f"第{'、'.join(map(str, same))}行内容完全相同，请确认不是重复登记")
        if self.done:
            self.warnings.append(f"有{self.done}行标明已导入，已跳过")
        for label, rows_there in self.waiting.items():
            self.warnings.append(f"有{rows_there}行要由其他人员办理“{label}”，导入后停在这一环节之前")

    def _cells(self, line: Line) -> tuple[dict[str, Any], list[Problem]]:
        found: dict[str, Any] = {}
        wrong: list[Problem] = []
        for place, column in self.sheet.columns.items():
            raw = line.cells[place] if place < len(line.cells) else None
            if cells.is_blank(raw):
                continue
            try:
                value = self._value(column, raw)
            except cells.Unreadable as error:
                wrong.append(Problem(line.number, self._heading(column.name), str(error)))
                continue
            if isinstance(column.field, TallyField):
                found.setdefault(column.name, {}).update({column.kind: value} if value else {})
            else:
                found[column.name] = value
        return found, wrong

    def _value(self, column: Column, raw: Any) -> Any:
        if column.name == "unit":
            return self.lookups.unit(cells.text(raw))
        if isinstance(column.field, models.ForeignKey):
            return self.lookups.related(column.name, cells.text(raw))
        if column.name == "step":
            return cells.choice([(code, name) for name, code in self.steps.items()], raw)
        return cells.text(raw) if column.field is None else cells.value_of(column, raw, self.sheet.epoch)

    def _entry(self, line: Line, found: dict[str, Any]) -> Entry:
        unit = found.pop("unit", self.unit)
        target, reason = found.pop("step", ""), found.pop("reason", "")
        if number := found.get("number"):
            self.numbers.setdefault(number, line.number)
        values = {name: value for name, value in found.items() if name not in MADE_HERE}
        happened = values.get("happened_on") or values.get("received_on")
        if happened is None:
            raise Invalid({"happened_on": "请填写日期"})
        received = values.setdefault("received_on", happened)
        values.setdefault("happened_on", happened)
        days = {name: values.pop(name) for name in self.procedure.dated if name in values}
        moves = self._moves(received, days, target)
        then = [self._passed(move, on, values, reason) for move, on in moves]
        return Entry(unit, values, self.by, then=then, token=f"{self.token}{line.number}")

    def _moves(self, received: date, days: Mapping[str, date], target: str) -> list[tuple[Move, date]]:
        """The way to the target; a last step that another person must take is left to them."""
        moves = route(self.procedure, received=received, days=days, target=target)
        while moves and moves[-1][0].not_entrant and not moves[-1][0].day_field:
            label = moves.pop()[0].label
            self.waiting[label] = self.waiting.get(label, 0) + 1
        return moves

    def _passed(self, move: Move, on: date, values: dict[str, Any], reason: str) -> Passed:
        """The move with the fields it asks for; what a new record must have stays with the record."""
        own = [name for name in move.fields() if name in values and self.ledger.form_field(name).blank]
        given = {name: values.pop(name) for name in own}
        return Passed(move.code, on, given, reason if move.needs_reason else "")

    def _problem(self, line: Line, name: str, message: str) -> Problem:
        return Problem(line.number, self._heading(name), message)

    def _heading(self, name: str) -> str:
        """The user's own heading of a field, or the ledger's."""
        for place, column in self.sheet.columns.items():
            if column.name == name:
                return str(self.sheet.head.cells[place]).strip()
        return self.ledger.label(name) if name in self.ledger.fields else ""


def _warnings(sheet: Sheet, headings: Headings, checksum: str, ledger: Ledger) -> Iterator[str]:
    for heading in sheet.unknown:
        near = headings.suggest(heading)
        hint = f"，是否指“{near.label}”？如是，请改成这个列名" if near else ""
        yield f"没有认出“{heading}”这一列，其中的内容不导入{hint}"
    made = [str(one.label) for one in sheet.columns.values() if one.name in MADE_HERE]
    if made:
        yield f"{'、'.join(made)}由系统自动产生，表中的内容不导入"
    if sheet.cut:
        yield f"一次最多导入{MOST_ROWS}行，之后的行没有读取，请拆分后再导入"
    if not sheet.lines:
        yield "表头下面没有数据"
    if earlier := _earlier(checksum, ledger):
        yield f"这份文件已于{earlier:%Y年%m月%d日}导入过，导入过的行不会重复写入"


def _earlier(checksum: str, ledger: Ledger) -> Any:
    from yifa.foundation.models import Audit

    rows = Audit.objects.filter(
        action="record.import", target=f"ledger:{ledger.code}", detail__checksum=checksum
    )
    return rows.values_list("at", flat=True).order_by("id").first()


def annotated(plan: Plan, made: Mapping[int, Record] | None = None) -> bytes:
    """The user's own sheet back: the reasons beside every bad row, the new number beside every imported one.

    Rows that say they were imported are left out when the sheet comes again.
    """
    said = {row: "；".join(map(str, found)) for row, found in plan.bad_rows.items()}
    numbers = {row: f"{DONE}：{record.number}" for row, record in (made or {}).items()}
    return answer(plan.content, plan.sheet, said | numbers, frozenset(numbers))
