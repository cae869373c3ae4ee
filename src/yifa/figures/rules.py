"""From sums to a figure's value: pure arithmetic in Decimal, rounded half up once, at the end."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from yifa.figures.values import Figure, FigureValue, Sums, Term
from yifa.journal.accounts import accounts

HUNDRED = Decimal(100)
WAN = Decimal(10000)


@lru_cache(maxsize=1024)
def term(text: str) -> Term:
    """A term as written in a definition: `account`, `account/detail`, `-account`."""
    sign = -1 if text.startswith("-") else 1
    account, _, detail = text.removeprefix("-").partition("/")
    return Term(account, detail, sign)


def accounts_of(figure: Figure) -> set[str]:
    """The accounts a figure reads directly."""
    return {term(text).account for text in (*figure.of, *figure.over)}


def with_totals(sums: Sums) -> dict[tuple[str, str], int]:
    """Sums by account and detail, and each account's total under the empty detail."""
    found: dict[tuple[str, str], int] = {}
    for (account, detail), quantity in sums.items():
        found[account, ""] = found.get((account, ""), 0) + quantity
        if detail:
            found[account, detail] = found.get((account, detail), 0) + quantity
    return found


def part(terms: Iterable[str], sums: Sums) -> Decimal:
    """What terms come to, in the accounts' units. `sums` are those of `with_totals`."""
    return sum((share(term(text), sums) for text in terms), Decimal(0))


def share(one: Term, sums: Sums) -> Decimal:
    """What one term comes to."""
    return Decimal(one.sign * sums.get((one.account, one.detail), 0)) / accounts()[one.account].scale


def evaluate(figure: Figure, now: Sums) -> FigureValue:
    """The value of a sum, level or ratio."""
    value = part(figure.of, now)
    if figure.kind != "ratio":
        return _value(figure, rounded(value, _places(figure)), empty=value == 0)
    over = part(figure.over, now)
    if over == 0:
        return _value(figure, Decimal(0), empty=True, numerator=value, denominator=over)
    factor = HUNDRED if figure.unit == "%" else 1
    ratio = rounded(value * factor / over, figure.decimals)
    return _value(figure, ratio, empty=False, numerator=value, denominator=over)


def change(figure: Figure, now: FigureValue, before: FigureValue) -> FigureValue:
    """Growth against the period before, in percent; empty when there was nothing before."""
    parts = {"numerator": now.value, "denominator": before.value}
    if before.value == 0:
        return _value(figure, Decimal(0), empty=True, **parts)
    growth = rounded((now.value - before.value) * HUNDRED / before.value, figure.decimals)
    return _value(figure, growth, empty=False, **parts)


def rounded(value: Decimal, places: int) -> Decimal:
    """Rounded half up to some decimal places."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def text(value: Decimal, figure: Figure) -> str:
    """A value with its unit as reports write it: 430件, 96.5%, 64.35万元, 增长3.2%."""
    if figure.kind == "change":
        return _growth(value)
    if figure.unit == "元":
        return amount(value)
    return f"{_trimmed(value)}{figure.unit}"


def amount(value: Decimal) -> str:
    """Money: in 万元 from ten thousand on where two decimals say it exactly, else in 元."""
    if abs(value) >= WAN and value % HUNDRED == 0:
        return f"{_trimmed(value / WAN)}万元"
    return f"{_trimmed(value)}元"


def _growth(value: Decimal) -> str:
    if value == 0:
        return "持平"
    return f"{'增长' if value > 0 else '下降'}{_trimmed(abs(value))}%"


def _trimmed(value: Decimal) -> str:
    plain = f"{value:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _places(figure: Figure) -> int:
    return 2 if figure.unit == "元" else figure.decimals


def _value(
    figure: Figure,
    value: Decimal,
    *,
    empty: bool,
    numerator: Decimal | None = None,
    denominator: Decimal | None = None,
) -> FigureValue:
    shown = "" if empty and figure.kind in ("ratio", "change") else text(value, figure)
    return FigureValue(figure.code, value, figure.unit, empty, shown, numerator, denominator)
