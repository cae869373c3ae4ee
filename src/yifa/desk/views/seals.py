"""封存与核验: the last check, what it found, which figures moved; the anchors to take away; a year of the trail."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Iterable, Sequence

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yifa.desk import checks, trail
from yifa.desk.http import Request, login_required
from yifa.foundation import audit, clock
from yifa.foundation.errors import Forbidden, Invalid
from yifa.foundation.models import Audit
from yifa.office.models import Person
from yifa.seals import anchors, signing, standalone
from yifa.seals.export import Readable, Row
from yifa.seals.queries import status
from yifa.seals.trail import write_year

VERBS = ("report", "audit", "configure")
YEARS = 5


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: Request) -> HttpResponse:
    """How far things are sealed and what the last check found; POST starts a check."""
    _require(request)
    if request.method == "POST":
        checks.start(request.user)
        return redirect("seals")
    last, now = checks.latest(), status()
    by = Person.objects.filter(pk=last.by).first() if last and last.by else None
    moved = checks.moved(last, request.access)
    year = clock.today().year
    context = {
        "last": last,
        "by": by,
        "running": checks.running(),
        "findings": (last.result["findings"] if last else [])[:100],
        "moved": moved[: checks.MOVED],
        "moved_count": len(moved),
        "status": now,
        "reach": checks.reach(now),
        "code": checks.code_of(now) if now.root else "",
        "key": signing.public().hex(),
        "years": range(year, year - YEARS, -1) if trail.sees_all(request.access) else (),
    }
    return render(request, "desk/office/seals.html", context)


def _require(request: Request) -> None:
    if not any(map(request.access.may, VERBS)):
        raise Forbidden(_("您的岗位不能查看封存与核验"), fix=_("请由法治工作机构、审计人员或系统管理员办理"))


@login_required
@require_safe
def take_away(request: Request) -> HttpResponse:
    """The anchors, the public key and the verifier, to be kept outside this machine."""
    _require(request)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as box:
        for path in sorted([*anchors.folder().glob("seal-*.json"), *anchors.folder().glob("*.pem")]):
            box.write(path, f"anchors/{path.name}")
        box.write(standalone.__file__, "yifa_verify.py")
    audit.note("seals.anchors", by=request.user.pk, detail={"number": anchors.newest()})
    response = HttpResponse(content.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="anchors-{clock.today()}.zip"'
    return response


@login_required
@require_safe
def audit_year(request: Request) -> HttpResponseBase:
    """The audit trail of a year with its seals: the archive can be checked by itself."""
    request.access.require("audit")
    if not trail.sees_all(request.access):
        raise Forbidden(_("年度存档包含全部单位的审计记录，您只能查看本单位的"))
    year = request.GET.get("year", "")
    if not (year.isdecimal() and 2000 <= int(year) <= clock.today().year):
        raise Invalid({"year": _("请选择年度")})
    file = tempfile.TemporaryFile()  # noqa: SIM115 the response closes it
    rows = write_year(file, int(year), readable=Readable((_("时间"), _("人员"), _("动作")), _cells))
    audit.note("audit.export", by=request.user.pk, detail={"period": year, "rows": rows})
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"audit-{year}.zip")


def _cells(rows: Sequence[Row]) -> Iterable[Sequence[object]]:
    found = trail.lines(Audit.objects.filter(pk__in=[row[0] for row in rows]).order_by("pk"))
    return [(f"{one['at']:%Y-%m-%d %H:%M:%S}", one["who"], one["action"]) for one in found]
