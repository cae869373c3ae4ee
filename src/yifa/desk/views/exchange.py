"""Import of a table: upload, see what would come of every row, confirm, get the sheet back with the answers in it."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yifa.desk import plans
from yifa.desk.forms.exchange import ImportForm
from yifa.desk.http import Request, login_required
from yifa.desk.kept import Drawer, Folder, clean_name
from yifa.foundation.errors import Invalid, Missing, YifaError
from yifa.office.models import Unit
from yifa.procedures import imports
from yifa.procedures.imports import Plan
from yifa.records import exchange
from yifa.records.declaration import Ledger
from yifa.records.exchange.workbook import MOST_BYTES
from yifa.records.models import Record
from yifa.records.registry import ledger as ledger_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DRAWER = Drawer("imports")
SHOWN = 12  # good rows shown before confirming
PROBLEMS = 200  # problems listed on the page; the sheet given back holds all


def _ledger(request: Request, code: str) -> Ledger:
    """A ledger that is entered by hand, in which this person may enter."""
    one = ledger_of(code)
    request.access.require(one.verb, ledger=code)
    if not one.unit_kinds:
        raise Missing(_("%(name)s不能从表格导入") % {"name": one.name}, fix=_("请在页面上办理"))
    return one


@login_required
@require_http_methods(["GET", "POST"])
def upload(request: Request, code: str) -> HttpResponse:
    """Choose a unit and a file; what cannot be read at all is said beside the file."""
    one = _ledger(request, code)
    posted = request.method == "POST"
    form = ImportForm(
        one, request.access, request.POST if posted else None, request.FILES if posted else None
    )
    if posted and form.is_valid():
        try:
            return redirect("import-confirm", code, _keep(request, one, form).token)
        except Invalid as error:
            form.take(error)
    form.mark_wrong()
    DRAWER.sweep()
    context = {"ledger": one, "form": form}
    return render(request, "desk/exchange/upload.html", context, status=422 if form.errors else 200)


def _keep(request: Request, one: Ledger, form: ImportForm) -> Folder:
    """Try every row, and keep the file with what was found for its owner."""
    unit, file = form.cleaned_data["unit"], form.cleaned_data["file"]
    if (file.size or 0) > MOST_BYTES:
        raise Invalid({"file": _("文件超过30兆，请拆分后导入")})
    name, content = clean_name(file.name or ""), file.read()
    found = imports.plan(
        ledger=one, unit=unit, content=content, name=name, by=request.user, access=request.access
    )
    folder = DRAWER.new(request.user.pk, ledger=one.code, unit=unit.pk, name=name)
    folder.write("source", content)
    folder.write_json("plan.json", _told(found))
    if found.clean:
        plans.keep(folder.token, found)
    return folder


def _told(found: Plan) -> dict[str, Any]:
    """A plan as the page tells it."""
    return {
        "good": len(found.entries),
        "bad": len(found.bad_rows),
        "skipped": len(found.sheet.lines) - len(found.entries) - len(found.bad_rows),
        "problems": [[one.row, one.column, one.message] for one in found.problems[:PROBLEMS]],
        "problem_count": len(found.problems),
        "warnings": [str(one) for one in found.warnings],
        "sheet": found.sheet.title,
        "columns": _columns(found),
        "rows": [
            [row, entry.unit.called, str(entry.values.get("title", "")), str(entry.values["happened_on"])]
            for row, entry in islice(found.entries.items(), SHOWN)
        ],
    }


def _columns(found: Plan) -> list[list[str]]:
    """The user's headings beside what they were taken for."""
    heads = found.sheet.head.cells
    return [
        [str(heads[place]).strip(), str(column.label)]
        for place, column in sorted(found.sheet.columns.items())
    ]


def _folder(request: Request, code: str, token: str) -> Folder:
    """The person's own import of this ledger."""
    folder = DRAWER.find(token, request.user.pk)
    if folder.about["ledger"] != code:
        raise Missing(_("没有这份导入"), fix=_("请从台账的“导入”进入"))
    return folder


def _plan(request: Request, one: Ledger, folder: Folder) -> Plan:
    """The plan anew: rights, records and the file as they are now."""
    unit = get_object_or_404(Unit, pk=folder.about["unit"])
    return imports.plan(
        ledger=one,
        unit=unit,
        content=folder.read("source"),
        name=folder.about["name"],
        by=request.user,
        access=request.access,
    )


@login_required
@require_http_methods(["GET", "POST"])
def confirm(request: Request, code: str, token: str) -> HttpResponse:
    """What the import would do, then what it did."""
    one = _ledger(request, code)
    folder = _folder(request, code, token)
    if request.method == "POST":
        return _apply(request, one, folder)
    done = folder.read_json("done.json")
    context = {
        "ledger": one,
        "token": token,
        "name": folder.about["name"],
        "unit": get_object_or_404(Unit, pk=folder.about["unit"]),
        "plan": folder.read_json("plan.json"),
        "done": done,
    }
    return render(
        request, "desk/exchange/confirm.html" if done is None else "desk/exchange/done.html", context
    )


def _apply(request: Request, one: Ledger, folder: Folder) -> HttpResponse:
    """Write the rows. Confirmed twice, they are written once."""
    back = redirect("import-confirm", one.code, folder.token)
    if folder.has("done.json"):
        return back
    kept = _written_as_planned(request, folder)
    if kept:
        found, made = kept
    else:
        found = _plan(request, one, folder)
        folder.write_json("plan.json", _told(found))
        try:
            made = imports.apply(found, good_rows_only="good_only" in request.POST)
        except Invalid as error:
            messages.error(request, error.message)
            return back
    folder.write("answer", imports.annotated(found, made))
    rows = [[row, record.pk, record.number] for row, record in made.items()]
    folder.write_json("done.json", {"rows": rows[:PROBLEMS], "count": len(rows), "left": len(found.bad_rows)})
    messages.success(request, _("已导入%(count)s条记录") % {"count": len(rows)})
    return back


def _written_as_planned(request: Request, folder: Folder) -> tuple[Plan, dict[int, Record]] | None:
    """Write the plan of the upload, every row being tried once more as it is written; None where it has to be made anew."""
    plan = plans.take(folder.token)
    if plan is None:
        return None
    plan = replace(plan, by=request.user, access=request.access)
    if not plan.holds:
        return None
    try:
        return plan, imports.apply(plan)
    except YifaError:  # something changed since: the sheet is tried anew, and says what is wrong in which row
        return None


@login_required
def sheet(request: Request, code: str, token: str) -> HttpResponse:
    """The user's own sheet back, with the answer beside every row."""
    one = _ledger(request, code)
    folder = _folder(request, code, token)
    content = (
        folder.read("answer") if folder.has("answer") else imports.annotated(_plan(request, one, folder))
    )
    stem = str(folder.about["name"]).rsplit(".", 1)[0]
    return _file(content, f"{stem}（{_('导入结果')}）.xlsx")


@login_required
def template(request: Request, code: str) -> HttpResponse:
    """The empty table of a ledger."""
    one = _ledger(request, code)
    return _file(exchange.template(one), f"{one.name}（{_('导入模板')}）.xlsx")


def _file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
