"""One record: what it is, where it stands, what can be done next, and everything that happened to it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import FieldDoesNotExist
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yifa import law
from yifa.desk import links
from yifa.desk.forms.factory import RecordForm, edit_form, move_form
from yifa.desk.forms.fields import clean_text
from yifa.desk.http import Request, find_record, go, login_required
from yifa.figures.queries import fed_by
from yifa.foundation import audit
from yifa.foundation.errors import Conflict, Invalid, Missing, Refused
from yifa.procedures import actions, papers, queries, selfcheck
from yifa.procedures.models import Clock
from yifa.procedures.path import path_of
from yifa.procedures.registry import procedure_of
from yifa.records import files
from yifa.records.display import shown, words
from yifa.records.fields import RowsField
from yifa.records.models import Attachment, Change, Record
from yifa.records.store import storage


@login_required
def record(request: Request, pk: int) -> HttpResponse:
    """The detail page."""
    one = find_record(request, pk)
    if one.ledger == "reports":  # a report is a record with a page of its own
        return redirect("report", pk)
    return render(request, "desk/record/detail.html", page_of(request, one))


def page_of(request: Request, one: Record, *, unmask: bool = False) -> dict[str, Any]:
    """All that the detail page shows."""
    return {
        "record": one,
        "ledger": one.declaration,
        "step": one.declaration.procedure.step_name(one.step),
        "sections": _sections(one, unmask=unmask),
        "unmasked": unmask,
        "may_unmask": request.access.allows("unmask", one) and bool(one.declaration.personal),
        "may_write": request.access.allows("write", one) and not one.withdrawn and not one.erased_at,
        "may_edit": request.access.allows(one.declaration.verb, one)
        and not one.withdrawn
        and not one.erased_at,
        "may_consult": request.access.allows(one.declaration.verb, one) and not one.withdrawn,
        "may_open": request.access.allows("files", one),
        "path": path_of(one),
        "options": queries.options(one, request.user, request.access),
        "clocks": [bar(clock) for clock in queries.clocks_of(one)],
        "events": list(queries.timeline(one)),
        "changes": [_change(one, change) for change in one.changes.select_related("by").order_by("-id")],
        "attachments": list(one.attachments.filter(removed_at__isnull=True).select_related("by")),
        "papers": papers.owed(one),
        "figures": fed_by(one.source),
        "gaps": selfcheck.gaps(one),
        "links": links.of(one, request.access),
    }


def _sections(one: Record, *, unmask: bool) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    ledger = one.declaration
    found = []
    for part in ledger.sections:
        rows = [
            (ledger.label(name), text, name in ledger.personal)
            for name in part.fields
            if (text := shown(one, name, unmask=unmask))
        ]
        found.append((str(part.title), rows))
    return [(title, rows) for title, rows in found if rows]


def bar(clock: Clock) -> dict[str, Any]:
    """A clock for its bar: how much of its span is gone, and how many days are left."""
    from yifa.foundation.clock import today

    end = clock.stopped_on or today()
    total = (clock.due_on - clock.started_on).days if clock.due_on else 0
    gone = min(100, max(2, round(100 * (end - clock.started_on).days / total))) if total > 0 else 0
    left = (clock.due_on - end).days if clock.due_on else None
    sense = law.limit(clock.code).sense
    return {
        "clock": clock,
        "gone": gone,
        "left": left,
        "late": -left if left is not None and left < 0 and sense == "deadline" else 0,
        "over": bool(left is not None and left < 0 and sense != "deadline"),
        "tone": _tone(clock, left, sense),
    }


def _tone(clock: Clock, left: int | None, sense: str) -> str:
    """The colour of a clock: only a deadline of ours can be late; a window of the parties just closes."""
    if not clock.open or (sense != "deadline" and (left or 0) < 0):
        return "secondary"
    return "red" if (left or 0) < 0 else "orange" if (left or 0) <= 3 else "green"


def _change(one: Record, change: Change) -> dict[str, Any]:
    """A change in words; personal values stay masked."""
    ledger = one.declaration
    rows: list[tuple[str, str, str]] = []
    for name, (before, after) in change.fields.items():
        if name in ledger.personal:
            hidden = _("（已遮蔽）")
            rows.append((ledger.label(name), hidden if before else "", hidden if after else ""))
        elif name == "step":
            named = [ledger.procedure.step_name(code or "") for code in (before, after)]
            rows.append((_("环节"), named[0], named[1]))
        else:
            rows.append((_label(one, name), _plain(one, name, before), _plain(one, name, after)))
    return {"change": change, "rows": rows}


def _label(one: Record, name: str) -> str:
    try:
        return one.declaration.label(name)
    except (LookupError, FieldDoesNotExist):  # a field of an earlier release
        return name


def _plain(one: Record, name: str, value: Any) -> str:
    try:
        field = one.declaration.form_field(name)
    except FieldDoesNotExist:
        return str(value or "")
    if value in (None, "", {}, []):
        return ""
    if isinstance(field, RowsField):
        return words(field, value)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, dict):
        return "、".join(f"{key} {number}" for key, number in value.items())
    return "、".join(value) if isinstance(value, list) else str(value)


@login_required
@require_POST
def unmask(request: Request, pk: int) -> HttpResponse:
    """Show the personal fields once, with a reason; that they were read is noted."""
    one = find_record(request, pk)
    request.access.require_on("unmask", one)
    reason = clean_text(request.POST.get("reason", ""))[:200]
    if not reason:
        messages.error(request, _("查看个人信息须写明原因"))
        return redirect("record", pk)
    audit.note("record.unmask", by=request.user.pk, target=one.source, detail={"reason": reason})
    return render(request, "desk/record/detail.html", page_of(request, one, unmask=True))


@login_required
def edit(request: Request, pk: int) -> HttpResponse:
    """Change a record. When somebody else was faster, both versions are shown and what was typed stays."""
    one = find_record(request, pk)
    request.access.require_on(one.declaration.verb, one)
    form = edit_form(one, request.access, request.POST or None)
    theirs: list[tuple[str, str, str]] = []
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.amend(
                record=one,
                values=form.values,
                by=request.user,
                access=request.access,
                revision=form.cleaned_data["revision"],
                reason=form.cleaned_data["reason"],
            )
            messages.success(request, _("已保存"))
            return go(request, "record", pk)
        except Invalid as error:
            form.add_errors(error)
        except Conflict as error:
            theirs, status = _theirs(one, form), error.status
            form.add_error(None, f"{error.message}。{error.fix}")
            form.rebase(one.revision)
    if form.errors and status == 200:
        status = 422
    form.invalid_first()
    parts = [
        {
            "title": part.title,
            "says": part.says,
            "fields": [form[name] for name in part.fields if name in form.fields],
        }
        for part in one.declaration.sections
    ]
    _note_reading(request, one, form)
    context = {"record": one, "ledger": one.declaration, "form": form, "sections": parts, "theirs": theirs}
    return render(request, "desk/record/edit.html", context, status=status)


def _note_reading(request: Request, one: Record, form: RecordForm) -> None:
    """A form that shows personal data is a way of reading it: once it is opened, the trail says so."""
    if request.method == "GET" and any(
        form.initial.get(name) for name in one.declaration.personal & {*form.fields}
    ):
        audit.note(
            "record.unmask", by=request.user.pk, target=one.source, detail={"reason": "办理时打开表单"}
        )


def _theirs(one: Record, form: RecordForm) -> list[tuple[str, str, str]]:
    """Fields in which the saved record differs from what was typed: label, saved, typed."""
    ledger, rows = one.declaration, []
    for name, typed in form.values.items():
        saved = getattr(one, name)
        if saved != typed and (saved or typed):
            mine = type(one)(ledger=one.ledger)
            setattr(mine, name, typed)
            rows.append((ledger.label(name), shown(one, name, unmask=True), shown(mine, name, unmask=True)))
    return rows


@login_required
def move(request: Request, pk: int, code: str) -> HttpResponse:
    """One move: its form, and carrying it out."""
    one = find_record(request, pk)
    chosen = procedure_of(one).by_move.get(code)
    if chosen is None:
        raise Missing(_("该程序没有这一流转"))
    request.access.require_on(chosen.who, one)
    form = move_form(one, chosen, request.access, request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            after = actions.advance(
                record=one,
                move=code,
                by=request.user,
                on=form.cleaned_data["on"],
                values=form.values,
                reason=form.cleaned_data.get("reason", ""),
                access=request.access,
                revision=form.cleaned_data["revision"],
                extension=form.cleaned_data.get("extension") or 0,
            )
            if after.revision == one.revision:  # nothing of the move stands before everyone has agreed
                messages.success(request, _("已记录您的同意，还须其他人会签"))
            else:
                messages.success(request, _("已办理：%(label)s") % {"label": _(chosen.label)})
            return go(request, "record", pk)
        except Invalid as error:
            form.add_errors(error)
        except Refused as error:
            status = error.status
            form.add_errors(Invalid({reason.field or "__all__": str(reason) for reason in error.reasons}))
        except Conflict as error:
            status = error.status
            form.add_error(None, f"{error.message}。{error.fix}")
            form.rebase(one.revision)
    if form.errors and status == 200:
        status = 422
    form.invalid_first()
    _note_reading(request, one, form)
    context = {"record": one, "ledger": one.declaration, "move": chosen, "form": form, "panel": request.htmx}
    template = "desk/record/_move.html" if request.htmx else "desk/record/move.html"
    return render(request, template, context, status=status)


@login_required
@require_POST
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Take a record back with a reason."""
    one = find_record(request, pk)
    reason = clean_text(request.POST.get("reason", ""))
    try:
        actions.withdraw(record=one, by=request.user, reason=reason, access=request.access)
        messages.success(request, _("已撤回，这条记录不再计入任何指标"))
    except Invalid as error:
        messages.error(request, error.message)
    return redirect("record", pk)


