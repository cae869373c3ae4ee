"""Figures: values with their definitions, plots, one figure alone, and the records behind it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yifa.desk.http import Request, find_unit, login_required, query_without
from yifa.figures import periods, queries
from yifa.figures.definitions import figure as definition
from yifa.figures.definitions import figures, groups
from yifa.figures.periods import Period
from yifa.figures.values import Figure, FigureValue
from yifa.foundation import audit, clock
from yifa.foundation.errors import Invalid
from yifa.journal.accounts import accounts
from yifa.office.access import Access, units_for
from yifa.office.models import Unit
from yifa.records.models import Record

PAGE = 25
YEARS = 4  # offered beside this one
CHUNK = 5000  # records asked for at once: a database takes only so many numbers in one question
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PARTS = {"": gettext_lazy("全部"), "of": gettext_lazy("分子"), "over": gettext_lazy("分母")}


@dataclass(frozen=True, slots=True)
class Line:
    """One figure on the page."""

    figure: Figure
    now: FigureValue
    before: FigureValue
    months: list[float]

    @property
    def change(self) -> str:
        """How it stands to the same period of last year; in points for percentages, nothing for growth itself."""
        if self.now.empty or self.before.empty or self.figure.kind == "change":
            return ""
        more = self.now.value - self.before.value
        if self.figure.unit == "%":
            return f"{more:+f}个百分点" if more else _("持平")
        if not more or not self.before.value:
            return "" if more else _("持平")
        return f"{more * 100 / self.before.value:+.1f}%"


@dataclass(frozen=True, slots=True)
class Choice:
    """The unit and period a page speaks of."""

    unit: Unit
    period: Period
    text: str
    problem: str = ""


def choice(request: Request) -> Choice:
    """What the query string asks for; an unreadable period falls back to this year and says so."""
    unit = find_unit(request, request.GET.get("unit", ""))
    first, last = (request.GET.get(name, "").strip() for name in ("from", "to"))
    text = f"{first}..{last}" if first and last else request.GET.get("period", "").strip()
    this_year = clock.today().year
    try:
        return Choice(unit, periods.period(text or str(this_year)), text or str(this_year))
    except Invalid as error:
        return Choice(unit, periods.year(this_year), str(this_year), error.message)


def _shared(request: Request, chosen: Choice) -> dict[str, Any]:
    units = units_for(request.access, "figures").order_by("path")
    return {
        "unit": chosen.unit,
        "period": chosen.period,
        "period_text": chosen.text,
        "problem": chosen.problem,
        "units": [(one.code, "　" * (one.level - 1) + one.called) for one in units],
        "periods": _offered(chosen),
        "query": query_without(request, "page"),
    }


def _offered(chosen: Choice) -> list[tuple[str, list[tuple[str, str]]]]:
    """Periods to choose from, in groups: years, then the parts of the chosen year."""
    this, year = clock.today().year, chosen.period.start.year
    groups = [
        (_("年"), [str(y) for y in range(this, this - YEARS - 1, -1)]),
        (_("半年和季度"), [f"{year}{part}" for part in ("H1", "H2", "Q1", "Q2", "Q3", "Q4")]),
        (_("月"), [f"{year}-{month:02d}" for month in range(1, 13)]),
    ]
    if not any(chosen.text in codes for _name, codes in groups):
        groups.insert(0, (_("自选"), [chosen.text]))
    return [(name, [(code, periods.period(code).label) for code in codes]) for name, codes in groups]


@login_required
def index(request: Request) -> HttpResponse:
    """All figures of a unit in a period."""
    request.access.require("figures")
    chosen = choice(request)
    lines = list(_lines(chosen))
    if request.GET.get("format") in ("csv", "xlsx"):
        return _export(request, chosen, lines)
    grouped = [(group, [line for line in lines if line.figure.group == group.code]) for group in groups()]
    context = _shared(request, chosen) | {
        "grouped": [
            (group, [line for line in found if not line.now.empty])
            for group, found in grouped
            if any(not line.now.empty for line in found)
        ],
        "silent": [line.figure for line in lines if line.now.empty],
    }
    return render(request, "desk/figures/index.html", context)


def _lines(chosen: Choice) -> Iterable[Line]:
    unit, period = chosen.unit, chosen.period
    last = period.last_year()
    now = queries.values(None, unit=unit, start=period.start, end=period.end)
    before = queries.values(None, unit=unit, start=last.start, end=last.end)
    months = queries.series(None, unit=unit, year=period.start.year)
    for one in figures():
        found = [float(value.value) for value in months[one.code]]
        yield Line(one, now[one.code], before[one.code], found)


def _export(request: Request, chosen: Choice, lines: list[Line]) -> HttpResponse:
    """The page as a table: every figure, with both parts, last year and the definition."""
    kind = request.GET["format"]
    detail = {"period": chosen.text, "format": kind}
    audit.note("figures.export", by=request.user.pk, target=f"unit:{chosen.unit.pk}", detail=detail)
    content = _csv(_rows(chosen, lines)) if kind == "csv" else _xlsx(_rows(chosen, lines))
    response = HttpResponse(content, content_type="text/csv; charset=utf-8" if kind == "csv" else XLSX)
    name = f"figures-{chosen.unit.code}-{chosen.period.start}-{chosen.period.end}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _rows(chosen: Choice, lines: list[Line]) -> Iterator[Sequence[Any]]:
    yield [
        _("代码"),
        _("指标"),
        _("单位名称"),
        _("统计期"),
        _("数值"),
        _("计量单位"),
        _("分子"),
        _("分母"),
        _("上年同期"),
        _("口径"),
    ]
    for line in lines:
        now, before = line.now, line.before
        yield (
            line.figure.code,
            line.figure.name,
            chosen.unit.name,
            chosen.period.label,
            None if now.empty else now.value,
            now.unit,
            now.numerator,
            now.denominator,
            None if before.empty else before.value,
            line.figure.says,
        )


def _csv(rows: Iterable[Sequence[Any]]) -> bytes:
    """With a byte order mark, without which Excel takes UTF-8 for something else."""
    out = StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def _xlsx(rows: Iterable[Sequence[Any]]) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("指标"))
    for row in rows:
        sheet.append(list(row))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


@login_required
def figure(request: Request, code: str) -> HttpResponse:
    """One figure: its definition, months beside last year's, and the units below."""
    request.access.require("figures")
    one, chosen = definition(code), choice(request)
    year = chosen.period.start.year
    this = queries.series([code], unit=chosen.unit, year=year)[code]
    last = queries.series([code], unit=chosen.unit, year=year - 1)[code]
    below = queries.by_unit(code, unit=chosen.unit, period=chosen.period)
    now = queries.value(code, unit=chosen.unit, period=chosen.period)
    before = queries.value(code, unit=chosen.unit, period=chosen.period.last_year())
    context = _shared(request, chosen) | {
        "figure": one,
        "line": Line(one, now, before, []),
        "value": now,
        "before": before,
        "year": year,
        "months": list(zip(range(1, 13), this, last, strict=True)),
        "below": below,
        "terms": [(name, _named(terms)) for name, terms in _terms(one)],
        "plot": {
            "months": [f"{n}月" for n in range(1, 13)],
            "now": [_plotted(value) for value in this],
            "before": [_plotted(value) for value in last],
            "names": [str(year), str(year - 1)],
            "units": [unit.called for unit, _value in below],
            "sums": [_plotted(value) for _unit, value in below],
            "unit": one.unit,
        },
    }
    return render(request, "desk/figures/figure.html", context)


