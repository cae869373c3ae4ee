"""Pages of the yearly report: list, reading view, workbench, course, figures, history, the office's list."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import MAXYEAR, MINYEAR, datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yifa.desk.forms.fields import DateField
from yifa.desk.http import Request, find_unit, login_required
from yifa.desk.report_api import aside_days, comments_told, records_address, told
from yifa.figures.definitions import figure as definition
from yifa.foundation import clock
from yifa.foundation.errors import Invalid, YifaError
from yifa.office.access import Access, in_subtree, live, units_for
from yifa.office.models import Unit, UnitKind
from yifa.procedures import actions as procedures
from yifa.procedures.path import path_of
from yifa.procedures.queries import clocks_of, options, timeline
from yifa.reports import actions, claims, editing, queries, sameness, trace
from yifa.reports import history as past
from yifa.reports import items as lists
from yifa.reports.fates import fates
from yifa.reports.models import Item, ItemKind, Outcome, Report
from yifa.reports.values import Block, Text, Token, heading_mark

SHOWN_YEARS = 6


@login_required
@require_GET
def index(request: Request) -> HttpResponse:
    """Reports by unit and year, and which are still to be opened."""
    year = _year(request.GET.get("year"))
    rows = queries.visible(request.access).exclude(step="withdrawn")
    if year:
        rows = rows.filter(year=year)
    context = {
        "reports": [(one, one.declaration.procedure.step_name(one.step)) for one in rows],
        "years": _years(),
        "year": year,
        "units": drafting_units(request.access),
        "default_year": clock.today().year - 1,
    }
    return render(request, "desk/report/index.html", context)


def drafting_units(access: Access) -> list[Unit]:
    """Units whose report this person may draft."""
    if not access.may("report"):
        return []
    return list(units_for(access, "report").filter(kind__in=[UnitKind.SUBDISTRICT, UnitKind.DISTRICT]))


def _years() -> list[int]:
    today = clock.today().year
    return list(range(today, today - SHOWN_YEARS, -1))


def _year(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) == 4 else None


@login_required
@require_POST
def open_one(request: Request) -> HttpResponse:
    """Draft a report, or go to the one that is open."""
    unit = find_unit(request, request.POST.get("unit", ""), "report")
    year = _year(request.POST.get("year"))
    if year is None:
        raise Invalid({"year": _("请选择报告年度")})
    first = ("duty",) if request.POST.get("duty_first") else ()
    found = actions.open_report(unit=unit, year=year, by=request.user, access=request.access, first=first)
    return redirect("report-edit", found.pk)


def sheet(found: Report, pairs: list[tuple[Any, Block]]) -> list[dict[str, Any]]:
    """Passages for a template: heading numbers, and runs that are words or linked figures."""
    counts = [0, 0, 0, 0]
    rows = []
    for one, block in pairs:
        mark = ""
        if block.kind == "heading":
            counts[block.level - 1] += 1
            counts[block.level :] = [0] * (4 - block.level)
            mark = heading_mark(block.level, counts[block.level - 1])
        runs = [_shown(found, run) for run in block.runs]
        rows.append({"passage": one, "block": block, "mark": mark, "runs": runs})
    return rows


def _shown(found: Report, run: Text | Token) -> dict[str, Any]:
    if isinstance(run, Text):
        return {"text": run.text, "record": int(run.source.split(":")[1]) if run.source else None}
    return {
        "text": run.text,
        "code": run.code,
        "form": run.form,
        "name": definition(run.code).name,
        "says": definition(run.code).says,
        "address": records_address(run.code, found.unit, found.year - (run.form == "last")),
    }


def frame(request: Request, found: Report, tab: str) -> dict[str, Any]:
    """What every page of one report shows around its content."""
    may_write = request.access.may("report", found.path) and found.step in actions.EDITABLE
    return {
        "report": found,
        "tab": tab,
        "step_name": found.declaration.procedure.step_name(found.step),
        "may_write": may_write,
        "may_confirm": found.step == "checking" and actions.may_confirm(request.access, found),
        "clocks": clocks_of(found),
    }


@login_required
@require_GET
def show(request: Request, pk: int) -> HttpResponse:
    """The report as it reads, every figure a link to its records; beside it its course and what to do next."""
    found = queries.report(pk, request.access)
    moved = trace.moved(found)
    changed = {one.figure.code for one in moved}
    context = {
        **frame(request, found, "show"),
        "rows": sheet(found, queries.current(found)),
        "draft": queries.compose(found),
        "changed": changed,
        "moved": moved,
        "options": options(found, request.user, request.access),
        "path": path_of(found),
        "timeline": timeline(found),
        "gaps": queries.gaps(found),
    }
    return render(request, "desk/report/show.html", context)


@login_required
@require_GET
def edit(request: Request, pk: int) -> HttpResponse:
    """The workbench."""
    found = queries.report(pk, request.access)
    request.access.require("report", found.path)
    if found.step not in actions.EDITABLE:
        messages.info(request, _("报告已送出，不能修改；如需修改请先退回起草"))
        return redirect("report", found.pk)
    pairs = queries.current(found)
    start = {
        "passages": told([one for one, _block in pairs], found),
        "comments": comments_told(found),
        "state": reverse("report-state", args=[pk]),
        "figures": reverse("report-figures", args=[pk]),
        "comment": reverse("report-comment", args=[pk]),
        "review": reverse("report-review", args=[pk]),
        "days": aside_days(),
        "passage": reverse("report-passage", args=[pk, 0, "verb"]),
        "report": pk,
        "me": request.user.name,
    }
    context = {
        **frame(request, found, "edit"),
        "rows": sheet(found, pairs),
        "start": start,
        "draft": queries.compose(found, pairs),
    }
    return render(request, "desk/report/edit.html", context)


@login_required
@require_POST
def move(request: Request, pk: int, move: str) -> HttpResponse:
    """One move of the course."""
    found = queries.report(pk, request.access)
    asked = {"signer", "document_number"}
    values = {name: request.POST[name].strip() for name in asked if request.POST.get(name, "").strip()}
    try:
        procedures.advance(
            record=found,
            move=move,
            by=request.user,
            access=request.access,
            values=values,
            reason=request.POST.get("reason", ""),
        )
    except YifaError as error:
        tell(request, error)
    return redirect("report", pk)


def tell(request: Request, error: YifaError) -> None:
    """A refusal as a message on the page one comes back to."""
    for line in [str(reason) for reason in getattr(error, "reasons", [])] or [str(error)]:
        messages.error(request, line)


def _do(request: Request, pk: int, verb: Any, **given: Any) -> HttpResponse:
    found = queries.report(pk, request.access)
    try:
        verb(report=found, by=request.user, access=request.access, **given)
    except YifaError as error:
        tell(request, error)
    return redirect("report-edit" if request.POST.get("back") == "edit" else "report", pk)


@login_required
@require_POST
def freeze(request: Request, pk: int) -> HttpResponse:
    """Fix the figures."""
    return _do(request, pk, actions.freeze)


@login_required
@require_POST
def thaw(request: Request, pk: int) -> HttpResponse:
    """Let the figures follow the records again."""
    return _do(request, pk, actions.thaw, reason=request.POST.get("reason", ""))


@login_required
@require_POST
def write_anew(request: Request, pk: int) -> HttpResponse:
    """Draft the text again."""
    return _do(request, pk, editing.write_anew)


@login_required
@require_POST
def settings(request: Request, pk: int) -> HttpResponse:
    """Addressee, copies, and whether the table and the seal's code go with the text."""
    return _do(
        request,
        pk,
        actions.set_out,
        addressee=request.POST.get("addressee", ""),
        copies=request.POST.get("copies", ""),
        with_table=bool(request.POST.get("with_table")),
        with_seal=bool(request.POST.get("with_seal")),
    )


