"""What is done with several chosen records of a list: export them, or make one declared move on each."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yifa.desk.http import Request, keys, login_required
from yifa.desk.views.ledgers import bulk_moves, export
from yifa.foundation.errors import Missing, Refused, YifaError
from yifa.procedures.actions import advance
from yifa.procedures.queries import options
from yifa.procedures.values import Move
from yifa.records.declaration import Ledger
from yifa.records.models import Record
from yifa.records.registry import ledger as ledger_of

MOST = 100


@dataclass(frozen=True, slots=True)
class Row:
    """A chosen record and what stands against the move; nothing: it can be made."""

    record: Record
    reasons: list[str]


@login_required
@require_POST
def act(request: Request, code: str) -> HttpResponseBase:
    """Export the chosen rows, or show what a move would come to and make it once confirmed."""
    chosen = keys(request.POST.getlist("chosen"))
    if not chosen:
        messages.warning(request, _("请先勾选记录"))
        return redirect(f"{reverse('ledger', args=[code])}?{request.GET.urlencode()}")
    one, wanted = ledger_of(code), request.POST.get("move", "")
    if not wanted:
        return export(request, code)
    move = next((each for each in bulk_moves(one, request.access) if each.code == wanted), None)
    if move is None:
        raise Missing(_("该台账没有可以批量办理的这一流转"))
    records = _records(request, one, chosen)
    if request.POST.get("confirmed"):
        return _make(request, one, move, records)
    rows = [Row(record, _against(request, record, move)) for record in records]
    good = [row.record for row in rows if not row.reasons]
    bad = [row for row in rows if row.reasons]
    return render(request, "desk/ledger/bulk.html", {"ledger": one, "move": move, "good": good, "bad": bad})


def _records(request: Request, one: Ledger, chosen: list[int]) -> list[Record]:
    rows = one.model._default_manager.filter(pk__in=chosen[:MOST]).select_related("unit")
    return list(request.access.visible(rows).order_by(*one.order.split()))


def _against(request: Request, record: Record, move: Move) -> list[str]:
    """What stands against a move on one record, by the same rules as on its own page."""
    found = [each for each in options(record, request.user, request.access) if each.move == move]
    if not found:
        step = record.declaration.procedure.step_name(record.step)
        return [_("现在处于“%(step)s”，不能办理这一流转") % {"step": _(step)}]
    return [str(reason) for reason in found[0].reasons]


def _make(request: Request, one: Ledger, move: Move, records: list[Record]) -> HttpResponse:
    """Make the move on each record by itself: one that is refused stops no other."""
    done, refused = 0, list[Row]()
    for record in records:
        try:
            advance(record=record, move=move.code, by=request.user, access=request.access)
            done += 1
        except YifaError as error:
            reasons = error.reasons if isinstance(error, Refused) else [error]
            refused.append(Row(record, [str(one) for one in reasons]))
    said = _("已办理“%(label)s”：%(n)d 条") % {"label": _(move.label), "n": done}
    (messages.success if done else messages.warning)(request, said)
    if not refused:
        return redirect("ledger", one.code)
    context = {"ledger": one, "move": move, "good": [], "bad": refused, "over": True}
    return render(request, "desk/ledger/bulk.html", context, status=409)
