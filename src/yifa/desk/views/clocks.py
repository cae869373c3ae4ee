"""A clock of a case: its card, as page and as PDF for a court file; time that is left out of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from yifa.desk.forms.clocks import ExcludeForm
from yifa.desk.http import Request, find_record, login_required
from yifa.desk.views.papers import download
from yifa.desk.views.records import bar
from yifa.foundation import audit
from yifa.foundation.errors import Invalid
from yifa.procedures import pauses
from yifa.procedures.clocks import derive, waits_for_local
from yifa.procedures.models import Clock
from yifa.records.models import Record


def _found(request: Request, pk: int) -> tuple[Clock, Record]:
    found = get_object_or_404(Clock.objects.prefetch_related("entries__by", "entries__event"), pk=pk)
    return found, find_record(request, found.record_id)


@login_required
def clock_card(request: Request, pk: int) -> HttpResponse:
    """A clock's card: start, article in force that day, days counted and skipped, suspensions, extension, result."""
    found, one = _found(request, pk)
    form = ExcludeForm(found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            pauses.exclude(clock=found, by=request.user, access=request.access, **form.cleaned_data)
            messages.success(request, _("已登记扣除的时间，届满日重新计算"))
            return redirect("clock", pk)
        except Invalid as error:
            form.take(error)
    form.mark_wrong()
    may = request.access.allows(one.declaration.verb, one) and not one.withdrawn and not one.erased_at
    context = {
        "record": one,
        "ledger": one.declaration,
        "clock": found,
        "due": None if waits_for_local(found) else derive(found),
        "bar": bar(found),
        "ground": pauses.ground(found),
        "form": form if may and found.open and pauses.ground(found) else None,
    }
    return render(request, "desk/record/clock.html", context, status=422 if form.errors else 200)


@login_required
def clock_pdf(request: Request, pk: int) -> HttpResponse:
    """The card as a document."""
    from yifa.procedures import clockcard

    found, one = _found(request, pk)
    audit.note("clock.export", by=request.user.pk, target=one.source, detail={"code": found.code})
    return download(clockcard.make(found), "clock.pdf")