@login_required
@require_POST
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Take the report back."""
    found = queries.report(pk, request.access)
    try:
        request.access.require("report", found.path)
        procedures.withdraw(
            record=found, by=request.user, reason=request.POST.get("reason", ""), access=request.access
        )
    except YifaError as error:
        tell(request, error)
        return redirect("report", pk)
    return redirect("reports")


@login_required
@require_http_methods(["GET", "POST"])
def check(request: Request, pk: int) -> HttpResponse:
    """The departments' page: each group of figures with its values, records and the word on it."""
    found = queries.report(pk, request.access)
    if request.method == "POST":
        try:
            actions.confirm(
                report=found,
                group=request.POST.get("group", ""),
                agreed=request.POST.get("agreed") == "yes",
                note=request.POST.get("note", ""),
                by=request.user,
                access=request.access,
            )
        except YifaError as error:
            tell(request, error)
        return redirect("report-check", pk)
    pairs, said = queries.current(found), queries.confirmations(found)
    stale = {group.code for group in queries.unconfirmed(found)}
    rows = [
        {
            "group": group,
            "figures": [
                {
                    "name": definition(key.split("|")[0]).name,
                    "says": definition(key.split("|")[0]).says,
                    "text": text,
                    "address": records_address(key.split("|")[0], found.unit, found.year),
                }
                for key, text in queries.shown_in(found, group.code, pairs).items()
            ],
            "said": said.get(group.code),
            "stale": group.code in stale,
        }
        for group in queries.groups_used(found)
    ]
    return render(request, "desk/report/check.html", {**frame(request, found, "check"), "rows": rows})


