"""The end of keeping: what is due for a decision, ledger by ledger, and the decision on one record."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from yifa.desk.forms.advice import KeepForm
from yifa.desk.http import Request, find_record, login_required
from yifa.foundation.errors import Invalid
from yifa.records import erasure

SHOWN = 50


@login_required
def index(request: Request) -> HttpResponse:
    """Every ledger's schedule, and the records that are due."""
    request.access.require("erase")
    ledgers = []
    for one in erasure.with_personal():
        rows = erasure.due(request.access, one)
        ledgers.append(
            {
                "ledger": one,
                "since": one.label(one.retention.since),
                "count": rows.count(),
                "rows": [
                    (row, one.retention.until(getattr(row, one.retention.since))) for row in rows[:SHOWN]
                ],
            }
        )
    return render(request, "desk/keeping/index.html", {"ledgers": ledgers})


@login_required
def decide(request: Request, pk: int) -> HttpResponse:
    """One record: keep it longer, or erase what is personal in it."""
    one = find_record(request, pk)
    request.access.require_on("erase", one)
    form = KeepForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _carry_out(request, pk, form)
            return redirect("keeping")
        except Invalid as error:
            form.add_errors(error)
    context = {
        "record": one,
        "ledger": one.declaration,
        "form": form,
        "due": erasure.due(request.access, one.declaration).filter(pk=pk).exists(),
        "fields": [one.declaration.label(name) for name in sorted(one.declaration.personal)],
        "files": one.attachments.count(),
    }
    return render(request, "desk/keeping/decide.html", context, status=422 if form.errors else 200)


def _carry_out(request: Request, pk: int, form: KeepForm) -> None:
    one, given = find_record(request, pk), form.cleaned_data
    if request.POST.get("verb") == "erase":
        erasure.erase(record=one, reason=given["reason"], by=request.user, access=request.access)
        messages.success(request, _("已清除个人信息和附件：%(number)s") % {"number": one.number})
        return
    if not given["until"]:
        raise Invalid({"until": _("请填写延长保存到哪一天")})
    erasure.extend(
        record=one, until=given["until"], reason=given["reason"], by=request.user, access=request.access
    )
    messages.success(request, _("已延长保存：%(number)s") % {"number": one.number})
