"""The law library: acts with their state on a day, time limits, the calculator, the procedures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yifa import law
from yifa.desk import cited
from yifa.desk.forms.fields import clean_text
from yifa.desk.forms.law import DueForm
from yifa.desk.http import Request, login_required
from yifa.foundation import clock
from yifa.foundation.errors import Missing
from yifa.law import Act, Limit
from yifa.law.acts import KINDS, STATUSES
from yifa.law.limit_table import acts_of
from yifa.law.values import MARKS, SENSES, UNITS
from yifa.office.roles import ROLES
from yifa.procedures.clocks import office_pack
from yifa.procedures.diagram import svg
from yifa.procedures.registry import procedures as all_procedures
from yifa.procedures.values import Move, Procedure
from yifa.records.declaration import Ledger
from yifa.records.registry import ledgers

PAGE = 40
TONES = {
    "in_force": "green",
    "not_yet": "blue",
    "repealed": "red",
    "amended": "orange",
    "expired": "secondary",
    "verified": "green",
    "secondary": "orange",
    "unverified": "orange",
}
VERBS = {
    "write": gettext_lazy("录入办理"),
    "decide": gettext_lazy("审核决定"),
    "approve": gettext_lazy("审批签发"),
    "report": gettext_lazy("起草报告"),
}


def chosen_day(request: Request) -> tuple[date, str]:
    """The day the page speaks of, and what is wrong with the one asked for."""
    text = request.GET.get("on", "").strip()
    try:
        return (date.fromisoformat(text) if text else clock.today()), ""
    except ValueError:
        return clock.today(), _("日期“%(text)s”读不懂，已按今天显示。请写作 2026-02-10") % {"text": text}


def _named(words: Mapping[Any, str]) -> dict[str, str]:
    """Codes of the law room with their names in the chosen language."""
    return {code: _(name) for code, name in words.items()}


@login_required
def acts(request: Request) -> HttpResponse:
    """The register, searched and filtered, with each act's state on a day."""
    on, problem = chosen_day(request)
    text = clean_text(request.GET.get("q", ""))
    found = [row for row in (_row(act, on) for act in law.register().search(text)) if _fits(request, row)]
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "on": on,
        "problem": problem,
        "near": None if found or not text else _row_or_none(law.register().suggest(text), on),
        "kinds": KINDS,
        "marks": _named(MARKS),
        "statuses": _named(STATUSES),
        "unverified": sum(act.mark == "unverified" for act in law.register()),
        "whole": len(law.register()),
    }
    template = "desk/law/_acts.html" if request.htmx else "desk/law/acts.html"
    return render(request, template, context)


def _row(act: Act, on: date) -> dict[str, Any]:
    status = act.status(on)
    return {
        "act": act,
        "number": cited.numbers()[act.title],
        "status": status,
        "status_name": _(STATUSES[status]),
        "status_tone": TONES[status],
        "mark_name": _(MARKS[act.mark]),
        "mark_tone": TONES[act.mark],
        "cited": len(cited.places(act)),
    }


def _row_or_none(act: Act | None, on: date) -> dict[str, Any] | None:
    return _row(act, on) if act else None


def _fits(request: Request, row: dict[str, Any]) -> bool:
    act: Act = row["act"]
    asked = {name: request.GET.get(name, "") for name in ("kind", "mark", "status")}
    has = {"kind": act.kind, "mark": act.mark, "status": row["status"]}
    return all(not value or value == has[name] for name, value in asked.items())


@login_required
def act(request: Request, number: int) -> HttpResponse:
    """One act: what is known of it, its articles that moved, and where the product cites it."""
    every = law.register().acts
    if not 1 <= number <= len(every):
        raise Missing(_("法律库中没有这一编号"), fix=_("请从法律库列表进入"))
    on, problem = chosen_day(request)
    one = every[number - 1]
    after = law.register().find(one.superseded_by) if one.superseded_by else None
    before = [
        other for other in every if other.superseded_by and law.register().find(other.superseded_by) is one
    ]
    context = _row(one, on) | {
        "on": on,
        "problem": problem,
        "after": _row_or_none(after, on),
        "before": [_row(other, on) for other in before],
        "places": _grouped(cited.places(one)),
    }
    return render(request, "desk/law/act.html", context)


def _grouped(places: tuple[cited.Place, ...]) -> list[tuple[str, list[cited.Place]]]:
    kinds = dict.fromkeys(place.kind for place in places)
    return [(_(kind), [place for place in places if place.kind == kind]) for kind in kinds]


@login_required
def titles(request: Request) -> JsonResponse:
    """Every title, for completion in fields that name acts."""
    return JsonResponse({"titles": [one.title for one in law.register()]})