@login_required
@require_GET
def changes(request: Request, pk: int) -> HttpResponse:
    """What changed since the freeze: figure, record, who, when, why."""
    found = queries.report(pk, request.access)
    return render(
        request, "desk/report/changes.html", {**frame(request, found, "changes"), "moved": trace.moved(found)}
    )


@login_required
@require_GET
def figure(request: Request, pk: int, code: str) -> HttpResponse:
    """How one figure moved from the draft over the freeze to today."""
    found = queries.report(pk, request.access)
    one = definition(code)
    fall = trace.waterfall(found, code)
    context = {
        **frame(request, found, "changes"),
        "figure": one,
        "fall": fall,
        "stretches": list(zip(fall.points, fall.points[1:], fall.stretches, fall.rest, strict=False)),
        "address": records_address(code, found.unit, found.year),
        "plot": plot(fall),
    }
    return render(request, "desk/report/figure.html", context)


def plot(fall: trace.Waterfall) -> list[dict[str, Any]]:
    """The bars of a waterfall: the points stand, what is between floats."""
    bars: list[dict[str, Any]] = []
    for number, (name, value) in enumerate(fall.points):
        bars.append({"name": name, "from": 0.0, "to": float(value), "kind": "point"})
        at = float(value)
        for step in fall.stretches[number] if number < len(fall.stretches) else ():
            label = step.record.number if step.record else step.source
            bars.append({"name": label, "from": at, "to": at + float(step.delta), "kind": "step"})
            at += float(step.delta)
        if number < len(fall.rest) and fall.rest[number]:
            bars.append(
                {"name": _("其余记录"), "from": at, "to": at + float(fall.rest[number]), "kind": "step"}
            )
    return bars


@login_required
@require_GET
def marks(request: Request, pk: int) -> HttpResponse:
    """Sentences without evidence, and sentences that read alike."""
    found = queries.report(pk, request.access)
    context = {
        **frame(request, found, "marks"),
        "claims": claims.claims(found),
        "alike": sameness.alike(found),
        "tasks": lists.open_tasks(found.unit, found.year),
    }
    return render(request, "desk/report/marks.html", context)


@login_required
@require_GET
def history(request: Request, pk: int) -> HttpResponse:
    """Sessions of work; two moments side by side."""
    found = queries.report(pk, request.access)
    told_sessions = past.sessions(found)
    old, new = _moment(request.GET.get("old")), _moment(request.GET.get("new"))
    if old is None and len(told_sessions) > 1:
        old = told_sessions[1].until
    new = new or clock.now()
    context = {
        **frame(request, found, "history"),
        "sessions": told_sessions,
        "old": old,
        "new": new,
        "changed": past.compare(found, old, new) if old else [],
    }
    return render(request, "desk/report/history.html", context)


