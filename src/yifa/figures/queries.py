"""Ask for figures. Every call reads the journal a fixed number of times, however many figures it is asked
for.

`unit` means its whole subtree. `as_of` gives a figure as it stood at an instant. Rights are the caller's to
check.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from yifa.figures.definitions import chosen, figure, figures
from yifa.figures.periods import Period, spanning
from yifa.figures.rules import accounts_of, change, evaluate, share, term, with_totals
from yifa.figures.values import Figure, FigureValue, Sums
from yifa.journal import queries as journal
from yifa.journal.accounts import accounts
from yifa.journal.rules import next_month
from yifa.journal.values import Line
from yifa.office.models import Unit

ALWAYS = date.min  # where the sum of a level begins


def values(
    codes: Iterable[str] | None = None,
    *,
    unit: Unit,
    start: date,
    end: date,
    as_of: datetime | None = None,
) -> dict[str, FigureValue]:
    """The values of figures (None: all) by code, for a unit's subtree over a span of days."""
    wanted = chosen(codes)
    now = _sums(_accounts(wanted), unit.path, start, end, as_of)
    bases = [figure(one.base) for one in wanted if one.base]
    before: Sums = {}
    if bases:
        past = spanning(start, end).last_year()
        before = _sums(_accounts(bases), unit.path, past.start, past.end, as_of)
    return {one.code: _value(one, now, before) for one in wanted}


def value(code: str, *, unit: Unit, period: Period, as_of: datetime | None = None) -> FigureValue:
    """The value of one figure."""
    return values([code], unit=unit, start=period.start, end=period.end, as_of=as_of)[code]


def series(
    codes: Iterable[str] | None = None, *, unit: Unit, year: int, as_of: datetime | None = None
) -> dict[str, list[FigureValue]]:
    """The twelve months of a year for each figure: for plots."""
    wanted = chosen(codes)
    first = year - 1 if any(one.base for one in wanted) else year
    sums = _monthly(_accounts(wanted), unit.path, first, year, as_of)
    months = range(year * 100 + 1, year * 100 + 13)
    return {one.code: [_value(one, sums[m], sums.get(m - 100, {})) for m in months] for one in wanted}


def by_unit(
    code: str, *, unit: Unit, period: Period, as_of: datetime | None = None
) -> list[tuple[Unit, FigureValue]]:
    """A figure of the units directly below, in tree order; first the unit itself where it counted something
    of its own.

    Units that stood in the period or counted something are listed. Sums add up to the unit's own figure.
    """
    one = figure(code)
    now = _by_place(one, unit.path, period, as_of)
    before = _by_place(one, unit.path, period.last_year(), as_of) if one.base else {}
    below = [
        child
        for child in unit.children.all()
        if child.path in now or child.path in before or _stood(child, period)
    ]
    own = [unit] if unit.path in now or unit.path in before else []
    return [(u, _value(one, now.get(u.path, {}), before.get(u.path, {}))) for u in own + below]


def trace(
    code: str, *, unit: Unit, period: Period, as_of: datetime | None = None, part: str = ""
) -> list[tuple[str, Decimal]]:
    """The sources behind a figure and what each brings to it, so that the parts of a sum add up to it.

    Of a ratio: every source of either part, with what it brings to the numerator; `part` "of" or "over"
    gives one part alone. Of a change: the sources of this period.
    """
    one = figure(figure(code).base or code)
    terms = {"of": one.of, "over": one.over}.get(part, one.of + one.over)
    counted = one.over if part == "over" else one.of
    rows = _by_source(terms, unit.path, period, as_of)
    return [
        (source, sum((share(term(text), sums) for text in counted), Decimal(0)))
        for source, sums in rows.items()
        if any(share(term(text), sums) for text in terms)
    ]


def records_behind(
    codes: Iterable[str], *, unit: Unit, period: Period, as_of: datetime | None = None
) -> dict[str, int]:
    """How many sources each figure rests on; of a ratio those of both its parts, of a change this period's."""
    wanted = chosen(codes)
    terms = {one.code: base.of + base.over for one in wanted if (base := figure(one.base or one.code))}
    held = _held([text for found in terms.values() for text in found], unit.path, period, as_of)
    return {
        code: len({source for text in found for source, net in held[_place(text)].items() if net})
        for code, found in terms.items()
    }


def _place(text: str) -> tuple[str, str]:
    one = term(text)
    return one.account, one.detail


def _held(
    terms: Sequence[str], path: str, period: Period, as_of: datetime | None
) -> dict[tuple[str, str], dict[str, int]]:
    """What each source holds at the places that terms name."""
    held: dict[tuple[str, str], dict[str, int]] = {_place(text): {} for text in terms}
    for source, sums in _by_source(terms, path, period, as_of).items():
        for place, net in sums.items():
            if place in held:
                held[place][source] = net
    return held


