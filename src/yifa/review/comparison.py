"""The text's figures and the ledger's side by side: equal, approximately true, different, not kept here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from yifa.review.ledger import Kept, LedgerFigures
from yifa.review.reading import Reading
from yifa.review.values import Figure

VERDICTS = {"equal": "一致", "about": "大体相符", "different": "不一致", "not_kept": "本系统未记"}


@dataclass(frozen=True, slots=True)
class Comparison:
    """One figure of the text beside the ledger's: `kept` is the ledger's value, None where it keeps none."""

    start: int
    end: int
    text: str
    code: str
    name: str
    value: float
    kept: float | None
    verdict: str

    def to_json(self) -> dict[str, Any]:
        """As a plain object."""
        return asdict(self)


def compared(reading: Reading) -> Iterable[Comparison]:
    """Every figure of the report's year. Targets, thresholds and other years have no ledger to stand beside."""
    if reading.ledger is not None:
        for figure in reading.figures:
            if figure.scope == "year" and not figure.per:
                yield _beside(figure, reading.ledger)


def _beside(figure: Figure, ledger: LedgerFigures) -> Comparison:
    """Beside the figure of its kind that fits best. A part that fits none is one the ledger does not keep apart."""
    kept = ledger.kept(figure.kind)
    judged = [(verdict(figure, one.value), one) for one in kept]
    for wanted in ("equal", "about"):
        if fitting := next((one for found, one in judged if found == wanted), None):
            return _row(figure, fitting, wanted)
    if judged and figure.parent is None:
        return _row(figure, judged[0][1], "different")
    return _row(figure, None, "not_kept")


def _row(figure: Figure, kept: Kept | None, found: str) -> Comparison:
    code, name = (kept.code, kept.name) if kept else ("", "")
    value = float(kept.value) if kept else None
    return Comparison(figure.start, figure.end, figure.text, code, name, float(figure.value), value, found)


def verdict(figure: Figure, real: Decimal) -> str:
    """How the text's figure stands to the ledger's. 1200余 is true of 1200 to 1320: up to a tenth more."""
    said = Decimal(str(figure.value))
    if said == real:
        return "equal"
    if figure.approx == "range" and figure.high is not None:
        return "about" if said <= real <= Decimal(str(figure.high)) else "different"
    if figure.approx == "exact":
        return "about" if abs(said - real) <= _step(figure) / 2 else "different"
    slack = said / 10
    low = said if figure.approx == "over" else said - slack
    high = said if figure.approx == "under" else said + slack
    return "about" if low <= real <= high else "different"


def _step(figure: Figure) -> Decimal:
    """The last place written: 96.5% may stand for 96.47%, 64.5万元 for what rounds to it; a count for itself only."""
    scale = Decimal(10_000 if "万" in figure.text else 100_000_000 if "亿" in figure.text else 1)
    decimals = sum(letter.isdigit() for letter in figure.text.partition(".")[2])
    if scale == 1 and figure.unit != "%":
        return Decimal(0)
    return scale / Decimal(10) ** decimals
