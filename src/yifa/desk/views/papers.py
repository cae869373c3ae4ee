"""The papers of a case: made from their templates, uploaded signed, read on screen, as PDF and Word; the bound file."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yifa.desk.http import Request, find_record, login_required
from yifa.desk.views.records import page_of
from yifa.foundation import audit
from yifa.foundation.errors import Invalid, Missing, Refused
from yifa.procedures import papers
from yifa.records.models import Record

KINDS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
Wrong = list[tuple[str, str]]  # what is wrong, and the field to put right


def _back(request: Request, one: Record, code: str, wrong: Wrong, status: int) -> HttpResponse:
    """The record again, with what is wrong beside the paper it is about."""
    context = page_of(request, one) | {"wrong_paper": code, "wrong": wrong}
    return render(request, "desk/record/detail.html", context, status=status)


@login_required
@require_POST
def make_paper(request: Request, pk: int, code: str) -> HttpResponse:
    """Make a paper of the case from its template."""
    one = find_record(request, pk)
    try:
        made = papers.make(record=one, code=code, by=request.user, access=request.access)
    except Refused as error:
        return _back(
            request, one, code, [(str(reason), reason.field) for reason in error.reasons], error.status
        )
    messages.success(request, _("已制作%(name)s %(number)s") % {"name": made.name, "number": made.number})
    return redirect("paper", pk, code)


@login_required
@require_POST
def upload_paper(request: Request, pk: int, code: str) -> HttpResponse:
    """Upload the signed copy of a paper, or a paper that was written elsewhere."""
    one = find_record(request, pk)
    request.access.require_on("write", one)
    file = request.FILES.get("file")
    if file is None:
        return _back(request, one, code, [(_("请选择要上传的文件"), "")], 422)
    try:
        papers.upload(
            record=one, code=code, file=file, name=file.name or "", by=request.user, access=request.access
        )
    except Invalid as error:
        return _back(request, one, code, [(text, "") for text in error.errors.values()], error.status)
    messages.success(request, _("已上传，归入卷宗"))
    return redirect("record", pk)


@login_required
def paper(request: Request, pk: int, code: str) -> HttpResponse:
    """A paper on screen, filled from the case, with what it still lacks."""
    one = find_record(request, pk)
    request.access.require_on("unmask", one)
    kept = one.papers.filter(code=code).last()
    filled = papers.fill(one, code, number=kept.number if kept else "")
    audit.note("paper.read", by=request.user.pk, target=one.source, detail={"paper": code})
    context = {"record": one, "ledger": one.declaration, "filled": filled, "kept": kept, "code": code}
    return render(request, "desk/record/paper.html", context)


@login_required
def paper_file(request: Request, pk: int, code: str, kind: str) -> HttpResponse:
    """A paper as PDF or Word."""
    from yifa.procedures import casefile

    one = find_record(request, pk)
    request.access.require_on("unmask", one)
    if kind not in KINDS:
        raise Missing(_("文书只能下载为 Word 或者 PDF"))
    kept = one.papers.filter(code=code).last()
    make = casefile.paper_pdf if kind == "pdf" else casefile.paper_docx
    content = make(one, code, kept.number if kept else "")
    audit.note("paper.export", by=request.user.pk, target=one.source, detail={"paper": code, "kind": kind})
    return download(content, f"{code}.{kind}")


@login_required
def case_file(request: Request, pk: int) -> HttpResponse:
    """The bound file of a case."""
    from yifa.procedures import casefile

    one = find_record(request, pk)
    request.access.require_on("unmask", one)
    audit.note("casefile.export", by=request.user.pk, target=one.source)
    return download(casefile.make(one), "casefile.pdf")


def download(content: bytes, name: str) -> HttpResponse:
    """A document to keep."""
    response = HttpResponse(content, content_type=KINDS[name.rsplit(".", 1)[1]])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
