"""A report as a file: Word and PDF out, an edited Word file back in."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from yifa.desk.http import Request, login_required
from yifa.desk.report_views import frame, tell
from yifa.foundation import audit, clock
from yifa.foundation.errors import Invalid, YifaError
from yifa.papers import docx
from yifa.papers import pdf as pdfs
from yifa.reports import queries, roundtrip
from yifa.reports.document import paper
from yifa.reports.merging import stamped
from yifa.reports.models import Report, Upload
from yifa.reports.rules import difference

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LARGEST = 30 * 1024 * 1024


@login_required
@require_GET
def word(request: Request, pk: int) -> HttpResponse:
    """The report as a Word file whose figures come back bound."""
    found = queries.report(pk, request.access)
    return _file(request, found, docx.write(paper(found), key=stamped(found)), WORD, "docx")


@login_required
@require_GET
def pdf(request: Request, pk: int) -> HttpResponse:
    """The report as PDF."""
    found = queries.report(pk, request.access)
    return _file(
        request, found, pdfs.write(paper(found), at=found.as_of or clock.now()), "application/pdf", "pdf"
    )


def _file(request: Request, found: Report, data: bytes, kind: str, ending: str) -> HttpResponse:
    audit.note("report.download", by=request.user.pk, target=found.source, detail={"kind": ending})
    answer = HttpResponse(data, content_type=kind)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{found.title}.{ending}')}"
    return answer


@login_required
@require_http_methods(["GET", "POST"])
def upload(request: Request, pk: int) -> HttpResponse:
    """Bring an edited Word file back."""
    found = queries.report(pk, request.access)
    request.access.require("report", found.path)
    status = 200
    if request.method == "POST":
        try:
            one = _take(request, found)
            return redirect("report-upload-review", pk, one.pk)
        except YifaError as error:
            tell(request, error)
            status = error.status
    context = {
        **frame(request, found, "upload"),
        "uploads": Upload.objects.filter(report=found).select_related("by"),
    }
    return render(request, "desk/report/upload.html", context, status=status)


def _take(request: Request, found: Report) -> Upload:
    file = request.FILES.get("file")
    if file is None:
        raise Invalid({"file": _("请选择 Word 文件")})
    if (file.size or 0) > LARGEST:
        raise Invalid({"file": _("文件超过30MB，请压缩图片后再上传")})
    name = file.name or "report.docx"
    return roundtrip.propose(
        report=found, name=name, data=file.read(), by=request.user, access=request.access
    )


@login_required
@require_http_methods(["GET", "POST"])
def upload_review(request: Request, pk: int, upload: int) -> HttpResponse:
    """The changes of a file side by side, each to be accepted or refused."""
    found = queries.report(pk, request.access)
    request.access.require("report", found.path)
    one = get_object_or_404(Upload, pk=upload, report=found)
    if request.method == "POST":
        _decide(request, one)
        return redirect("report-upload-review", pk, upload)
    rows = [
        {
            **row,
            "number": number,
            "stretches": difference(roundtrip.words(row["old"]), roundtrip.as_typed(row)),
            "overtyped": list(row["typed"].values()),
        }
        for number, row in enumerate(one.changes["rows"])
    ]
    context = {
        **frame(request, found, "upload"),
        "upload": one,
        "rows": rows,
        "open": sum(row["state"] == "open" for row in rows),
        "clashes": sum(row["state"] == "open" and bool(row.get("clash")) for row in rows),
    }
    return render(request, "desk/report/upload_review.html", context)


def _decide(request: Request, one: Upload) -> None:
    verb, given = request.POST.get("verb", ""), request.POST.get("number", "")
    rows = one.changes["rows"]
    chosen = [int(given)] if given.isdecimal() else [-1]
    if given == "all":  # what both sides changed is decided one by one
        chosen = [n for n, row in enumerate(rows) if row["state"] == "open" and not row.get("clash")]
    for number in chosen:
        try:
            if verb == "refuse":
                roundtrip.refuse(upload=one, number=number, by=request.user, access=request.access)
            else:
                keep = verb != "typed"
                roundtrip.accept(
                    upload=one, number=number, by=request.user, access=request.access, keep_figures=keep
                )
        except YifaError as error:
            tell(request, error)
