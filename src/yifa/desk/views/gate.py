"""The gate before publication: what it holds back, asking to let it through, confirming by a second person."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yifa.desk.forms.fields import clean_text
from yifa.desk.http import Request, login_required
from yifa.desk.report_views import frame
from yifa.foundation.errors import Invalid
from yifa.records.models import Attachment
from yifa.reports import enclosures, gate, pictures, publishing
from yifa.reports.models import Release
from yifa.reports.queries import report as find


@login_required
def show(request: Request, pk: int) -> HttpResponse:
    """What the gate holds back."""
    found = find(pk, request.access)
    held = gate.held(found)
    context = {
        **frame(request, found, "gate"),
        "held": held,
        "enclosures": enclosures.enclosures(found),
        "reads_pictures": bool(pictures.languages()),
        "closed": found.step in enclosures.GONE,
        "waiting": sum(one.open for one in held),
        "publication": publishing.published(found.unit.code, found.year).first(),
        "may_approve": request.access.may("approve", found.path),
        "may_act": request.access.may("report", found.path),
    }
    return render(request, "desk/report/gate.html", context)


@login_required
@require_POST
def enclose(request: Request, pk: int) -> HttpResponse:
    """Add files that are to go out with the report."""
    found = find(pk, request.access)
    given = request.FILES.getlist("file")
    if not given:
        messages.error(request, _("请选择要上传的文件"))
    for file in given:
        try:
            enclosures.enclose(
                report=found, file=file, name=file.name or "", by=request.user, access=request.access
            )
        except Invalid as error:
            messages.error(request, error.message)
    return redirect("report-gate", pk)


@login_required
@require_POST
def leave_out(request: Request, pk: int, enclosure: int) -> HttpResponse:
    """Take a file out again."""
    found = find(pk, request.access)
    one = get_object_or_404(Attachment, pk=enclosure, record=found)
    enclosures.leave_out(enclosure=one, report=found, by=request.user, access=request.access)
    return redirect("report-gate", pk)


@login_required
@require_POST
def ask(request: Request, pk: int) -> HttpResponse:
    """Ask to let one finding through."""
    found = find(pk, request.access)
    try:
        gate.ask(
            report=found,
            check=request.POST.get("check", ""),
            text=request.POST.get("text", ""),
            reason=clean_text(request.POST.get("reason", "")),
            by=request.user,
            access=request.access,
        )
        messages.success(request, _("已提出放行，请由另一人确认"))
    except Invalid as error:
        messages.error(request, error.message)
    return redirect("report-gate", pk)


@login_required
@require_POST
def confirm(request: Request, pk: int, release: int) -> HttpResponse:
    """Confirm what another person asked for."""
    found = find(pk, request.access)
    one = get_object_or_404(Release.objects.select_related("report"), pk=release, report=found)
    gate.confirm(release=one, by=request.user, access=request.access)
    messages.success(request, _("已确认放行"))
    return redirect("report-gate", pk)


@login_required
@require_POST
def take_down(request: Request, pk: int) -> HttpResponse:
    """Take the public copy off the portal."""
    found = find(pk, request.access)
    one = get_object_or_404(publishing.published(found.unit.code, found.year), report=found)
    try:
        reason = clean_text(request.POST.get("reason", ""))
        publishing.take_down(publication=one, by=request.user, access=request.access, reason=reason)
        messages.success(request, _("已从门户撤下"))
    except Invalid as error:
        messages.error(request, error.message)
    return redirect("report-gate", pk)