@login_required
@require_POST
def attach(request: Request, pk: int) -> HttpResponse:
    """Add files to a record."""
    one = find_record(request, pk)
    request.access.require_on("write", one)
    for file in request.FILES.getlist("file"):
        try:
            files.attach(record=one, file=file, name=file.name or "", by=request.user)
        except Invalid as error:
            messages.error(request, error.message)
    if not request.FILES:
        messages.error(request, _("请选择要上传的文件"))
    return redirect("record", pk)


@login_required
def attachment(request: Request, pk: int) -> HttpResponseBase:
    """Download a file, through the access rule of its record."""
    found = get_object_or_404(Attachment.objects.select_related("record"), pk=pk, removed_at__isnull=True)
    one = find_record(request, found.record_id)
    request.access.require_on("files", one)
    audit.note("file.read", by=request.user.pk, target=one.source, detail={"digest": found.digest})
    try:
        content = storage().whole(found.place)
    except FileNotFoundError:
        raise Missing(_("文件在存储中找不到"), fix=_("请联系系统管理员从备份恢复")) from None
    return FileResponse(content, as_attachment=True, filename=found.name, content_type=found.mime)


@login_required
@require_POST
def detach(request: Request, pk: int) -> HttpResponse:
    """Take a file off a record."""
    found = get_object_or_404(Attachment, pk=pk, removed_at__isnull=True)
    one = find_record(request, found.record_id)
    request.access.require_on("write", one)
    files.detach(attachment=found, by=request.user)
    return redirect("record", one.pk)
