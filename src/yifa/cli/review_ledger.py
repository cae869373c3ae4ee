"""The office's own figures for `yifa review --against UNIT:YEAR`, out of the data folder."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from yifa.foundation.errors import Invalid

if TYPE_CHECKING:
    from yifa.review.ledger import FixedFigures


def ledger_of(against: str) -> FixedFigures:
    """The figures of UNIT:YEAR, by the kinds of figure they stand for; Invalid says what is wrong with the question."""
    unit, year = parts(against)
    from yifa.cli import start_django
    from yifa.cli.figures import ask
    from yifa.review.ledger import FixedFigures, Kept

    start_django()
    found, _, rows = ask(unit, year)
    values: dict[str, list[Kept]] = defaultdict(list)
    for figure, value in rows:
        for kind in figure.review:
            values[kind].append(Kept(figure.code, figure.name, value.value))
    return FixedFigures(f"{found.name}{year}年", {kind: tuple(kept) for kind, kept in values.items()})


def parts(against: str) -> tuple[str, str]:
    """Unit and year of UNIT:YEAR."""
    unit, _, year = against.rpartition(":")
    if not unit or not re.fullmatch(r"20\d\d", year):
        raise Invalid({"against": f"“{against}”应写成 单位代码:年度，单位代码用 yifa units 查看"})
    return unit, year
