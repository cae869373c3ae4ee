"""今日待办: what is due, what waits for me, quick entry, this month's figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yifa import law
from yifa.desk.http import Request, login_required
from yifa.figures.queries import series
from yifa.foundation import clock
from yifa.office.access import Access, in_subtree
from yifa.office.models import Unit
from yifa.procedures import warnings
from yifa.procedures.models import Clock
from yifa.procedures.queries import due
from yifa.records.models import WITHDRAWN, Record
from yifa.records.registry import ledgers

AHEAD = 30  # days
SHOWN = 60
# The plots of the desk page, one per kind of work.
PLOTS = ("disputes.accepted", "outreach.events", "penalties.simple", "petitions.received", "study.sessions")


@dataclass(frozen=True, slots=True)
class Group:
    """Clocks that fall due together."""

    title: str
    tone: str
    clocks: list[Clock]


@dataclass(frozen=True, slots=True)
class Plot:
    """A figure of the year as twelve small columns."""

    name: str
    code: str
    unit: str
    now: str
    values: list[float]


@login_required
def home(request: Request) -> HttpResponse:
    """The desk page."""
    scope = request.GET.get("scope") or usual_scope(request.access)
    context = {
        "scope": scope,
        "scopes": [("mine", _("我的")), ("unit", _("本部门")), ("all", _("全部"))],
        "groups": grouped(mine(request, due(request.access, clock.today() + timedelta(days=AHEAD)), scope)),
        "waiting": waiting(request, scope),
        "quick": [one for one in ledgers() if one.quick and request.access.may("write", ledger=one.code)],
        "plots": plots(request.access),
        "warnings": warnings.unread(request.user),
        "warning_names": warnings.NAMES,
    }
    return render(request, "desk/home.html", context)


def usual_scope(access: Access) -> str:
    """Who answers for an office looks at all of it first; who works on cases at their own."""
    return "all" if access.may("decide") or not access.may("write") else "mine"


def mine(request: Request, rows: QuerySet[Clock], scope: str) -> QuerySet[Clock]:
    """Clocks of my own cases, of my unit, or of all I may see."""
    return rows.filter(_scope(request, scope, "record__", "path"))


def _scope(request: Request, scope: str, record: str, path: str) -> Q:
    if scope == "mine":
        pk = request.user.pk
        return Q(**{f"{record}responsible": pk}) | Q(
            **{f"{record}responsible__isnull": True, f"{record}entered_by": pk}
        )
    if scope == "unit":
        conditions = Q(pk__in=())
        for grant in request.access.grants:
            conditions |= in_subtree(grant.path, field=path)
        return conditions
    return Q()


def grouped(rows: QuerySet[Clock]) -> list[Group]:
    """Clocks by how soon they end."""
    today = clock.today()
    week = today + timedelta(days=7)
    # A window of the parties that has closed is nothing to be done; only deadlines can be late.
    found = [one for one in rows[:SHOWN] if _day(one) >= today or law.limit(one.code).sense == "deadline"]
    groups = (
        Group(_("已超期"), "red", [one for one in found if _day(one) < today]),
        Group(_("今日到期"), "orange", [one for one in found if _day(one) == today]),
        Group(_("七日内"), "yellow", [one for one in found if today < _day(one) <= week]),
        Group(_("以后"), "blue", [one for one in found if _day(one) > week]),
    )
    return [group for group in groups if group.clocks]


def _day(one: Clock) -> date:
    return one.due_on or date.max


def waiting(request: Request, scope: str) -> list[Record]:
    """Open records that stand at a step some move leaves, newest first."""
    conditions = Q(pk__in=())
    for ledger in ledgers():
        open_steps = [step.code for step in ledger.procedure.steps if not step.ends]  # type: ignore[attr-defined]
        if request.access.may("write", ledger=ledger.code) or request.access.may("decide"):
            conditions |= Q(ledger=ledger.code, step__in=open_steps)
    rows = request.access.visible(
        Record.objects.filter(conditions).exclude(step=WITHDRAWN).select_related("unit")
    )
    return list(rows.filter(_scope(request, scope, "", "path")).order_by("-happened_on", "-id")[:12])


def plots(access: Access) -> list[Plot]:
    """This year's months of a few figures, as the person's widest unit sees them."""
    unit = access.visible(Unit.objects.all(), "figures").order_by("path").first()
    if unit is None:
        return []
    year = clock.today().year
    found = series(PLOTS, unit=unit, year=year)
    month = clock.today().month
    return [
        Plot(
            _name(code),
            code,
            months[month - 1].unit,
            months[month - 1].text,
            [float(one.value or 0) for one in months],
        )
        for code, months in found.items()
    ]


def _name(code: str) -> str:
    from yifa.figures.definitions import figure

    return figure(code).name


@login_required
@require_POST
def read_warnings(request: Request) -> HttpResponse:
    """Note warnings as read."""
    warnings.mark_read(request.user, [int(pk) for pk in request.POST.getlist("warning") if pk.isdigit()])
    return redirect("home")
