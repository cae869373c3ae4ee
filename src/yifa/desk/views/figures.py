"""Figures: values with their definitions, plots, one figure alone, and the records behind it."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from io import StringIO
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from yifa.desk.http import Request, find_unit, login_required, query_without
from yifa.figures import periods, queries
from yifa.figures.definitions import figure as definition
from yifa.figures.definitions import figures, groups
from yifa.figures.periods import Period
from yifa.figures.values import Figure, FigureValue
from yifa.foundation import audit, clock
from yifa.foundation.errors import Invalid
from yifa.office.access import units_for
from yifa.office.models import Unit
from yifa.records.models import Record

PAGE = 25


@dataclass(frozen=True, slots=True)
class Line:
    """One figure on the page."""

    figure: Figure
    now: FigureValue
    before: FigureValue
    months: list[float]


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
    text = request.GET.get("period", "").strip() or str(clock.today().year)
    try:
        return Choice(unit, periods.period(text), text)
    except Invalid as error:
        this_year = clock.today().year
        return Choice(unit, periods.year(this_year), str(this_year), error.message)


def _shared(request: Request, chosen: Choice) -> dict[str, Any]:
    year = clock.today().year
    return {
        "unit": chosen.unit,
        "period": chosen.period,
        "period_text": chosen.text,
        "problem": chosen.problem,
        "units": [
            (one.code, "　" * (one.level - 1) + one.called) for one in units_for(request.access, "figures")
        ],
        "periods": [str(y) for y in range(year, year - 4, -1)] + [f"{year}Q{q}" for q in range(1, 5)],
        "query": query_without(request),
    }


@login_required
def index(request: Request) -> HttpResponse:
    """All figures of a unit in a period."""
    request.access.require("figures")
    chosen = choice(request)
    lines = list(_lines(chosen))
    if request.GET.get("format") == "csv":
        return _csv(request, chosen, lines)
    grouped = [(group, [line for line in lines if line.figure.group == group.code]) for group in groups()]
    context = _shared(request, chosen) | {
        "grouped": [(group, found) for group, found in grouped if any(not line.now.empty for line in found)],
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


def _csv(request: Request, chosen: Choice, lines: list[Line]) -> HttpResponse:
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(
        [_("代码"), _("指标"), _("数值"), _("单位"), _("分子"), _("分母"), _("上年同期"), _("口径")]
    )
    for line in lines:
        now = line.now
        writer.writerow(
            [
                line.figure.code,
                line.figure.name,
                now.value,
                now.unit,
                "" if now.numerator is None else now.numerator,
                "" if now.denominator is None else now.denominator,
                line.before.value,
                line.figure.says,
            ]
        )
    audit.note(
        "figures.export", by=request.user.pk, target=f"unit:{chosen.unit.pk}", detail={"period": chosen.text}
    )
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = (
        f'attachment; filename="figures-{chosen.unit.code}-{chosen.period.start}.csv"'
    )
    return response


@login_required
def figure(request: Request, code: str) -> HttpResponse:
    """One figure: its definition, months beside last year's, and the units below."""
    request.access.require("figures")
    one, chosen = definition(code), choice(request)
    year = chosen.period.start.year
    this = queries.series([code], unit=chosen.unit, year=year)[code]
    last = queries.series([code], unit=chosen.unit, year=year - 1)[code]
    below = queries.by_unit(code, unit=chosen.unit, period=chosen.period)
    context = _shared(request, chosen) | {
        "figure": one,
        "value": queries.value(code, unit=chosen.unit, period=chosen.period),
        "before": queries.value(code, unit=chosen.unit, period=chosen.period.last_year()),
        "year": year,
        "months": list(zip(range(1, 13), this, last, strict=True)),
        "below": below,
        "plot": {
            "months": [f"{n}月" for n in range(1, 13)],
            "now": [float(value.value) for value in this],
            "before": [float(value.value) for value in last],
            "names": [str(year), str(year - 1)],
            "units": [unit.called for unit, _value in below],
            "sums": [float(value.value) for _unit, value in below],
        },
    }
    return render(request, "desk/figures/figure.html", context)


@login_required
def trace(request: Request, code: str) -> HttpResponse:
    """The records behind a figure; those outside the person's rights are counted, not shown."""
    request.access.require("figures")
    one, chosen = definition(code), choice(request)
    brought = {
        int(source.split(":")[1]): amount
        for source, amount in queries.trace(code, unit=chosen.unit, period=chosen.period)
        if source.startswith("records:")
    }
    visible = request.access.visible(Record.objects.filter(pk__in=_chunked(brought))).select_related("unit")
    page = Paginator(visible.order_by("-happened_on", "-id"), PAGE).get_page(request.GET.get("page"))
    context = _shared(request, chosen) | {
        "figure": one,
        "value": queries.value(code, unit=chosen.unit, period=chosen.period),
        "page": page,
        "rows": [(record, brought[record.pk]) for record in page],
        "total": sum(brought.values(), Decimal(0)),
        "hidden": len(brought) - page.paginator.count,
    }
    return render(request, "desk/figures/trace.html", context)


def _chunked(found: dict[int, Decimal]) -> list[int]:
    return sorted(found)
