"""Small tables inside a record: their columns, how a cell is read from what people write, and how it is shown.

A row is kept as `{column: text}`: days as 2026-03-05, sums in yuan as decimal text, choices as their codes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Literal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from yifa.foundation.text import clean

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Kind = Literal["text", "day", "sum", "choice", "file"]
Row = Mapping[str, str]
MOST = 60  # rows of one table
LARGEST = Decimal(10) ** 10
NOTHING, BETWEEN = "—", "；"


@dataclass(frozen=True, slots=True)
class Cell:
    """A column. `file` is a text for which the names of the record's attachments are suggested."""

    code: str
    label: StrOrPromise
    kind: Kind = "text"
    choices: tuple[tuple[str, StrOrPromise], ...] = ()
    required: bool = True
    longest: int = 60

    def read(self, text: str) -> str:
        """What people write as it is kept; ValidationError says what is wrong and what to write."""
        written = clean(text)
        if not written:
            if self.required:
                raise ValidationError(_("请填写“%(label)s”"), params={"label": self.label})
            return ""
        readers = {"day": self._day, "sum": self._sum, "choice": self._choice}
        return readers.get(self.kind, self._text)(written)

    def _text(self, written: str) -> str:
        if len(written) > self.longest or BETWEEN in written:
            raise ValidationError(
                _("“%(label)s”最多%(longest)s个字，不用分号"),
                params={"label": self.label, "longest": self.longest},
            )
        return written

    def _day(self, written: str) -> str:
        parts = re.findall(r"\d+", written)
        if len(parts) == 1 and len(parts[0]) == 8:
            parts = [parts[0][:4], parts[0][4:6], parts[0][6:]]
        try:
            year, month, day = map(int, parts)
            return date(year, month, day).isoformat()
        except ValueError:
            raise ValidationError(
                _("“%(label)s”请写成 2026-03-05 或者 2026年3月5日"), params={"label": self.label}
            ) from None

    def _sum(self, written: str) -> str:
        try:
            found = Decimal(written.replace(",", "").replace("，", "").removesuffix("元"))
        except InvalidOperation:
            found = Decimal(0)
        if not found.is_finite() or not 0 < found < LARGEST or found != found.quantize(Decimal("0.01")):
            raise ValidationError(
                _("“%(label)s”请填写大于零的金额，单位元，最多两位小数"), params={"label": self.label}
            )
        return f"{found:.2f}"

    def _choice(self, written: str) -> str:
        for code, label in self.choices:
            if written in (code, str(label)):
                return code
        listed = "、".join(str(label) for _code, label in self.choices)
        raise ValidationError(
            _("“%(label)s”请从中选择：%(listed)s"), params={"label": self.label, "listed": listed}
        )

    def shown(self, value: str) -> str:
        """A kept value in words."""
        if not value:
            return NOTHING
        if self.kind == "day":
            day = date.fromisoformat(value)
            return f"{day.year}年{day.month}月{day.day}日"
        if self.kind == "sum":
            return value.removesuffix(".00") + "元"
        return str(dict(self.choices).get(value, value)) if self.kind == "choice" else value


def read(cells: Iterable[Cell], rows: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    """Rows as people wrote them, empty ones left out; ValidationError with every wrong cell and its row."""
    known, found, wrong = tuple(cells), [], []
    for number, row in enumerate(rows, 1):
        if not any(clean(str(row.get(cell.code) or "")) for cell in known):
            continue
        kept = {}
        for cell in known:
            try:
                kept[cell.code] = cell.read(str(row.get(cell.code) or ""))
            except ValidationError as error:
                wrong.append(_("第%(row)s行：%(why)s") % {"row": number, "why": error.messages[0]})
        found.append(kept)
    if len(found) > MOST:
        wrong.append(_("最多%(most)s行") % {"most": MOST})
    if wrong:
        raise ValidationError(wrong)
    return found


def written(cells: Iterable[Cell], rows: Iterable[Row]) -> str:
    """Rows in words, one a line; `from_text` reads it back."""
    known = tuple(cells)
    return "\n".join(BETWEEN.join(cell.shown(row.get(cell.code, "")) for cell in known) for row in rows)


def from_text(cells: Iterable[Cell], text: str) -> list[dict[str, str]]:
    """Rows from lines such as a sheet's cell holds: the columns in order, apart at ； ."""
    known = tuple(cells)
    lines = [re.split("[；;]", line) for line in text.splitlines() if line.strip()]
    if any(len(line) > len(known) for line in lines):
        heads = BETWEEN.join(str(cell.label) for cell in known)
        raise ValidationError(_("每行依次写：%(heads)s"), params={"heads": heads})
    return read(
        known,
        (
            {c.code: "" if t.strip() == NOTHING else t for c, t in zip(known, line, strict=False)}
            for line in lines
        ),
    )