def _terms(one: Figure) -> Iterator[tuple[str, Sequence[str]]]:
    """What a figure is made of; of a change, what its base is made of."""
    base = definition(one.base) if one.base else one
    if base.over:
        yield from ((_("分子"), base.of), (_("分母"), base.over))
    else:
        yield _("取自"), base.of


def _named(terms: Sequence[str]) -> list[str]:
    """Terms in words: the account's name, its detail, and a minus where it is taken off."""
    return [_in_words(text) for text in terms]


def _in_words(text: str) -> str:
    from yifa.figures.rules import term

    found = term(text)
    account = accounts()[found.account]
    detail = f"（{account.details[found.detail]}）" if found.detail else ""
    return f"{'减 ' if found.sign < 0 else ''}{account.name}{detail}"


def _plotted(value: FigureValue) -> float | None:
    """A gap where a ratio has nothing to divide by."""
    return None if value.empty and value.denominator is not None else float(value.value)


@login_required
def trace(request: Request, code: str) -> HttpResponse:
    """The records behind a figure; those outside the person's rights are counted, not shown."""
    request.access.require("figures")
    one, chosen = definition(code), choice(request)
    part = request.GET.get("part", "") if one.over and request.GET.get("part") in PARTS else ""
    rows = queries.trace(code, unit=chosen.unit, period=chosen.period, part=part)
    brought = {int(source.split(":")[1]): amount for source, amount in rows if source.startswith("records:")}
    order = visible(request.access, brought)
    page = Paginator(order, PAGE).get_page(request.GET.get("page"))
    records = Record.objects.select_related("unit").in_bulk(list(page))
    value = queries.value(code, unit=chosen.unit, period=chosen.period)
    total = sum((amount for _source, amount in rows), Decimal(0))
    seen = sum((brought[pk] for pk in order), Decimal(0))
    context = _shared(request, chosen) | {
        "figure": one,
        "value": value,
        "page": page,
        "rows": [(records[pk], brought[pk]) for pk in page],
        "total": total,
        "unit_word": "" if one.unit == "%" else one.unit,
        "agrees": total == expected(one, value, part),
        "hidden": len(rows) - len(order),
        "hidden_total": total - seen,
        "part": part,
        "parts": PARTS if one.over else {},
    }
    return render(request, "desk/figures/trace.html", context)


def visible(access: Access, brought: Iterable[int]) -> list[int]:
    """The records this person may see, newest first."""
    keys = sorted(brought)
    found: list[tuple[Any, int]] = []
    for start in range(0, len(keys), CHUNK):
        rows = Record.objects.filter(pk__in=keys[start : start + CHUNK])
        found += access.visible(rows).values_list("happened_on", "pk")
    return [pk for _day, pk in sorted(found, reverse=True)]


def expected(one: Figure, value: FigureValue, part: str) -> Decimal:
    """What the records must add up to: the figure itself, or the part of the ratio that is shown."""
    if part == "over" and value.denominator is not None:
        return value.denominator
    return value.value if value.numerator is None else value.numerator