def figures_fed_by(lines: Iterable[Line]) -> list[tuple[Figure, Decimal]]:
    """The figures that lines feed and what they bring to each; to a ratio, to its numerator."""
    posted: dict[tuple[str, str], int] = {}
    for line in lines:
        posted[line.account, line.detail] = posted.get((line.account, line.detail), 0) + line.quantity
    sums = with_totals(posted)
    found = []
    for one in figures():
        base = figure(one.base or one.code)
        if any(share(term(text), sums) for text in base.of + base.over):
            found.append((one, sum((share(term(text), sums) for text in base.of), Decimal(0))))
    return found


def fed_by(source: str) -> list[tuple[Figure, Decimal]]:
    """The figures that a source feeds now."""
    return figures_fed_by(journal.standing(source))


def _accounts(wanted: Iterable[Figure]) -> set[str]:
    return {code for one in wanted for code in accounts_of(figure(one.base or one.code))}


def _kind(codes: Collection[str], kind: str) -> list[str]:
    chart = accounts()
    return [code for code in codes if chart[code].kind == kind]


def _sums(codes: Collection[str], path: str, start: date, end: date, as_of: datetime | None) -> Sums:
    found: dict[tuple[str, str], int] = {}
    if flows := _kind(codes, "flow"):
        found |= journal.totals(flows, path=path, start=start, end=end, as_of=as_of)
    if levels := _kind(codes, "level"):
        found |= journal.level_at(levels, path=path, day=end, as_of=as_of)
    return with_totals(found)


def _value(one: Figure, now: Sums, before: Sums) -> FigureValue:
    if not one.base:
        return evaluate(one, now)
    base = figure(one.base)
    return change(one, evaluate(base, now), evaluate(base, before))


def _monthly(
    codes: Collection[str], path: str, first: int, last: int, as_of: datetime | None
) -> dict[int, Sums]:
    start, end = date(first, 1, 1), date(last, 12, 31)
    months: dict[int, dict[tuple[str, str], int]] = {}
    month = first * 100 + 1
    while month <= last * 100 + 12:
        months[month] = {}
        month = next_month(month)
    for (account, detail, month), quantity in journal.by_month(
        codes, path=path, start=start, end=end, as_of=as_of
    ).items():
        months[month][account, detail] = quantity
    if levels := _kind(codes, "level"):
        standing = journal.level_at(levels, path=path, day=start - timedelta(days=1), as_of=as_of)
        _carry(months, set(levels), standing)
    return {month: with_totals(sums) for month, sums in months.items()}


def _carry(months: dict[int, dict[tuple[str, str], int]], levels: set[str], standing: Sums) -> None:
    """Turn a level's changes into how it stands at the end of each month."""
    running = dict(standing)
    for sums in months.values():
        for key in [key for key in sums if key[0] in levels]:
            running[key] = running.get(key, 0) + sums[key]
        sums.update(running)


def _by_place(one: Figure, path: str, period: Period, as_of: datetime | None) -> dict[str, Sums]:
    codes = _accounts([one])
    rows: dict[tuple[str, str, str], int] = {}
    if flows := _kind(codes, "flow"):
        rows |= journal.by_unit(flows, path=path, start=period.start, end=period.end, as_of=as_of)
    if levels := _kind(codes, "level"):
        rows |= journal.by_unit(levels, path=path, start=ALWAYS, end=period.end, as_of=as_of)
    places: dict[str, dict[tuple[str, str], int]] = {}
    for (account, detail, place), quantity in rows.items():
        places.setdefault(place, {})[account, detail] = quantity
    return {place: with_totals(sums) for place, sums in places.items()}


def _by_source(terms: Sequence[str], path: str, period: Period, as_of: datetime | None) -> dict[str, Sums]:
    codes = {term(text).account for text in terms}
    rows: dict[tuple[str, str, str], int] = {}
    if flows := _kind(codes, "flow"):
        rows |= journal.by_source(flows, path=path, start=period.start, end=period.end, as_of=as_of)
    if levels := _kind(codes, "level"):
        rows |= journal.by_source(levels, path=path, start=ALWAYS, end=period.end, as_of=as_of)
    found: dict[str, dict[tuple[str, str], int]] = {}
    for (source, account, detail), quantity in rows.items():
        found.setdefault(source, {})[account, detail] = quantity
    return {source: with_totals(sums) for source, sums in found.items()}


def _stood(unit: Unit, period: Period) -> bool:
    return unit.valid_from <= period.end and (unit.valid_to is None or unit.valid_to >= period.start)
