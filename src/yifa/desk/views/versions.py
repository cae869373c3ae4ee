"""The administrator's page of procedure versions: which cases run under which, and moving one to another."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yifa.desk.forms.office import VersionForm
from yifa.desk.http import Request, login_required
from yifa.foundation.errors import Invalid, Missing, Refused
from yifa.procedures import versions as room

FIELDS = {"step": "target"}  # what the room calls a field, and where it stands on this form


@login_required
@require_http_methods(["GET", "POST"])
def versions(request: Request) -> HttpResponse:
    """Versions in use; a POST moves one running case."""
    request.access.require("configure")
    found = room.in_use(request.access)
    form = VersionForm(found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _moved(request, form):
        messages.success(request, _("已改按所选版本办理，理由写入案件经过"))
        return redirect("versions")
    form.mark_wrong()
    several = len(found) > len({one.ledger for one in found})
    context = {"versions": found, "form": form, "several": several}
    return render(request, "desk/office/versions.html", context, status=422 if form.errors else 200)


def _moved(request: Request, form: VersionForm) -> bool:
    ledger, version, step = form.cleaned_data["target"].split(":")
    try:
        record = room.numbered(form.cleaned_data["number"], request.access)
        if record.ledger != ledger:
            raise Invalid({"target": _("这件案件不属于所选的程序，请选择它的程序")})
        room.migrate_version(
            record=record,
            version=int(version),
            step=step,
            by=request.user,
            reason=form.cleaned_data["reason"],
            access=request.access,
        )
    except Missing as error:
        form.take(Invalid({"number": str(error)}))
    except Invalid as error:
        form.take(error)
    except Refused as error:
        form.take(Invalid({FIELDS.get(one.field, one.field): str(one) for one in error.reasons}))
    return not form.errors
