"""How a figure is worded in a sentence. Comparison words follow the numbers; a rounding is said only when true."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from yifa.figures.definitions import figure
from yifa.figures.rules import text as exact
from yifa.figures.values import FigureValue
from yifa.reports.values import Form, Token

WAN = Decimal(10000)
NEAR = Decimal("0.95")  # 近: the value reaches at least this share of the round number
NOTHING = "（无数据）"
FORMS: dict[Form, str] = {
    "text": "数值和单位",
    "number": "只写数值",
    "over": "约数“余”",
    "near": "约数“近”",
    "last": "上年数值",
}


@dataclass(frozen=True, slots=True)
class Numbers:
    """The figures of a unit for a year and for the year before."""

    now: Mapping[str, FigureValue]
    last: Mapping[str, FigureValue]

    def value(self, code: str, form: Form = "text") -> FigureValue:
        """The value a form speaks of."""
        return self.last[code] if form == "last" else self.now[code]


def token(value: FigureValue, form: Form = "text") -> Token:
    """A figure as it stands in a sentence. A rounding that would not be true falls back to the exact words."""
    words = _approximate(value, form) if form in ("over", "near") else ""
    if not words and form == "number":
        words = value.text.removesuffix(value.unit) or "0"
    return Token(value.code, words or compared(value), form, _numbers(value))


def compared(value: FigureValue) -> str:
    """The exact words: 430件, 96.5%, 比上年增长3.2%, 与上年持平; a share or growth of nothing has none."""
    kind = figure(value.code).kind
    if value.empty and kind in ("ratio", "change"):
        return NOTHING
    if kind != "change":
        return value.text or exact(value.value, figure(value.code))
    return "与上年持平" if value.value == 0 else f"比上年{value.text}"


def _numbers(value: FigureValue) -> tuple[Decimal, ...]:
    parts = (value.numerator, value.denominator)
    return (value.value, *(part for part in parts if part is not None))


def _approximate(value: FigureValue, form: Form) -> str:
    if figure(value.code).kind not in ("sum", "level") or value.value <= 0:
        return ""
    found = rounded_below(value.value) if form == "over" else rounded_above(value.value)
    if found is None:
        return ""
    number, factor = (found / WAN, "万") if found >= WAN and found % 1000 == 0 else (found, "")
    plain = f"{number.normalize():f}"
    return f"{plain}{factor}余{value.unit}" if form == "over" else f"近{plain}{factor}{value.unit}"


def rounded_below(value: Decimal) -> Decimal | None:
    """The nearest round number below a value (5023 -> 5000); None where the value is round itself or too small."""
    step = _step(value)
    below = value // step * step
    return below if 0 < below < value else None


def rounded_above(value: Decimal) -> Decimal | None:
    """The next round number above a value if it nearly reaches it (5980 -> 6000), else None."""
    step = _step(value)
    above = (value // step + 1) * step
    return above if value >= above * NEAR and value % step else None


def _step(value: Decimal) -> Decimal:
    """Two leading digits are kept: tens below a thousand, hundreds below ten thousand, and so on."""
    return Decimal(10) ** max(1, value.adjusted() - 1)