@login_required
def limits(request: Request) -> HttpResponse:
    """Every time limit as it stands on a day, with this place's own numbers where a pack gives them."""
    on, problem = chosen_day(request)
    words = clean_text(request.GET.get("q", "")).split()
    pack = office_pack()
    every = [_limit_row(one, pack, on) for one in law.limits(on) if pack is None or pack.applies(one)]
    found = [row for row in every if _limit_fits(request, row["limit"], words)]
    found.sort(key=lambda row: row["limit"].code.lower() not in (word.lower() for word in words))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "on": on,
        "problem": problem,
        "topics": list(dict.fromkeys(row["limit"].topic for row in every)),
        "units": _named(UNITS),
        "marks": _named(MARKS),
        "pack": pack,
    }
    template = "desk/law/_limits.html" if request.htmx else "desk/law/limits.html"
    return render(request, template, context)


def _limit_row(national: Limit, pack: law.Pack | None, on: date) -> dict[str, Any]:
    one = pack.limit(national, on) if pack else national
    return {
        "limit": one,
        "local": one.length != national.length,
        "unit": _(UNITS[one.unit]),
        "sense": _(SENSES[one.sense]),
        "mark_name": _(MARKS[one.mark]),
        "mark_tone": TONES[one.mark],
        "acts": [cited.numbers()[act.title] for act in acts_of(one)],
    }


def _limit_fits(request: Request, one: Limit, words: list[str]) -> bool:
    text = f"{one.code} {one.procedure} {one.trigger} {one.basis} {one.note}".lower()
    asked = {"topic": one.topic, "unit": one.unit, "mark": one.mark}
    return all(word.lower() in text for word in words) and all(
        not (value := request.GET.get(name, "")) or value == has for name, has in asked.items()
    )


@login_required
def due(request: Request) -> HttpResponse:
    """The calculator: a link to an answer can be kept, so it is asked by GET."""
    asked = "code" in request.GET and "start" in request.GET
    initial = {"start": clock.today(), "code": request.GET.get("code", ""), "local": True}
    form = DueForm(request.GET if asked else None, initial=initial)
    if asked and not form.is_valid():
        form.mark_wrong()
    context = {
        "form": form,
        "due": form.due,
        # What a person must check stands apart, below the steps.
        "steps": [one for one in form.due.explanation if one not in form.due.warnings] if form.due else [],
        "limits": [(one.code, one.procedure) for one in law.limits()],
        "pack": "local" in form.fields,
    }
    return render(request, "desk/law/due.html", context, status=422 if asked and form.errors else 200)


@login_required
def procedures(request: Request) -> HttpResponse:
    """The procedures of the product."""
    rows = [(one, _ledger_of(one)) for one in all_procedures()]
    return render(request, "desk/law/procedures.html", {"rows": rows})


@login_required
def procedure(request: Request, code: str) -> HttpResponse:
    """One procedure: its diagram, steps, moves, clocks and papers."""
    one = next((each for each in all_procedures() if each.code == code), None)
    if one is None:
        raise Missing(_("没有这个程序"), fix=_("请从程序列表进入"))
    ledger = _ledger_of(one)
    context = {
        "procedure": one,
        "ledger": ledger,
        "diagram": mark_safe(svg(one)),  # noqa: S308 (the drawing escapes its words)
        "moves": [_move_row(one, move, ledger) for move in one.moves],
        "opens": _clocks(one.opens),
    }
    return render(request, "desk/law/procedure.html", context)


def _ledger_of(one: Procedure) -> Ledger | None:
    return next((each for each in ledgers() if each.procedure.code == one.code), None)


def _move_row(one: Procedure, move: Move, ledger: Ledger | None) -> dict[str, Any]:
    return {
        "move": move,
        "from": "、".join(one.step_name(code) for code in move.sources),
        "to": one.step_name(move.target) if move.target else _("不变"),
        "who": "、".join(_(ROLES[code].name) for code in move.roles) or str(VERBS.get(move.who, move.who)),
        "asks": [_label(ledger, name) for name in move.required()],
        "papers": [one.by_paper[code].name for code in move.papers],
        "clocks": [
            (word, _clocks(codes))
            for word, codes in (
                (_("起算"), move.starts),
                (_("停止"), move.stops),
                (_("中止"), move.suspends),
                (_("恢复"), move.resumes),
                (_("延长"), move.extends),
            )
            if codes
        ],
    }


def _label(ledger: Ledger | None, name: str) -> str:
    try:
        return ledger.label(name) if ledger else name
    except FieldDoesNotExist:
        return name


def _clocks(codes: Any) -> list[Limit]:
    return [law.limit(one if isinstance(one, str) else one.code) for one in codes]