def _moment(text: str | None) -> datetime | None:
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    if not MINYEAR < found.year < MAXYEAR:  # in another zone it would be no date at all
        return None
    return found if found.tzinfo else found.replace(tzinfo=clock.BEIJING)


@login_required
@require_POST
def restore(request: Request, pk: int) -> HttpResponse:
    """Bring the whole text back to a moment."""
    moment = _moment(request.POST.get("moment"))
    if moment is None:
        return HttpResponseBadRequest(_("没有指明时间"))
    return _do(request, pk, editing.restore_all, moment=moment)


@login_required
@require_GET
def items(request: Request, code: str, year: int) -> HttpResponse:
    """The office's list for a year's report, and what became of last year's shortcomings and plans."""
    unit = find_unit(request, code, "report")
    kept = list(Item.objects.filter(unit=unit, year=year).select_related("by", "department"))
    last = list(
        Item.objects.filter(
            unit=unit, year=year - 1, kind__in=[ItemKind.PLAN, ItemKind.SHORTCOMING]
        ).order_by("-kind", "order", "id")
    )
    told = fates([*kept, *last])
    context = {
        "unit": unit,
        "year": year,
        "kinds": [(kind, [(one, told[one.pk]) for one in kept if one.kind == kind]) for kind in ItemKind],
        "last": [(one, told[one.pk]) for one in last],
    }
    return render(request, "desk/report/items.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def item_edit(request: Request, code: str, year: int, item: int | None = None) -> HttpResponse:
    """Write one entry of the list."""
    unit = find_unit(request, code, "report")
    one = get_object_or_404(Item, pk=item, unit=unit) if item else None
    given = (
        request.POST
        if request.method == "POST"
        else _values(one, request.GET.get("kind", ItemKind.SHORTCOMING))
    )
    errors: dict[str, str] = {}
    departments = Unit.objects.filter(in_subtree(unit.path), live(clock.today())).order_by("path")
    if request.method == "POST":
        names = ("kind", "title", "text", "cause", "outcome", "became")
        values = {name: request.POST.get(name, "").strip() for name in names if name in request.POST}
        try:
            values |= _assigned(request.POST, departments)
            lists.keep(
                unit=unit,
                year=one.year if one else year,
                values=values,
                by=request.user,
                access=request.access,
                item=one,
            )
            return redirect("report-items", code, year)
        except Invalid as error:
            errors = error.errors
    context = {
        "unit": unit,
        "year": year,
        "item": one,
        "given": given,
        "errors": errors,
        "general": errors.get("__all__", ""),
        "kinds": ItemKind.choices,
        "departments": departments,
        "fate": fates([one])[one.pk] if one else None,
        "outcomes": Outcome.choices,
    }
    return render(request, "desk/report/item.html", context, status=422 if errors else 200)


def _assigned(given: Mapping[str, str], departments: QuerySet[Unit]) -> dict[str, Any]:
    """Who will do a plan and by when, as typed; Invalid says what is wrong with it."""
    if "due_on" not in given:
        return {}
    try:
        due = DateField(required=False).clean(given.get("due_on", ""))
    except ValidationError as error:
        raise Invalid({"due_on": error.messages[0]}) from None
    key = given.get("department", "")
    chosen = departments.filter(pk=int(key)).first() if key.isdecimal() else None
    if key and chosen is None:
        raise Invalid({"department": _("没有这个承办单位，请重新选择")})
    return {"due_on": due, "department": chosen}


def _values(one: Item | None, kind: str) -> dict[str, str]:
    if one is None:
        return {"kind": kind, "outcome": Outcome.OPEN}
    found = {
        name: str(getattr(one, name)) for name in ("kind", "title", "text", "cause", "outcome", "became")
    }
    return found | {"department": str(one.department_id or ""), "due_on": str(one.due_on or "")}


@login_required
@require_POST
def item_drop(request: Request, code: str, year: int, item: int) -> HttpResponse:
    """Take an entry off the list."""
    unit = find_unit(request, code, "report")
    try:
        lists.drop(item=get_object_or_404(Item, pk=item, unit=unit), by=request.user, access=request.access)
    except YifaError as error:
        tell(request, error)
    return redirect("report-items", code, year)
