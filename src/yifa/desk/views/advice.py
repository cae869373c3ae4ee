"""Consultations: ask an adviser about a record; the adviser's own list; the opinion."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yifa.desk.forms.advice import AnswerForm, AskForm
from yifa.desk.http import Request, find_record, go, login_required
from yifa.foundation import audit, clock
from yifa.foundation.errors import Invalid, Missing
from yifa.records import consulting
from yifa.records.models import Consultation


@login_required
def index(request: Request) -> HttpResponse:
    """What I am asked about, today."""
    request.access.require("advise")
    rows = consulting.running(request.user, clock.today()).select_related("record__unit", "asked_by")
    context = {"rows": rows.order_by("valid_to", "pk"), "today": clock.today()}
    return render(request, "desk/advice/index.html", context)


@login_required
def ask(request: Request, pk: int) -> HttpResponse:
    """What was asked about a record, and a form to ask."""
    one = find_record(request, pk)
    request.access.require_on(one.declaration.verb, one)
    form = AskForm(one, request.access, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            consulting.ask(
                record=one,
                adviser=given["adviser"],
                question=given["question"],
                until=given["until"],
                full=given.get("full", False),
                by=request.user,
                access=request.access,
            )
            messages.success(request, _("已交办，到期自动收回"))
            return redirect("consult", pk)
        except Invalid as error:
            form.add_errors(error)
    rows = one.consultations.select_related("adviser", "asked_by").order_by("-pk")
    context = {"record": one, "ledger": one.declaration, "form": form, "rows": rows, "today": clock.today()}
    return render(request, "desk/advice/ask.html", context, status=422 if form.errors else 200)


@login_required
def show(request: Request, pk: int) -> HttpResponse:
    """One consultation: to its adviser while it runs, and to those who may open personal data of the record."""
    found = _find(request, pk)
    mine = found.adviser_id == request.user.pk
    form = AnswerForm(request.POST or None, initial={"opinion": found.opinion}) if mine else None
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            consulting.answer(consultation=found, opinion=form.cleaned_data["opinion"], by=request.user)
            messages.success(request, _("意见已提交"))
            return go(request, "consultation", pk)
        except Invalid as error:
            form.add_errors(error)
    if not mine:
        audit.note("consult.read", by=request.user.pk, target=found.record.source)
    context: dict[str, Any] = {"found": found, "record": found.record, "form": form, "today": clock.today()}
    return render(request, "desk/advice/show.html", context, status=422 if form and form.errors else 200)


def _find(request: Request, pk: int) -> Consultation:
    rows = Consultation.objects.select_related("record__unit", "adviser", "asked_by")
    found = rows.filter(pk=pk).first()
    if found is not None:
        one = find_record(request, found.record_id)  # lent no longer: there is nothing to see
        if found.adviser_id == request.user.pk or request.access.allows("unmask", one):
            return found
    raise Missing(_("没有这项咨询，或者它已经收回"), fix=_("如需继续，请联系交办人重新交办"))


@login_required
@require_POST
def end(request: Request, pk: int) -> HttpResponse:
    """Take a record back now."""
    found = _find(request, pk)
    consulting.take_back(consultation=found, by=request.user, access=request.access)
    messages.success(request, _("已收回"))
    return redirect("consult", found.record_id)
